"""公平份额法: every ballot has the same share of the money, and an option is bought by those who name it.

Step by step the option with the lowest price for its supporters is bought, each paying the price or all they
have left. Then every share is raised by one unit and all is done again, until the outcome would cost more
than the budget (the one before stands) or everything supported is in. It does not stop at the first outcome
that leaves no room for another option: that would give other winners in real cities (VOTING.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deliberation.tally.ballots import Ballots, Option
from deliberation.tally.counted import Scored, Step
from deliberation.tally.placing import Placed
from deliberation.tally.purses import Market, Run
from deliberation.tally.reach import FarRun
from deliberation.tally.rule import Completion, Paper, Rule, Then, Utility
from deliberation.tally.selection import Decision, greedy, selected_ids
from deliberation.tally.supporters import supporters
from deliberation.tally.ties import Key

# Looking ahead costs as much as a run; where it does not help, it is tried again after this many at the most.
LONGEST_PAUSE = 32


@dataclass(frozen=True)
class Shared:
    """What equal shares decide: what was bought first, in order, then the others as they are ranked."""

    decisions: tuple[Decision, ...]
    steps: tuple[Step, ...]
    details: dict[str, Any]


def decide(
    rule: Rule,
    options: Sequence[Option],
    ballots: Ballots,
    scored: Scored,
    ranking: Sequence[Placed],
    keys: Mapping[str, Key],
    barred: Mapping[str, Decision],
) -> Shared:
    """Buy by equal shares, complete, and tell why.

    In: ballots already checked, with their scores, ranking and tie keys; `barred`: options that a threshold,
    no votes or an unknown cost keeps out, with their decisions.
    Out: decisions with the reasons `shares` (step, cost_fen, price_fen rounded up, supporters, exhausted),
    `rest` (cost_fen, left_fen), `shares_short` (cost_fen, money_fen = what its supporters have left together,
    rounded down, short_fen, left_fen = what is left of the budget); `details` with `start_fen`, `end_fen`
    (each ballot's share, rounded down), `share` (exact, "p/q" in fen), `raises`, `stopped` (`over_budget`,
    `all_in`, `none`), `spent_fen`, `left_fen`, `supporters_money` ({loser: {money_fen, short_fen}}),
    `effective_votes` ({bought: "p/q"}, the cost over the price) and `plain_winners`: what the most votes
    alone would have bought.
    Source: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities",
    2021; completion by VOTING.md.
    """
    assert rule.budget_fen is not None
    market = _market(rule, options, ballots, keys, barred)
    size = sum(ballots.values())
    start = first_share(rule, rule.budget_fen, size)
    if rule.completion == Completion.ADD_ONE:
        run, stopped = _raised(market, start, rule.unit_fen, rule.budget_fen)
    else:
        run, stopped = Run(market, start).go(rule.budget_fen), "none"
    story = _Story(rule, options, ranking, barred, scored, run)
    details = {
        "start_fen": int(start),
        "end_fen": int(run.ledger.share),
        "share": _exact(run.ledger.share),
        "raises": int((run.ledger.share - start) / rule.unit_fen),
        "stopped": stopped,
        "spent_fen": rule.budget_fen - story.left,
        "left_fen": story.left,
        "supporters_money": story.short,
        "effective_votes": story.effective,
        "plain_winners": selected_ids(
            greedy(ranking, _costs(options), rule.budget_fen, barred=barred),
        ),
    }
    return Shared(tuple(story.decisions), tuple(story.steps), details)


def first_share(rule: Rule, budget_fen: int, ballots: int) -> Fraction:
    """An equal part of the budget; where shares are raised afterwards, in whole units, rounded down."""
    if not ballots:
        return Fraction(0)
    if rule.completion == Completion.NONE:
        return Fraction(budget_fen, ballots)
    return Fraction(budget_fen // (ballots * rule.unit_fen) * rule.unit_fen)


def _market(
    rule: Rule,
    options: Sequence[Option],
    ballots: Ballots,
    keys: Mapping[str, Key],
    barred: Mapping[str, Decision],
) -> Market:
    in_order = {option: number for number, option in enumerate(sorted(keys, key=keys.__getitem__))}
    return Market(
        supporters=supporters(options, ballots, rule.ballot == Paper.POINTS),
        costs=[option.cost_fen or 0 for option in options],
        wanted=[place for place, option in enumerate(options) if option.id not in barred],
        by_cost=rule.utility == Utility.COST,
        order=[in_order[option.id] for option in options],
    )


def _raised(market: Market, start: Fraction, unit: int, budget: int) -> tuple[Run, str]:
    """The last run whose outcome the budget pays, and why it is the last.

    Looks ahead in some runs, and leaves out those that would only repeat them.
    """
    share = _before_any_end(market, start, unit, budget)
    run: Run = Run(market, share).go(budget)
    pause, rest = 1, 0
    while len(run.bought) < len(market.wanted):
        ahead = run.units(unit) if isinstance(run, FarRun) else 0
        share += unit * (ahead + 1)
        far = rest == 0
        following = (FarRun if far else Run)(market, share).go(budget)
        if following.cost > budget:
            before = share - unit
            last = run if run.ledger.share == before else Run(market, before).go(budget)
            # Never a wrong list: that nothing changed up to here was only reckoned.
            assert last.bought == run.bought
            return last, "over_budget"
        run = following
        if isinstance(run, FarRun):
            pause = 1 if run.units(unit) else min(2 * pause, LONGEST_PAUSE)
            rest = 0 if run.units(unit) else pause
        else:
            rest -= 1
    return run, "all_in"


def _before_any_end(market: Market, start: Fraction, unit: int, budget: int) -> Fraction:
    """A share up to which no run can be the end, so that a few voters with much money are not run for each
    yuan: what all supporters' whole shares together could pay is within the budget, and is not all there is.
    """
    weights, spent, enough = market.supporters.weights, 0, start
    payable = [
        (Fraction(market.costs[option], int(weights[market.supporters.who[option]].sum())), option)
        for option in market.wanted
    ]
    for share, option in sorted(payable):
        spent, enough = spent + market.costs[option], share
        if spent > budget:
            break
    raises = -int((start - enough) // unit) - 1
    return start + max(0, raises) * unit


class _Story:
    """The run told in decisions and steps, and what is left of the budget spent by votes."""

    def __init__(
        self,
        rule: Rule,
        options: Sequence[Option],
        ranking: Sequence[Placed],
        barred: Mapping[str, Decision],
        scored: Scored,
        run: Run,
    ) -> None:
        assert rule.budget_fen is not None
        self.left = rule.budget_fen
        self.costs = _costs(options)
        self.decisions: list[Decision] = []
        self.steps: list[Step] = []
        self.effective: dict[str, str] = {}
        self.short: dict[str, dict[str, int]] = {}
        self._sold(options, run)
        bought = {decision.id for decision in self.decisions}
        rest = [placed for placed in ranking if placed.id not in bought]
        money = {
            option.id: run.ledger.left_with(place)
            for place, option in enumerate(options)
            if option.id not in bought and option.id not in barred
        }
        if rule.then == Then.GREEDY:
            self._spend_rest([placed.id for placed in rest if placed.id in money], scored)
        bought |= {decision.id for decision in self.decisions}
        for placed in rest:
            if placed.id in barred:
                self.decisions.append(barred[placed.id])
            elif placed.id not in bought:
                self.decisions.append(self._missed(placed.id, money[placed.id]))

    def _sold(self, options: Sequence[Option], run: Run) -> None:
        for number, sale in enumerate(run.ledger.sales(), start=1):
            option, cost = options[sale.option].id, run.market.costs[sale.option]
            self.left -= cost
            if sale.price:
                self.effective[option] = _exact(cost / sale.price)
            facts = {
                "step": number,
                "cost_fen": cost,
                "price_fen": -int(-sale.price // 1),
                "supporters": sale.supporters,
                "exhausted": sale.exhausted,
            }
            self.steps.append(Step(number, option, "shares", sale.price, sale.supporters, sale.exhausted))
            self.decisions.append(Decision(option, True, "shares", facts))

    def _spend_rest(self, candidates: Sequence[str], scored: Scored) -> None:
        """What the most votes still buy with the money that the shares leave."""
        for option in candidates:
            cost = self.costs[option]
            assert cost is not None
            if cost <= self.left:
                self.left -= cost
                step = Step(len(self.steps) + 1, option, "greedy", Fraction(0), scored.named[option], 0)
                self.steps.append(step)
                facts = {"step": step.step, "cost_fen": cost, "left_fen": self.left}
                self.decisions.append(Decision(option, True, "rest", facts))

    def _missed(self, option: str, money: Fraction) -> Decision:
        cost, has = self.costs[option], int(money)
        assert cost is not None
        self.short[option] = {"money_fen": has, "short_fen": cost - has}
        facts = {"cost_fen": cost, "left_fen": self.left, **self.short[option]}
        return Decision(option, False, "shares_short", facts)


def _costs(options: Sequence[Option]) -> dict[str, int | None]:
    return {option.id: option.cost_fen for option in options}


def _exact(amount: Fraction) -> str:
    """A rational number as "p/q"."""
    return f"{amount.numerator}/{amount.denominator}"
