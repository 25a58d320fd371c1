"""What a ballot of a round may say, in the one form in which the box keeps it. Pure.

As JSON: approval ["a", "c"] in the order of the round's options; points [["a", 3], ["c", 7]] in that order,
above zero; ranking ["c", "a"] from first to last; [] for a blank ballot.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally.rule import Method, Paper

Said = list[Any]


@dataclass(frozen=True)
class Terms:
    """What the round asks of one ballot: `places` of the options in its list, their `costs` in fen.

    A ballot names at least `least` and at most `k` options, or none; gives `points` in all and `most_points`
    to one; and, where it spends a budget itself (knapsack), names no more than `budget_fen` pays for.
    """

    ballot: Paper
    places: Mapping[str, int]
    k: int
    least: int = 1
    points: int | None = None
    most_points: int | None = None
    budget_fen: int | None = None
    costs: Mapping[str, int] = field(default_factory=dict)

    @property
    def most_on_one(self) -> int | None:
        """The most points one option may get."""
        limits = [limit for limit in (self.points, self.most_points) if limit is not None]
        return min(limits, default=None)


def terms_of(row: Any, options: Iterable[Any]) -> Terms:
    """The terms of a round (anything with its columns) with these options."""
    listed = list(options)
    return Terms(
        ballot=row.ballot,
        places={option.key: place for place, option in enumerate(listed)},
        k=row.k,
        least=row.least,
        points=row.points,
        most_points=row.most_points,
        budget_fen=row.budget_fen if row.method == Method.KNAPSACK else None,
        costs={option.key: option.cost_fen or 0 for option in listed},
    )


def clean_choices(terms: Terms, said: Sequence[Any]) -> Said:
    """What a ballot says, as the box keeps it; refuses whatever the round does not allow.

    In: keys, or pairs of key and points (zeros are dropped). An empty one is blank and allowed: whether it is
    meant is asked elsewhere. Errors: Refusal `rounds.option_named_twice`, `unknown_option`,
    `points_below_zero`, `too_many_points_on_one`, `too_many_points`, `too_many_choices`,
    `too_few_choices`, `beyond_the_budget`.
    """
    if terms.ballot == Paper.POINTS:
        return _clean_points(terms, said)
    _check_names(terms, said)
    _check_number(terms, len(said))
    if terms.ballot == Paper.RANKING:
        return list(said)
    cost = cost_of(terms, said)
    if terms.budget_fen is not None and cost > terms.budget_fen:
        raise Refusal("rounds.beyond_the_budget", budget=terms.budget_fen, cost=cost)
    return sorted(said, key=terms.places.__getitem__)


def is_sound(terms: Terms, kept: Any) -> bool:
    """Whether something in the box says, in the box's own form, what the round allows (a row written past the
    services may hold anything)."""
    try:
        return _well_formed(terms.ballot, kept) and clean_choices(terms, kept) == kept
    except Refusal:
        return False


def keys_named(terms: Terms, said: Sequence[Any]) -> list[str]:
    """The options a ballot names, in its order."""
    return [key for key, _points in said] if terms.ballot == Paper.POINTS else list(said)


def cost_of(terms: Terms, keys: Iterable[str]) -> int:
    """What these options cost together, in fen."""
    return sum(terms.costs.get(key, 0) for key in keys)


def points_given(said: Sequence[Any]) -> int:
    """All points of a points ballot together."""
    return sum(points for _key, points in said)


def shuffled(token: str, keys: Iterable[str]) -> list[str]:
    """The options in an order that is this voter's own in this round, always the same, and tells nobody
    anything who does not know the token."""
    return sorted(keys, key=lambda key: hmac.digest(token.encode(), f"order|{key}".encode(), sha256))


def device_mark(token: str) -> str:
    """The name under which a voter's own device keeps what is not sent yet; it leads to nobody."""
    return hmac.digest(token.encode(), b"device", sha256).hex()[:24]


def _clean_points(terms: Terms, said: Sequence[Any]) -> Said:
    _check_names(terms, [key for key, _points in said])
    given = {key: points for key, points in said if points}
    if min(given.values(), default=0) < 0:
        raise Refusal("rounds.points_below_zero")
    most = terms.most_on_one
    for points in given.values():
        if most is not None and points > most:
            raise Refusal("rounds.too_many_points_on_one", most=most, given=points)
    total = sum(given.values())
    if terms.points is not None and total > terms.points:
        raise Refusal("rounds.too_many_points", points=terms.points, given=total, over=total - terms.points)
    _check_number(terms, len(given))
    return [[key, given[key]] for key in sorted(given, key=terms.places.__getitem__)]


def _check_names(terms: Terms, keys: Sequence[str]) -> None:
    if len(set(keys)) != len(keys):
        raise Refusal("rounds.option_named_twice")
    if any(key not in terms.places for key in keys):
        raise Refusal("rounds.unknown_option")


def _check_number(terms: Terms, named: int) -> None:
    if named > terms.k:
        raise Refusal("rounds.too_many_choices", k=terms.k, named=named)
    if 0 < named < terms.least:
        raise Refusal("rounds.too_few_choices", least=terms.least, named=named)


def _well_formed(ballot: Paper, kept: Any) -> bool:
    if not isinstance(kept, list):
        return False
    if ballot != Paper.POINTS:
        return all(isinstance(key, str) for key in kept)
    pairs = [pair for pair in kept if isinstance(pair, list) and len(pair) == 2]
    return len(pairs) == len(kept) and all(
        isinstance(key, str) and isinstance(points, int) and not isinstance(points, bool)
        for key, points in pairs
    )
