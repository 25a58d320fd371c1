"""Ballots that say the same thing are counted once, with a weight: exact, and fast for 100,000 of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deliberation.errors import Refusal

Choices = tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """One thing to vote for; `cost_fen` is None while nobody has estimated it."""

    id: str
    cost_fen: int | None = None


def group(ballots: Iterable[Choices]) -> dict[Choices, int]:
    """Ballots that name the same options, in whatever order, become one entry with their number.

    In: any iterable of tuples of option ids, one a ballot, `()` for a blank one.
    Out: {sorted tuple of ids: how many ballots}; a repeated id stays repeated, for the count to refuse.
    """
    raw: dict[Choices, int] = {}
    for choices in ballots:
        raw[choices] = raw.get(choices, 0) + 1
    grouped: dict[Choices, int] = {}
    for choices, weight in raw.items():
        key = tuple(sorted(choices))
        grouped[key] = grouped.get(key, 0) + weight
    return grouped


def size(grouped: Mapping[Choices, int]) -> int:
    """How many ballots there are, blank ones included."""
    return sum(grouped.values())


def blank(grouped: Mapping[Choices, int]) -> int:
    """How many ballots name nothing."""
    return grouped.get((), 0)


def votes_per_option(option_ids: Iterable[str], grouped: Mapping[Choices, int]) -> dict[str, int]:
    """Each option gets one vote from every ballot that names it.

    Out: {option id: votes} in the order of `option_ids`, zeros included. The ballots must be sound (`check`).
    """
    votes = dict.fromkeys(option_ids, 0)
    for choices, weight in grouped.items():
        for choice in choices:
            votes[choice] += weight
    return votes


def check(option_ids: Iterable[str], grouped: Mapping[Choices, int], k: int) -> None:
    """A ballot may name at most k of the options, each once; the first one that does not is refused.

    Errors: Refusal `tally.ballot_unknown_option` (option), `tally.ballot_repeats_option` (option),
    `tally.ballot_too_long` (named, k).
    """
    known = set(option_ids)
    for choices in grouped:
        if len(set(choices)) != len(choices):
            raise Refusal("tally.ballot_repeats_option", option=_first_repeated(choices))
        for choice in choices:
            if choice not in known:
                raise Refusal("tally.ballot_unknown_option", option=choice)
        if len(choices) > k:
            raise Refusal("tally.ballot_too_long", named=len(choices), k=k)


def _first_repeated(choices: Choices) -> str:
    """The first option that a ballot names a second time."""
    return next(choice for place, choice in enumerate(choices) if choice in choices[:place])
