"""What is typed from a paper ballot, when two typings agree, what the papers of a round add up to. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from deliberation.errors import Refusal
from deliberation.rounds.rules import Hand, Kind, normal_code
from deliberation.tally.rule import Paper

BLANK, SPOILED = "0", "X"
BETWEEN = re.compile(r"[\s,;、.+]+")
PAIR = re.compile(r"(\d{1,4})[=:/*-](\d{1,9})")
MOST_TYPED = 4000


class Standing(StrEnum):
    """How far a paper is: typed once, two typings that agree or differ, settled by a third look."""

    ONCE = "once"
    AGREED = "agreed"
    DIFFERS = "differs"
    SETTLED = "settled"


@dataclass(frozen=True)
class Typing:
    """One typing of one paper: whose, what kind, and what it says in the box's own form."""

    account_id: UUID
    kind: Kind
    choices: Sequence[Any]

    def says_like(self, other: "Typing") -> bool:
        """Whether two typings agree, whoever typed them."""
        return (self.kind, list(self.choices)) == (other.kind, list(other.choices))


@dataclass(frozen=True)
class PaperTotals:
    """The papers of a round as numbers.

    `typed`: papers with a readable code; `valid`, `blank`: of these agreed or settled as such; `spoiled`: set
    down as spoiled, with the `unsettled` (nobody agreed on them in time) and the `unreadable` (no code);
    `late`: handed in after the end; `set_aside`: agreed, but the same code's online ballot stands.
    """

    typed: int = 0
    valid: int = 0
    blank: int = 0
    spoiled: int = 0
    unsettled: int = 0
    unreadable: int = 0
    late: int = 0
    set_aside: int = 0


def standing(hands: Mapping[Hand, Typing]) -> Standing:
    """How far a paper is, by what was typed of it."""
    if Hand.SETTLING in hands:
        return Standing.SETTLED
    if Hand.SECOND not in hands:
        return Standing.ONCE
    return Standing.AGREED if hands[Hand.FIRST].says_like(hands[Hand.SECOND]) else Standing.DIFFERS


def outcome(hands: Mapping[Hand, Typing]) -> Typing | None:
    """What a paper says: as it was settled, else as two hands agree; None while neither is so."""
    at = standing(hands)
    if at == Standing.SETTLED:
        return hands[Hand.SETTLING]
    return hands[Hand.FIRST] if at == Standing.AGREED else None


def totals(
    papers: Iterable[Mapping[Hand, Typing]], loose: Mapping[Kind, int], in_the_box: int
) -> PaperTotals:
    """What the papers add up to; `in_the_box`: how many of the box's ballots came from paper."""
    ends = [outcome(hands) for hands in papers]
    kinds = [end.kind for end in ends if end]
    unsettled, unreadable = ends.count(None), loose.get(Kind.SPOILED, 0)
    valid, blank = kinds.count(Kind.VALID), kinds.count(Kind.BLANK)
    return PaperTotals(
        typed=len(ends),
        valid=valid,
        blank=blank,
        spoiled=kinds.count(Kind.SPOILED) + unsettled + unreadable,
        unsettled=unsettled,
        unreadable=unreadable,
        late=loose.get(Kind.LATE, 0),
        set_aside=max(0, valid + blank - in_the_box),
    )


def code_typed(text: str) -> str:
    """The code in what was typed or scanned (a scanner gives the whole address); empty when there is none."""
    return normal_code(unicodedata.normalize("NFKC", text).strip().rstrip("/").rpartition("/")[2])


def read(ballot: Paper, text: str, keys: Sequence[str]) -> tuple[Kind, list[Any]]:
    """What was typed of a paper: 0 is blank, x is spoiled, else its options by their numbers.

    approval "1 3 5"; points "1=5 3=2"; ranking "3 1 2" from first to last. Refuses what cannot be read and
    numbers no option has; whether the round allows it is asked by `clean_choices`.
    """
    typed = unicodedata.normalize("NFKC", text).strip().upper()
    if len(typed) > MOST_TYPED:
        raise Refusal("rounds.typed_not_read", typed=typed[:20])
    if typed == BLANK:
        return Kind.BLANK, []
    if typed == SPOILED:
        return Kind.SPOILED, []
    parts = [part for part in BETWEEN.split(typed) if part]
    if not parts:
        raise Refusal("rounds.typed_nothing")
    if ballot == Paper.POINTS:
        return Kind.VALID, [_points(part, keys) for part in parts]
    return Kind.VALID, [_key(part, keys) for part in parts]


def written(ballot: Paper, kind: Kind, choices: Sequence[Any], keys: Sequence[str]) -> str:
    """The same, as it would be typed: to show it, and to begin a correction with it."""
    if kind != Kind.VALID:
        return BLANK if kind == Kind.BLANK else SPOILED.lower()
    numbers = {key: number for number, key in enumerate(keys, 1)}
    if ballot == Paper.POINTS:
        return " ".join(f"{numbers.get(key, 0)}={points}" for key, points in choices)
    return " ".join(str(numbers.get(key, 0)) for key in choices)


def _points(part: str, keys: Sequence[str]) -> list[Any]:
    found = PAIR.fullmatch(part)
    if found is None:
        raise Refusal("rounds.typed_no_pair", typed=part[:20])
    return [_key(found[1], keys), int(found[2])]


def _key(part: str, keys: Sequence[str]) -> str:
    if not (part.isascii() and part.isdecimal()):
        raise Refusal("rounds.typed_not_read", typed=part[:20])
    if len(part) > 4 or not 1 <= int(part) <= len(keys):
        raise Refusal("rounds.typed_no_such_option", typed=part[:20], options=len(keys))
    return keys[int(part) - 1]
