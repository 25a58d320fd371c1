"""排序投票 by Borda: a place on a ballot is worth as many points as options stand below it."""

from collections.abc import Sequence

from deliberation.tally.ballots import Ballots, Option
from deliberation.tally.counted import Scored, Unit
from deliberation.tally.ranked_ballots import lay_out
from deliberation.tally.rule import Rule


def score(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Scored:
    """With m options the first of a ballot gets m − 1 points, the next m − 2, the last none.

    Options ranked alike share the average of their places, those a ballot does not name the average of the
    places left; a blank ballot gives nothing. An average of whole points in a row is a whole number of half
    points, so that is what is added up: 2 × (options below) + (others alike).
    In: ballots as in `ranked_ballots`. Out: half points an option; details `first`, how many ballots name it
    with nothing above it. Errors: those of `ranked_ballots.lay_out`. Source: VOTING.md, method `ranking`.
    """
    namings = lay_out(rule, options, ballots)
    unnamed = len(options) - 1 - namings.length
    named = 2 * (len(options) - namings.above - namings.alike) + namings.alike - 1
    scores = int((namings.weight * unnamed).sum()) + namings.per_option(named - unnamed[namings.ballot])
    ids = [option.id for option in options]
    return Scored(
        Unit.HALF_POINTS,
        dict(zip(ids, map(int, scores), strict=True)),
        dict(zip(ids, map(int, namings.named()), strict=True)),
        {"first": dict(zip(ids, map(int, namings.first()), strict=True))},
    )
