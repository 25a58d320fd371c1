"""积分投票: every ballot spreads points over options, an option's points are added up."""

from collections.abc import Sequence

from deliberation.errors import Refusal
from deliberation.tally.ballots import Ballots, Choices, Option
from deliberation.tally.counted import Scored, Unit
from deliberation.tally.rule import Rule


def score(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Scored:
    """Add up the points that each option was given.

    In: ballots grouped as {((id, points), …): how many}. Out: points an option, and how many ballots name it.
    Errors: Refusal `tally.ballot_unknown_option`, `tally.ballot_repeats_option` (option),
    `tally.ballot_too_long` (named, k), `tally.ballot_points_below_one` (option),
    `tally.ballot_points_on_one` (option, points, most), `tally.ballot_points_in_all` (points, most).
    Source: VOTING.md, method `points`.
    """
    scores = {option.id: 0 for option in options}
    named = dict(scores)
    for choices, weight in ballots.items():
        check(rule, scores, choices)
        for option, points in choices:
            scores[option] += points * weight
            named[option] += weight
    return Scored(Unit.POINTS, scores, named)


def check(rule: Rule, known: dict[str, int], choices: Choices) -> None:
    """A ballot names at most k known options once each, and gives no more points than there are."""
    seen: set[str] = set()
    for option, points in choices:
        if option not in known:
            raise Refusal("tally.ballot_unknown_option", option=option)
        if option in seen:
            raise Refusal("tally.ballot_repeats_option", option=option)
        seen.add(option)
        if points < 1:
            raise Refusal("tally.ballot_points_below_one", option=option)
        if rule.most_points is not None and points > rule.most_points:
            raise Refusal("tally.ballot_points_on_one", option=option, points=points, most=rule.most_points)
    if len(seen) > rule.k:
        raise Refusal("tally.ballot_too_long", named=len(seen), k=rule.k)
    given = sum(points for _, points in choices)
    if rule.points is not None and given > rule.points:
        raise Refusal("tally.ballot_points_in_all", points=given, most=rule.points)
