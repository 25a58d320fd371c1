"""排序投票 by Schulze: who is preferred to whom, over the strongest chain of majorities between the two."""

from collections.abc import Sequence

import numpy as np

from deliberation.errors import Refusal
from deliberation.tally.ballots import Ballots, Option
from deliberation.tally.counted import Scored, Unit
from deliberation.tally.ranked_ballots import Numbers, lay_out
from deliberation.tally.rule import Rule

# Room grows with the square of the options, time with their cube.
MOST_OPTIONS = 1000


def score(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Scored:
    """An option beats another when its strongest path to it is stronger than the path back.

    A step of a path is a majority, as strong as the ballots that prefer the one (winning votes); a path is as
    strong as its weakest step. The score is how many options an option beats. Beating is transitive, so that
    who beats another also has more wins; whom the announced order of ties decides between have equal wins.
    In: ballots as in `ranked_ballots`. Out: wins an option; details, with a row and a column for each option
    in their listed order: `pairwise` (ballots that prefer the row to the column) and `paths` (strengths), and
    `first` as with Borda.
    Errors: Refusal `tally.too_many_options` (most), and those of `ranked_ballots.lay_out`.
    Source: M. Schulze, A new monotonic, clone-independent … election method, Social Choice and Welfare 36
    (2011), 267-303.
    """
    if len(options) > MOST_OPTIONS:
        raise Refusal("tally.too_many_options", most=MOST_OPTIONS)
    namings = lay_out(rule, options, ballots)
    pairwise = namings.pairwise()
    paths = strongest_paths(pairwise)
    wins = (paths > paths.T).sum(axis=1)
    ids = [option.id for option in options]
    details = {
        "first": dict(zip(ids, map(int, namings.first()), strict=True)),
        "pairwise": [list(map(int, row)) for row in pairwise],
        "paths": [list(map(int, row)) for row in paths],
    }
    named = dict(zip(ids, map(int, namings.named()), strict=True))
    return Scored(Unit.WINS, dict(zip(ids, map(int, wins), strict=True)), named, details)


def strongest_paths(pairwise: Numbers) -> Numbers:
    """The strength of the strongest path from each option (row) to each other (column), 0 for none.

    In: a square of how many ballots prefer the row to the column. Time grows with the cube of the options.
    """
    paths: Numbers = np.where(pairwise > pairwise.T, pairwise, 0)
    for between in range(len(paths)):
        through = np.minimum(paths[:, between : between + 1], paths[between : between + 1, :])
        paths = np.maximum(paths, through)
    np.fill_diagonal(paths, 0)
    return paths
