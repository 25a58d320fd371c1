"""Who names what, as arrays: the ballots of a round in the form that big counts work on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from deliberation.tally.ballots import Ballots, Option

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Supporters:
    """Groups of ballots that say the same, and for each option (by its place in the list) who names it.

    `weights`: ballots a group stands for. For an option: `who` the groups that name it, `points` what each
    ballot of them gives it (None on approval ballots: one each), `mass` weight times points, as floats that
    are whole numbers, `totals` its sum.
    """

    weights: Ints
    who: list[Ints]
    points: list[Floats] | None
    mass: list[Floats]
    totals: list[int]
    _given: dict[int, Ints] = field(default_factory=dict, repr=False)

    def given(self, option: int) -> Ints:
        """What one ballot of each group gives the option, zero where it is not named; kept for next time."""
        if option not in self._given:
            given = np.zeros(len(self.weights), np.int64)
            given[self.who[option]] = 1 if self.points is None else self.points[option]
            self._given[option] = given
        return self._given[option]


def supporters(options: Sequence[Option], ballots: Ballots, with_points: bool) -> Supporters:
    """Turn sound ballots into arrays.

    In: options in their listed order; ballots {(id, …) or ((id, points), …): how many}, already checked.
    """
    place = {option.id: number for number, option in enumerate(options)}
    weights = np.fromiter(ballots.values(), np.int64, len(ballots))
    lengths = np.fromiter(map(len, ballots), np.int64, len(ballots))
    size = int(lengths.sum())
    groups = np.repeat(np.arange(len(ballots), dtype=np.int64), lengths)
    items = chain.from_iterable(ballots)
    points: list[Floats] | None = None
    if with_points:
        pairs = [(place[option], given) for option, given in items]
        named = np.fromiter((option for option, _ in pairs), np.int64, size)
        given = np.fromiter((points for _, points in pairs), np.float64, size)
    else:
        named = np.fromiter(map(place.__getitem__, items), np.int64, size)
    order = np.argsort(named, kind="stable")
    cuts = np.searchsorted(named[order], np.arange(1, len(options)))
    who = np.split(groups[order], cuts) if options else []
    mass = [weights[each].astype(np.float64) for each in who]
    if with_points:
        points = np.split(given[order], cuts) if options else []
        mass = [weight * each for weight, each in zip(mass, points, strict=True)]
    return Supporters(weights, who, points, mass, [int(each.sum()) for each in mass])
