"""The five steps, the limits of an answer, and the arithmetic of satisfaction. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from deliberation.errors import Refusal
from deliberation.wording import tidy_lines

LEAST_ANSWERS = 5
GOAL = Fraction(9, 10)
OPEN_FOR = timedelta(days=14)
SOON = timedelta(days=7)
TEXT_LENGTH = 500
MOST_PHOTOS = 3
MOST_REASONS = 8
NUMBER = re.compile(r"(?:H?(\d{4})-)?(\d{1,6})", re.ASCII)


class Grade(StrEnum):
    """How satisfied somebody is, the best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


TOP_THREE = frozenset({Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.MOSTLY})


class Channel(StrEnum):
    """How an answer came."""

    WEB = "web"
    PHONE = "phone"
    SLIP = "slip"


class Tie(StrEnum):
    """Why somebody is asked."""

    PROPOSER = "proposer"
    SUPPORTER = "supporter"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True)
class Subject:
    """What a survey is about, in the words of the room that opens it; `endpoint` and `values` lead there."""

    kind: str
    id: UUID
    title: str
    theme: str
    reasons: Sequence[str]
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What somebody answers."""

    grade: Grade
    reasons: Sequence[str] = ()
    text: str = ""
    tell_me: bool = False


@dataclass(frozen=True)
class Rating:
    """How many answered, and how many of them chose one of the top three steps (None: too few to tell)."""

    answers: int = 0
    top3: int | None = None

    @property
    def share(self) -> Fraction | None:
        """The share of the top three steps."""
        return None if self.top3 is None else Fraction(self.top3, self.answers)

    @property
    def percent_tenths(self) -> int | None:
        """The share in tenths of a percent, cut off: nothing below the goal looks as if it reached it."""
        return None if self.share is None else int(self.share * 1000)

    @property
    def reaches_goal(self) -> bool:
        return self.share is not None and self.share >= GOAL


@dataclass(frozen=True)
class Closed:
    """The count of one survey that is over; `pool` is what it may be put together with."""

    id: UUID
    community_code: str
    theme: str
    year: int
    answers: int
    top3: int

    @property
    def pool(self) -> tuple[str, int, str]:
        return (self.community_code, self.year, self.theme)


@dataclass(frozen=True)
class Lot:
    """Surveys whose answers are told together: one of five answers or more, or several small ones."""

    surveys: tuple[UUID, ...]
    community_code: str
    theme: str
    year: int
    answers: int
    top3: int


def rating(answers: int, top3: int) -> Rating:
    """What may be told of so many answers."""
    return Rating(answers, top3 if answers >= LEAST_ANSWERS else None)


def lots(closed: Iterable[Closed]) -> list[Lot]:
    """The lots of surveys given in the order of closing; a later survey never changes an earlier lot."""
    made: list[Lot] = []
    waiting: dict[tuple[str, int, str], list[Closed]] = {}
    for each in closed:
        if each.answers >= LEAST_ANSWERS:
            made.append(_lot([each]))
            continue
        small = waiting.setdefault(each.pool, [])
        small.append(each)
        if sum(one.answers for one in small) >= LEAST_ANSWERS:
            made.append(_lot(waiting.pop(each.pool)))
    return made


def _lot(parts: Sequence[Closed]) -> Lot:
    first = parts[0]
    return Lot(
        tuple(each.id for each in parts),
        first.community_code,
        first.theme,
        first.year,
        sum(each.answers for each in parts),
        sum(each.top3 for each in parts),
    )


def together(chosen: Iterable[Lot]) -> Rating:
    """The rating of several lots."""
    parts = list(chosen)
    return rating(sum(lot.answers for lot in parts), sum(lot.top3 for lot in parts))


def checked(reply: Reply, reasons: Sequence[str]) -> Reply:
    """The reply with tidied words; refuses unknown reasons and words that are too long."""
    text = tidy_lines(reply.text)
    if len(text) > TEXT_LENGTH:
        raise Refusal("surveys.text_long", most=TEXT_LENGTH, have=len(text))
    if not set(reply.reasons) <= set(reasons):
        raise Refusal("surveys.unknown_reason")
    return Reply(
        Grade(reply.grade), tuple(each for each in reasons if each in reply.reasons), text, reply.tell_me
    )


def is_open(opens_at: datetime, closes_at: datetime, moment: datetime) -> bool:
    """Whether a survey takes answers."""
    return opens_at <= moment < closes_at


def slip_number(year: int, running: int) -> str:
    """H2026-000123."""
    return f"H{year}-{running:06d}"


def slip_meant(typed: str, year: int) -> str:
    """The slip a worker means by a whole number or its last figures; refuses what is no number."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", typed).strip().upper())
    if found is None:
        raise Refusal("surveys.no_such_slip", number=typed[:20])
    return slip_number(int(found[1]) if found[1] else year, int(found[2]))


def grade_meant(typed: str) -> Grade:
    """The step a worker means by its place on the slip, 1 (best) to 5."""
    place = unicodedata.normalize("NFKC", typed).strip()
    if place not in ("1", "2", "3", "4", "5"):
        raise Refusal("surveys.grade_missing")
    return tuple(Grade)[int(place) - 1]
