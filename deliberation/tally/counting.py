"""One door to all counts: the rule, the options and the ballots in; order, winners and their reasons out."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from deliberation.errors import Refusal
from deliberation.tally import approval, borda, equal_shares, placing, points, schulze
from deliberation.tally.ballots import Ballots, Choices, Option, group
from deliberation.tally.counted import Count, Scored, Step, Unit
from deliberation.tally.placing import Placed
from deliberation.tally.rule import Method, Paper, Rule
from deliberation.tally.selection import Decision, check_money, greedy, top, unsupported

__all__ = ["Ballots", "Choices", "Count", "Option", "Scored", "Step", "Unit", "count", "group"]

Score = Callable[[Rule, Sequence[Option], Ballots], Scored]

# How each method makes scores of ballots. Ballots arrive as they were given: every scorer refuses what it
# cannot count, by its own rule of what a ballot may say.
SCORES: dict[Method, Score] = {
    Method.APPROVAL: approval.score,
    Method.KNAPSACK: approval.score,
    Method.POINTS: points.score,
    Method.RANKING: borda.score,
    Method.SCHULZE: schulze.score,
}


def count(rule: Rule, options: Sequence[Option], ballots: Ballots, round_id: int | str) -> Count:
    """Count ballots by a rule.

    In: options in their listed order with costs in fen; ballots grouped as {what they say: how many} (see
    `group`); `round_id` goes into the lot. Out: see `Count`. The same input always gives the same result.
    Errors: Refusal for ballots that break the rule (`tally.ballot_…`), options twice, money below zero.
    """
    _check(options, rule.k)
    costs = {option.id: option.cost_fen for option in options}
    if rule.budget_fen is not None:
        check_money(costs, rule.budget_fen)
    scored = _scorer(rule)(rule, options, ballots)
    size, keys = sum(ballots.values()), rule.ties.keys(options, scored.scores, round_id)
    named = scored.named if rule.ballot == Paper.RANKING else None
    ranking = placing.rank(scored.scores, keys, rule.ties, named)
    barred = dict(_barred(rule, ranking, costs, scored, size))
    steps: tuple[Step, ...] = ()
    details = dict(scored.details)
    if rule.method == Method.EQUAL_SHARES:
        shared = equal_shares.decide(rule, options, ballots, scored, ranking, keys, barred)
        decisions, steps = shared.decisions, shared.steps
        details |= shared.details
    else:
        decisions = tuple(_decide(rule, costs, ranking, barred))
    return Count(
        rule=rule,
        unit=scored.unit,
        scores=scored.scores,
        ranking=ranking,
        decisions=decisions,
        steps=steps,
        ballots=size,
        blank=ballots.get((), 0),
        details=details,
    )


def _check(options: Sequence[Option], k: int) -> None:
    """Every option has its own id, and a ballot may name at least one."""
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise Refusal("tally.option_repeated", option=option.id)
        seen.add(option.id)
    if k < 1:
        raise Refusal("tally.k_too_small", k=k)


def _scorer(rule: Rule) -> Score:
    if rule.method == Method.EQUAL_SHARES:
        return points.score if rule.ballot == Paper.POINTS else approval.score
    return SCORES[rule.method]


def _barred(
    rule: Rule, ranking: Sequence[Placed], costs: Mapping[str, int | None], scored: Scored, ballots: int
) -> Iterator[tuple[str, Decision]]:
    """Whatever cannot win however the money goes, with the reason."""
    for placed in ranking:
        decision = unsupported(placed, rule.min_votes)
        named = scored.named[placed.id]
        if decision is None and rule.majority and 2 * named <= ballots:
            facts = {"named": named, "ballots": ballots, "needed": ballots // 2 + 1}
            decision = Decision(placed.id, False, "below_majority", facts)
        if decision is None and rule.budget_fen is not None and costs[placed.id] is None:
            decision = Decision(placed.id, False, "cost_unknown")
        if decision is not None:
            yield placed.id, decision


def _decide(
    rule: Rule,
    costs: Mapping[str, int | None],
    ranking: Sequence[Placed],
    barred: Mapping[str, Decision],
) -> list[Decision]:
    if rule.budget_fen is not None:
        return greedy(ranking, costs, rule.budget_fen, rule.skip, barred=barred)
    return top(ranking, len(ranking) if rule.winners is None else rule.winners, barred=barred)
