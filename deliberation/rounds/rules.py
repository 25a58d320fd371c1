"""What a round is at a moment, what a ballot may say, and how tokens, trackers and codes are made. Pure."""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from deliberation.tally.rule import Completion, Method, Paper, Then, Utility
from deliberation.wording import tidy

MOST_OPTIONS = 400
MOST_WORD = 10
FEWEST_SHOWN = 10
SECRET_BYTES = 32
# Without 0, 1, I, L, O, which look alike on paper and sound alike on the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TRACKER_LENGTH = 12
CODE_LENGTH = 10
DEFAULT_TIES = ("cost", "votes", "lot")


class State(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    TYPING = "typing"
    DUE = "due"
    CLOSED = "closed"
    ANNULLED = "annulled"


class Unit(StrEnum):
    """Who has one vote: each adult resident, or each household."""

    RESIDENT = "resident"
    HOUSEHOLD = "household"


class Purpose(StrEnum):
    """What is voted on: needs of a cycle, or a meeting's motion."""

    NEEDS = "needs"
    MOTION = "motion"


class Signer(StrEnum):
    """The two who sign the result sheet."""

    TELLER = "teller"
    SCRUTINEER = "scrutineer"


class Stands(StrEnum):
    """Which ballot counts when one code was used online and on paper."""

    ONLINE = "online"
    LAST = "last"


class Hand(StrEnum):
    """Whose typing of a paper ballot it is: the first, the second, or the third look that settles."""

    FIRST = "first"
    SECOND = "second"
    SETTLING = "settling"


class Kind(StrEnum):
    """What a paper ballot turned out to be."""

    VALID = "valid"
    BLANK = "blank"
    SPOILED = "spoiled"
    LATE = "late"


@dataclass(frozen=True)
class OptionPlan:
    """One thing to vote for; `key` is its name on the board (given by order when left out), `way` how it is
    to be done (`way_of`)."""

    title: str
    cost_fen: int | None = None
    need_id: UUID | None = None
    summary: str = ""
    key: str = ""
    way: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything a worker decides about a round before it is announced; nothing of it changes afterwards."""

    title: str
    opens_at: datetime
    closes_at: datetime
    k: int
    options: Sequence[OptionPlan] = field(default_factory=tuple)
    unit: Unit = Unit.RESIDENT
    ties: Sequence[str] = DEFAULT_TIES
    seed: str = ""
    seed_source: str = ""
    teller_id: UUID | None = None
    scrutineer_id: UUID | None = None
    note: str = ""
    purpose: Purpose = Purpose.NEEDS
    min_turnout_percent: int | None = None
    min_votes: int | None = None
    budget_fen: int | None = None
    method: Method = Method.APPROVAL
    ballot: Paper = Paper.APPROVAL
    least: int = 1
    points: int | None = None
    most_points: int | None = None
    winners: int | None = None
    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD_ONE
    then: Then = Then.GREEDY
    majority: bool = False
    shuffled: bool = True
    estates: Sequence[str] = ()
    stands: Stands = Stands.ONLINE
    papers_until: datetime | None = None
    may_extend: bool = False


def way_of(title: str, text: str, unit: str, upkeep: str) -> dict[str, str]:
    """How an option is to be done, as its ballot keeps it; empty when that is open."""
    return {"title": title, "text": text, "unit": unit, "upkeep": upkeep} if title else {}


def state_at(
    moment: datetime,
    opens_at: datetime,
    closes_at: datetime,
    announced_at: datetime | None,
    closed_at: datetime | None,
    annulled_at: datetime | None,
    papers_until: datetime | None = None,
    stopped_at: datetime | None = None,
) -> State:
    """A round's state follows from its times and from what was done with it; after the end of voting, or once
    it was stopped by hand, the paper ballots are typed in until `papers_until` (None: there are none, or they
    are all in)."""
    if annulled_at is not None:
        return State.ANNULLED
    if closed_at is not None:
        return State.CLOSED
    if announced_at is None:
        return State.DRAFT
    if stopped_at is None and moment < closes_at:
        return State.ANNOUNCED if moment < opens_at else State.OPEN
    return State.TYPING if papers_until is not None and moment < papers_until else State.DUE


def token(secret: bytes, round_id: UUID, voter_id: UUID) -> str:
    """The name under which a voter's ballot lies: HMAC-SHA256(secret, round | voter), 64 hex digits."""
    return hmac.digest(secret, f"{round_id}|{voter_id}".encode(), sha256).hex()


def slip_code(secret: bytes, round_id: UUID, voter_id: UUID) -> str:
    """The 10 characters printed on a voter's slip for this one round (49 bits, recomputed, never stored)."""
    number = int.from_bytes(hmac.digest(secret, f"code|{round_id}|{voter_id}".encode(), sha256))
    return _spell(number, CODE_LENGTH)


def normal_code(typed: str) -> str:
    """A typed code without blanks and dashes, in capitals; empty when it cannot be a code."""
    code = "".join(character for character in typed.upper() if character not in " -")
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def new_tracker(word: str = "") -> str:
    """A random receipt (59 bits), after the word the voter chose: 小雨-7KQM-P3XW-9TRB."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(TRACKER_LENGTH))
    parts = [drawn[start : start + 4] for start in range(0, TRACKER_LENGTH, 4)]
    return "-".join([word, *parts] if word else parts)


def receipt_word(typed: str) -> str:
    """The word of a voter, letters and figures only, at most ten."""
    return "".join(character for character in tidy(typed) if character.isalnum())[:MOST_WORD]


def new_token() -> str:
    """A random name for a ballot, of the shape of a token, that leads to nobody."""
    return secrets.token_hex(32)


def turnout_reached(
    ballots: int, register_size: int, percent: int | None, majority: bool = False
) -> bool | None:
    """Whether enough of the register took part; None without such a rule.

    "以上" includes the number, "过半" does not include the half."""
    if percent is None and not majority:
        return None
    return ballots >= ballots_needed(register_size, percent, majority)


def ballots_needed(register_size: int, percent: int | None, majority: bool = False) -> int:
    """The least ballots that reach a turnout of so many percent and, where a majority is asked, more than
    half of the register."""
    least = -(-register_size * (percent or 0) // 100)
    return max(least, register_size // 2 + 1) if majority else least


@dataclass(frozen=True)
class GroupTurnout:
    """How many of a group took part; `group` None is everybody else together."""

    group: str | None
    register: int
    ballots: int


def turnout_by_group(registered: Mapping[str, int], voted: Mapping[str, int]) -> list[GroupTurnout]:
    """Turnout a building, so that nobody can be picked out: groups with fewer than 10 who took part, or fewer
    than 10 who did not, go together as the others; if even those are too few, nothing is shown at all."""
    rows = [GroupTurnout(group, registered[group], voted.get(group, 0)) for group in sorted(registered)]
    shown = [row for row in rows if _large_enough(row)]
    hidden = [row for row in rows if not _large_enough(row)]
    if hidden:
        rest = GroupTurnout(None, sum(r.register for r in hidden), sum(r.ballots for r in hidden))
        if not _large_enough(rest):
            return []
        shown.append(rest)
    return shown


def _large_enough(row: GroupTurnout) -> bool:
    return min(row.ballots, row.register - row.ballots) >= FEWEST_SHOWN


def _spell(number: int, length: int) -> str:
    spelled = ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        spelled += ALPHABET[place]
    return spelled


def missing_signers(signed: Collection[str]) -> list[Signer]:
    """Whose signatures are still missing."""
    return [role for role in Signer if role not in signed]
