"""One door to all counts: the rule, the options and the ballots in; order, winners and their reasons out."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from deliberation.errors import Refusal
from deliberation.tally import approval, borda, placing, points, schulze
from deliberation.tally.ballots import Option
from deliberation.tally.counted import Ballots, Choices, Count, Scored, Step, Unit
from deliberation.tally.placing import Placed
from deliberation.tally.rule import Method, Paper, Rule
from deliberation.tally.selection import Decision, greedy, top

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
    approval.check_options(options, rule.k)
    scored = _scorer(rule)(rule, options, ballots)
    keys = rule.ties.keys(options, scored.scores, round_id)
    named = scored.named if rule.ballot == Paper.RANKING else None
    ranking = placing.rank(scored.scores, keys, rule.ties, named)
    return Count(
        rule,
        scored.unit,
        scored.scores,
        ranking,
        tuple(_decide(rule, options, ranking)),
        (),
        sum(ballots.values()),
        ballots.get((), 0),
        scored.details,
    )


def group(ballots: Iterable[Choices]) -> dict[Choices, int]:
    """Ballots that say the same, in whatever order of arrival, become one entry with their number."""
    grouped: dict[Choices, int] = {}
    for choices in ballots:
        grouped[choices] = grouped.get(choices, 0) + 1
    return grouped


def _scorer(rule: Rule) -> Score:
    if rule.method == Method.EQUAL_SHARES:
        return points.score if rule.ballot == Paper.POINTS else approval.score
    if rule.method not in SCORES:
        raise Refusal("tally.method_unknown", method=rule.method)
    return SCORES[rule.method]


def _decide(rule: Rule, options: Sequence[Option], ranking: Sequence[Placed]) -> list[Decision]:
    if rule.budget_fen is not None:
        costs: Mapping[str, int | None] = {option.id: option.cost_fen for option in options}
        return greedy(ranking, costs, rule.budget_fen, rule.skip, rule.min_votes)
    return top(ranking, len(ranking) if rule.winners is None else rule.winners, rule.min_votes)
