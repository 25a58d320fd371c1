"""States of a need, the limits of its words, and what may follow what. Pure."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from deliberation.actors import Actor, Role
from deliberation.cycles.rules import Stage
from deliberation.errors import Refusal
from deliberation.needs.catalogue import CATEGORIES
from deliberation.wording import tidy, tidy_lines

TITLE_LENGTH = 40
BODY_LENGTH = 2000
PLACE_LENGTH = 60
COMMENT_LENGTH = 500
ANSWER_LENGTH = 1000
REASON_LENGTH = 300
NAME_LENGTH = 60
NOTE_LENGTH = 200
REFERENCE_LENGTH = 40
FORM_NUMBER = re.compile(r"(?:F?(\d{4})-)?(\d{1,6})", re.ASCII)
UNIT_LENGTH = 80
TEMPLATE_LENGTH = 40
MOST_TEMPLATES = 60
MOST_HOUSEHOLDS = 20_000
YEARS_BACK = 2
MOST_PHOTOS = 6
MOST_FEN = 10_000_000_000_000


class NeedState(StrEnum):
    """Where a need stands."""

    OPEN = "open"
    MERGED = "merged"
    REJECTED = "rejected"
    SHORTLISTED = "shortlisted"
    HANDED_OVER = "handed_over"
    SPLIT = "split"


LIVE = (NeedState.OPEN, NeedState.SHORTLISTED)
ABSORBED = (NeedState.MERGED, NeedState.SPLIT)


class Channel(StrEnum):
    """How a need reached us."""

    ONLINE = "online"
    PAPER = "paper"
    VISIT = "visit"
    MEETING = "meeting"
    HOTLINE_12345 = "hotline_12345"
    PHONE = "phone"


BY_HAND = tuple(channel for channel in Channel if channel != Channel.ONLINE)


class Reason(StrEnum):
    """Why a need is refused: the negative list, what lies elsewhere, and what is none of these."""

    PRIVATE_COST = "private_cost"
    LIABLE_PARTY = "liable_party"
    ALREADY_COVERED = "already_covered"
    GOVERNMENT_DUTY = "government_duty"
    OUTSIDE = "outside"
    OTHER = "other"


class Destination(StrEnum):
    """To whom a need is handed that no project of the community answers."""

    DEPARTMENT = "department"
    ESTATE = "estate"


class Proposer(StrEnum):
    """As what somebody proposes a way to meet a need."""

    RESIDENT = "resident"
    PLANNER = "planner"
    DEPARTMENT = "department"
    WORKER = "worker"


class Feasibility(StrEnum):
    """How well a proposed way can be carried out."""

    UNKNOWN = "unknown"
    READY = "ready"
    CONDITIONAL = "conditional"
    HARD = "hard"


class ReportReason(StrEnum):
    """What is wrong with a reported text."""

    ABUSE = "abuse"
    PRIVACY = "privacy"
    UNTRUE = "untrue"
    ADVERT = "advert"
    OTHER = "other"


class Order(StrEnum):
    """Orders of a list."""

    NEWEST = "newest"
    SUPPORTED = "supported"
    HOUSEHOLDS = "households"


@dataclass(frozen=True)
class Draft:
    """What somebody says is missing, as typed."""

    title: str
    body: str
    category: str
    place: str = ""
    estate_id: UUID | None = None
    households_affected: int | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None


def checked(draft: Draft) -> Draft:
    """The draft with tidied words; refuses empty or overlong words, unknown categories, impossible counts."""
    clean = Draft(
        tidy(draft.title),
        tidy_lines(draft.body),
        draft.category,
        tidy(draft.place),
        draft.estate_id,
        draft.households_affected,
        *checked_point(draft.lat_e6, draft.lon_e6),
    )
    fits(clean.title, TITLE_LENGTH, "needs.title_missing", "needs.title_long")
    fits(clean.body, BODY_LENGTH, "", "needs.body_long")
    fits(clean.place, PLACE_LENGTH, "", "needs.place_long")
    if clean.category not in CATEGORIES:
        raise Refusal("needs.unknown_category")
    count = clean.households_affected
    if count is not None and not 1 <= count <= MOST_HOUSEHOLDS:
        raise Refusal("needs.impossible_households", most=MOST_HOUSEHOLDS)
    return clean


def checked_point(lat_e6: int | None, lon_e6: int | None) -> tuple[int | None, int | None]:
    """A point on the map in millionths of a degree, or none; half a point is none."""
    if lat_e6 is None or lon_e6 is None:
        return None, None
    if abs(lat_e6) > 90_000_000 or abs(lon_e6) > 180_000_000:
        raise Refusal("needs.impossible_point")
    return lat_e6, lon_e6


def fits(text: str, length: int, missing: str, long: str) -> str:
    """The text, if it is there (where `missing` names a refusal) and no longer than `length`."""
    if missing and not text:
        raise Refusal(missing)
    if len(text) > length:
        raise Refusal(long, most=length, have=len(text))
    return text


def checked_cost(cost_fen: int | None) -> int | None:
    """A rough cost in fen, or none yet."""
    if cost_fen is not None and not 0 <= cost_fen <= MOST_FEN:
        raise Refusal("needs.impossible_cost")
    return cost_fen


def checked_said_on(day: date | None, today: date) -> date | None:
    """The day something was said: not later than today, and within two years."""
    if day is None:
        return None
    if day > today:
        raise Refusal("needs.said_in_future")
    if (day.year, day.month, day.day) < (today.year - YEARS_BACK, today.month, today.day):
        raise Refusal("needs.said_long_ago", years=YEARS_BACK)
    return day


def form_number(year: int, running: int) -> str:
    """The number printed on a paper form; unlike a need's, it begins with a letter."""
    return f"F{year}-{running:04d}"


def checked_reference(typed: str, channel: Channel, year: int) -> str:
    """The number of a paper form (its last figures are enough) or of a work order, as it is kept."""
    text = "".join(unicodedata.normalize("NFKC", tidy(typed)).upper().split())
    fits(text, REFERENCE_LENGTH, "", "needs.reference_long")
    form = FORM_NUMBER.fullmatch(text) if channel == Channel.PAPER else None
    return form_number(int(form[1] or year), int(form[2])) if form else text


def number_of(year: int, running: int) -> str:
    """The number people quote: 2026-001."""
    return f"{year}-{running:03d}"


def new_key() -> str:
    """A key one showing of a form carries, so that sending it twice is sending it once."""
    return secrets.token_hex(16)


def uuid_or_none(text: str | None) -> UUID | None:
    """An id as a form or an address carries it; nonsense is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def micro_degrees(text: str | None) -> int | None:
    """Millionths of a degree as a form carries them; nonsense is none."""
    plain = (text or "").strip()
    return int(plain) if re.fullmatch(r"-?[0-9]{1,9}", plain) else None


def may_become(state: NeedState, next_state: NeedState) -> bool:
    """What lives may be merged, split, refused, handed over, shortlisted, set back; the rest be reopened."""
    if state in LIVE:
        return state != next_state
    return next_state == NeedState.OPEN


def takes_support(state: NeedState) -> bool:
    """Neighbours support what is still on its way; support of a merged need goes to its survivor first."""
    return state in LIVE


def accepts_cycle(collecting_ends_on: date | None, day: date) -> bool:
    """Waiting needs move into a cycle whose collecting has not ended."""
    return collecting_ends_on is None or day <= collecting_ends_on


def public_role(actor: Actor | None, code: str) -> str:
    """As what somebody acted here, for everybody to read; never their name."""
    if actor is None or not actor.is_authenticated:
        return "system"
    for role in (Role.LEAD, Role.WORKER, Role.OFFICER, Role.PLANNER, Role.REPRESENTATIVE):
        if actor.has(role, code):
            return role.value
    return Role.RESIDENT.value


@dataclass(frozen=True)
class Wanted:
    """Which needs a list is to show, and in which order; `mine` is (account, resident) or None for all."""

    state: NeedState | None = None
    category: str = ""
    words: str = ""
    order: Order = Order.NEWEST
    mine: tuple[UUID | None, UUID | None] | None = None
    theme: str = ""
    estate_id: UUID | None = None
    stage: Stage | None = None


class Queue(StrEnum):
    """What a worker's desk shows."""

    TODO = "todo"
    UNPUBLISHED = "unpublished"
    OVERDUE = "overdue"
    MINE = "mine"
    COMMENTS = "comments"
    WAITING = "waiting"
    ALL = "all"


WORD_LENGTH = 40
MOST_WORDS = 500
SHEET_LINES = 200
NUDGE_DAYS = 7


class TextKind(StrEnum):
    """What can be reported, published and taken down."""

    NEED = "need"
    COMMENT = "comment"
    SOLUTION = "solution"
    PHOTO = "photo"


class NeedLike(Protocol):
    """What of a need tells whether it was answered."""

    state: NeedState
    answered_at: datetime | None
    withheld_at: datetime | None
    created_at: datetime


class Watch(StrEnum):
    """What moderators look at: texts that wait, texts with a listed word, reports, what was taken down."""

    WAITING = "waiting"
    WORDS = "words"
    REPORTS = "reports"
    DOWN = "down"


class Mine(StrEnum):
    """Which of my needs: those I wrote, those I support, those I follow."""

    WRITTEN = "written"
    SUPPORTED = "supported"
    FOLLOWED = "followed"


class Behalf(StrEnum):
    """What a worker enters for somebody besides a need."""

    SUPPORT = "support"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    REPORT = "report"


def silent_for(need: NeedLike, moment: datetime) -> timedelta | None:
    """For how long nobody has answered an open need; None once somebody has, or while it is down."""
    if need.state != NeedState.OPEN or need.answered_at is not None or need.withheld_at is not None:
        return None
    return moment - need.created_at


def is_overdue(waited: timedelta | None) -> bool:
    """Seven days are long enough to wait for an answer."""
    return waited is not None and waited > OVERDUE_AFTER


OVERDUE_AFTER = timedelta(days=7)
UNDO_WITHIN = timedelta(hours=24)
DEEDS_KEPT = timedelta(days=30)
MOST_AT_ONCE = 200
FEWEST_PARTS, MOST_PARTS = 2, 5

BULK_ACTS = (
    "publish",
    "answer",
    "categorise",
    "assign",
    "flag_owners",
    "shortlist",
    "hand_over",
    "reject",
)

# Acts of sorting by their journal names: whom they told, and which may be done and undone under a hold.
TELLS_EVERYBODY = frozenset(
    {
        "needs.answer",
        "needs.hand_over",
        "needs.merge",
        "needs.reject",
        "needs.reopen",
        "needs.shortlist",
        "needs.split",
    }
)
TELLS_AUTHOR = frozenset({"needs.publish", "needs.withhold"})
TELLS_COLLEAGUE = "needs.assign"
WHILE_HELD = frozenset({"needs.answer", "needs.assign"})


def still_undoable(done_at: datetime, moment: datetime) -> bool:
    """An act of sorting can be taken back for a day."""
    return moment - done_at <= UNDO_WITHIN


def checked_at_once(count: int) -> int:
    """How many needs one act may be done to."""
    if not count:
        raise Refusal("needs.nothing_chosen")
    if count > MOST_AT_ONCE:
        raise Refusal("needs.too_many_chosen", most=MOST_AT_ONCE, have=count)
    return count


def checked_parts(parts: Sequence[Draft]) -> list[Draft]:
    """The parts an entry is split into, each a need of its own."""
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Refusal("needs.wrong_parts", fewest=FEWEST_PARTS, most=MOST_PARTS)
    clean = [checked(part) for part in parts]
    if len({part.title for part in clean}) < len(clean):
        raise Refusal("needs.same_parts")
    return clean
