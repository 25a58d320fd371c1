"""Counting a file of votes without any database: what it asks, the rule that counts it, the result in values.

Pabulib files have money, costs and a rule of their own, which counts them unless another is asked for;
PrefLib files have rankings and nothing else, so that the first of the order wins unless more are asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally import pabulib, preflib
from deliberation.tally.ballots import Ballots, Option, group
from deliberation.tally.counted import Count
from deliberation.tally.counting import count
from deliberation.tally.rule import PAPERS_OF, Completion, Method, Paper, Rule, Then, Utility
from deliberation.tally.ties import TieOrder

BY_MONEY = (Method.KNAPSACK, Method.EQUAL_SHARES)
LOT = "lot:"
SHARES, ADD_ONE = "equalshares", "add1"


@dataclass(frozen=True)
class Recorded:
    """A file as it was read.

    `rule_name`: its own name of its rule (`unknown` where it has none). `k`: the most options a ballot may
    name. `skip`, `min_votes`, `shares` (utility, completion, then) and `ties`: what its rule says of spending
    and of equals, where it says it. `by_place`: rankings as the points that a city counts for them.
    """

    path: str
    rule_name: str
    paper: Paper
    options: tuple[Option, ...]
    names: Mapping[str, str]
    ballots: Ballots = field(repr=False)
    k: int
    budget_fen: int | None = None
    skip: bool = True
    min_votes: int | None = None
    shares: Mapping[str, Any] = field(default_factory=dict)
    ties: TieOrder | None = None
    by_place: Ballots | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The file's name, which is its round in lots unless another is told."""
        return Path(self.path).name


def read(path: str | Path) -> Recorded:
    """Read a Pabulib or PrefLib file, told apart by its ending. Errors: FileRefused with line and reason."""
    if Path(path).suffix.removeprefix(".").lower() in preflib.TYPES:
        return _rankings(preflib.read(path))
    return of(pabulib.read(path))


def _rankings(found: preflib.Rankings) -> Recorded:
    return Recorded(
        path=found.path,
        rule_name="unknown",
        paper=Paper.RANKING,
        options=tuple(Option(number) for number, _ in found.options),
        names=dict(found.options),
        ballots=found.ballots,
        k=len(found.options),
    )


def of(found: pabulib.Election) -> Recorded:
    """What a Pabulib file asks."""
    own = pabulib.official_rule(found)
    return Recorded(
        path=found.path,
        rule_name=found.rule,
        paper=found.paper,
        options=tuple(Option(project.id, project.cost_fen) for project in found.projects),
        names={project.id: project.name for project in found.projects},
        ballots=group(found.ballots),
        k=found.k,
        budget_fen=found.budget_fen,
        skip=own.skip,
        min_votes=own.min_votes,
        shares=_own_shares(found),
        ties=TieOrder(("order",)) if found.meta.get("ties") == "order" else None,
        by_place=group(found.by_place()) if found.paper == Paper.RANKING else None,
    )


def _own_shares(found: pabulib.Election) -> dict[str, Any]:
    """How cities count equal shares: raised by one unit where the rule says so, and nothing after that; the
    files of our rounds say more."""
    if SHARES not in found.rule:
        return {}
    return {
        "completion": Completion.ADD_ONE if ADD_ONE in found.rule else Completion.NONE,
        "then": Then.GREEDY if found.meta.get("then") == Then.GREEDY else Then.NONE,
        "utility": Utility.VOTES if found.meta.get("utility") == Utility.VOTES else Utility.COST,
    }


def ties_of(text: str) -> TieOrder:
    """The order of ties as it is written on the command line: `cost,votes,lot:SEED`; `order` is the file's.

    Errors: Refusal of `ties.TieOrder`.
    """
    seed = None
    rules = []
    for part in text.split(","):
        word = part.strip()
        if word.startswith(LOT):
            seed = word.removeprefix(LOT)
            word = "lot"
        rules.append(word)
    return TieOrder(tuple(rules), seed)


def rule_of(
    recorded: Recorded,
    method: Method | None = None,
    ties: TieOrder | None = None,
    k: int | None = None,
    winners: int | None = None,
    **shares: Any,
) -> Rule:
    """The rule to count by: the file's own where nothing else is asked for.

    `knapsack` is the plain greedy count: it skips what does not fit and asks for no least votes, and so do
    equal shares where the file was counted otherwise. The other methods spend the file's money as its rule
    says, unless `winners` are asked for; without money the first wins. Equals stand in the order of the file;
    equal shares take the cheaper, then the one with more votes. Rankings of a city are counted as it counts
    them, by points for places, unless `ranking` or `schulze` is asked for.
    In: `shares`: utility, completion, then. Errors: Refusal `tally.other_ballots` (method, ballot),
    `tally.winners_and_money` (method), and those of `Rule`.
    """
    asked = {name: value for name, value in shares.items() if value is not None}
    method = method or _own_method(recorded)
    placed = recorded.by_place is not None and method == Method.POINTS
    paper = Paper.POINTS if placed else recorded.paper
    if paper not in PAPERS_OF[method]:
        raise Refusal("tally.other_ballots", method=method, ballot=recorded.paper)
    if winners is not None and method in BY_MONEY:
        raise Refusal("tally.winners_and_money", method=method)
    plain = method == Method.KNAPSACK or (method == Method.EQUAL_SHARES and not recorded.shares)
    budget = recorded.budget_fen if winners is None else None
    by_cost = TieOrder(("cost", "votes", "order"))
    return Rule(
        method=method,
        ballot=paper,
        k=recorded.k if k is None else k,
        budget_fen=budget,
        winners=None if budget is not None else 1 if winners is None else winners,
        skip=plain or recorded.skip,
        min_votes=None if plain else recorded.min_votes,
        ties=ties or recorded.ties or (by_cost if method == Method.EQUAL_SHARES else TieOrder(("order",))),
        **{**recorded.shares, **asked},
    )


def _own_method(recorded: Recorded) -> Method:
    """What the file was counted by."""
    if recorded.by_place is not None:
        return Method.POINTS
    return Method.EQUAL_SHARES if SHARES in recorded.rule_name else Method(recorded.paper)


def ballots_for(recorded: Recorded, rule: Rule) -> Ballots:
    """The ballots as the rule counts them: rankings as points where it asks for points."""
    placed = recorded.by_place if rule.ballot == Paper.POINTS else None
    return recorded.ballots if placed is None else placed


def result(recorded: Recorded, rule: Rule, round_id: str) -> tuple[Count, dict[str, Any]]:
    """Count, and say the result in plain values: the fields of `result.json`, money in fen.

    `unit` says what the votes of an option are; `register` is who stands in the file. `explanation`: what
    equal shares bought, with the price in fen for each supporter who could pay it in full (of points: for a
    point).
    """
    counted = count(rule, recorded.options, ballots_for(recorded, rule), round_id)
    costs = {option.id: option.cost_fen for option in recorded.options}
    decisions = {decision.id: decision for decision in counted.decisions}
    values = {
        "format": 1,
        "file": recorded.name,
        "method": str(rule.method),
        "rule": recorded.rule_name,
        "budget_fen": rule.budget_fen,
        "ballots": counted.ballots,
        "blank": counted.blank,
        "register": counted.ballots,
        "unit": str(counted.unit),
        "options": [
            {
                "id": placed.id,
                "name": recorded.names[placed.id],
                "cost_fen": costs[placed.id],
                "votes": placed.votes,
                "rank": placed.rank,
                "selected": decisions[placed.id].selected,
                "reason": decisions[placed.id].reason,
            }
            for placed in counted.ranking
        ],
        "winners": list(counted.winners),
        "explanation": [
            {
                "step": step.step,
                "option": step.option,
                "price_per_supporter": f"{step.share_fen.numerator}/{step.share_fen.denominator}",
                "exhausted": step.exhausted,
            }
            for step in counted.steps
            if step.by == "shares"
        ],
    }
    return counted, values
