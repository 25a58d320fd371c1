"""Ranking ballots laid out in arrays, so that 100,000 of them are counted at once and still exactly.

A ballot names options from first to last, as ids; a tuple of ids stands for options ranked alike, which share
a place. Options it does not name come after all named ones and are alike among themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deliberation.errors import Refusal
from deliberation.tally.ballots import Ballots, Choices, Option
from deliberation.tally.rule import Rule

Numbers = NDArray[Any]

SAFE = 2**62
CELLS = 200_000


@dataclass(frozen=True)
class Namings:
    """Every ballot that names something, and all their namings one after another.

    A ballot has its `weight` (how many say the same) and `length` (options it names). A naming has its
    `ballot` and `option`, both by place, how many options stand `above` it on the ballot, and how many are
    ranked `alike`, itself included. Weights are int64, or Python's own integers where a sum could overflow.
    """

    options: int
    weight: Numbers
    length: Numbers
    ballot: Numbers
    option: Numbers
    above: Numbers
    alike: Numbers

    def per_option(self, amount: Numbers) -> Numbers:
        """Add up an amount a naming, times its ballot's weight, for each option."""
        total = np.zeros(self.options, dtype=self.weight.dtype)
        np.add.at(total, self.option, self.weight[self.ballot] * amount)
        return total

    def named(self) -> Numbers:
        """How many ballots name each option."""
        return self.per_option(np.ones_like(self.above))

    def first(self) -> Numbers:
        """How many ballots name each option with nothing above it."""
        return self.per_option((self.above == 0).astype(np.int64))

    def pairwise(self) -> Numbers:
        """How many ballots prefer one option (row) to another (column)."""
        prefer = np.zeros((self.options, self.options), dtype=self.weight.dtype)
        for weight, places in self._blocks():
            for option in range(self.options):
                prefer[option] += weight @ (places[:, option : option + 1] < places)
        return prefer

    def _blocks(self) -> Iterator[tuple[Numbers, Numbers]]:
        """The weights of some ballots at a time, and the place that each gives to every option."""
        ends = np.cumsum(self.length)
        rows = CELLS // max(1, self.options) + 1
        for start in range(0, len(self.weight), rows):
            stop = min(start + rows, len(self.weight))
            here = slice(ends[start] - self.length[start], ends[stop - 1])
            places = np.full((stop - start, self.options), self.options, dtype=np.int64)
            places[self.ballot[here] - start, self.option[here]] = self.above[here]
            yield self.weight[start:stop], places


def lay_out(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Namings:
    """Check every ballot and lay all of them out.

    In: ballots grouped as {("c", "a", ("b", "d")): how many}. Time grows with the different ballots.
    Errors: Refusal `tally.ballot_unknown_option`, `tally.ballot_repeats_option` (option),
    `tally.ballot_too_long` (named, k), `tally.ballot_empty_place` for an empty tuple inside a ballot,
    `tally.ballots_below_zero` (number).
    """
    said = [_flat(choices, rule.k) for choices in ballots if choices]
    names = list(chain.from_iterable(flat for flat, _, _ in said))
    length = np.fromiter((len(flat) for flat, _, _ in said), np.int64, len(said))
    return Namings(
        options=len(options),
        weight=_weights([weight for choices, weight in ballots.items() if choices], len(options)),
        length=length,
        ballot=np.repeat(np.arange(len(said)), length),
        option=_places(names, options),
        above=np.fromiter(chain.from_iterable(above for _, above, _ in said), np.int64, len(names)),
        alike=np.fromiter(chain.from_iterable(alike for _, _, alike in said), np.int64, len(names)),
    )


def _flat(choices: Choices, k: int) -> tuple[Choices, Sequence[int], Sequence[int]]:
    """A sound ballot's options in a row, and for each how many stand above it and how many are alike."""
    plain = tuple not in map(type, choices)
    flat, above, alike = (choices, range(len(choices)), [1] * len(choices)) if plain else _spread(choices)
    if len(set(flat)) != len(flat):
        repeated = next(name for place, name in enumerate(flat) if name in flat[:place])
        raise Refusal("tally.ballot_repeats_option", option=repeated)
    if len(flat) > k:
        raise Refusal("tally.ballot_too_long", named=len(flat), k=k)
    return flat, above, alike


def _spread(choices: Choices) -> tuple[Choices, Sequence[int], Sequence[int]]:
    """The same for a ballot with options that are ranked alike."""
    flat: list[Any] = []
    above: list[int] = []
    alike: list[int] = []
    for place in choices:
        equals = place if isinstance(place, tuple) else (place,)
        if not equals:
            raise Refusal("tally.ballot_empty_place")
        above += repeat(len(flat), len(equals))
        alike += repeat(len(equals), len(equals))
        flat += equals
    return tuple(flat), above, alike


def _places(names: Sequence[Any], options: Sequence[Option]) -> Numbers:
    """The place in the list of each option named; the first that is not in it is refused."""
    index = {option.id: place for place, option in enumerate(options)}
    found = np.fromiter((index.get(name, -1) for name in names), np.int64, len(names))
    if len(found) and found.min() < 0:
        raise Refusal("tally.ballot_unknown_option", option=names[int(found.argmin())])
    return found


def _weights(weights: list[int], options: int) -> Numbers:
    """How many ballots say each thing, in a type that no sum of theirs overflows."""
    if weights and min(weights) < 0:
        raise Refusal("tally.ballots_below_zero", number=min(weights))
    exact = sum(weights) * 2 * (options + 1) < SAFE
    return np.array(weights, dtype=np.int64 if exact else object)
