"""Rule profiles of meetings and their arithmetic: whole numbers only; 以上 includes, 过半数 is strict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from deliberation.errors import Refusal

NOTICE_DAYS = 3
MOST_PEOPLE = 200_000
MOST_AREA_CM2 = 10**14
MOST_HOUSEHOLDS = 5_000
DOOR_OPENS_BEFORE = timedelta(hours=1)


class Base(StrEnum):
    """Who is counted."""

    MEMBERS = "members"
    REPRESENTATIVES = "representatives"
    RESIDENTS = "residents"
    HOUSEHOLDS = "households"
    OWNERS = "owners"
    OPEN = "open"


class Mode(StrEnum):
    """How a meeting is held."""

    ON_SITE = "on_site"
    ONLINE = "online"
    WRITTEN = "written"


class Presence(StrEnum):
    """Where somebody stands on the list: not yet seen, came, came and left early, missing, excused, or there
    without a vote."""

    EXPECTED = "expected"
    PRESENT = "present"
    LEFT = "left"
    ABSENT = "absent"
    EXCUSED = "excused"
    OBSERVER = "observer"


# Who sat in the meeting as one of those due, to the end or not: they comment on its minutes and sign them.
CAME = frozenset({Presence.PRESENT, Presence.LEFT})
# Who was in the hall at all, observers too.
THERE = CAME | {Presence.OBSERVER}


class Arrival(StrEnum):
    """How somebody was registered: by a worker, by their own account, or by the code at the door."""

    DESK = "desk"
    ACCOUNT = "account"
    CODE = "code"


class ItemKind(StrEnum):
    """What an agenda item is: a matter, or the look back at what earlier meetings agreed."""

    MATTER = "matter"
    ACTIONS = "actions"


class ActionState(StrEnum):
    """How something agreed stands; overdue is what is open past its day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


class Side(StrEnum):
    """For what somebody asks to speak: for the motion, against it, or neither."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Choice(StrEnum):
    """One vote by name."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class MotionKind(StrEnum):
    """What a motion decides."""

    ADOPT_RANKING = "adopt_ranking"
    SHORTLIST_NEED = "shortlist_need"
    REFUSE_NEED = "refuse_need"
    OPEN_ROUND = "open_round"
    ADOPT_PROJECT = "adopt_project"
    FREE = "free"


class Way(StrEnum):
    """How votes were given."""

    HANDS = "hands"
    SECRET = "secret"
    WRITTEN = "written"
    ONLINE = "online"
    ROLL = "roll"


class Source(StrEnum):
    """Where a revision of minutes came from."""

    DRAFTED = "drafted"
    EDITED = "edited"
    DOCX = "docx"
    RESTORED = "restored"


class AddendumKind(StrEnum):
    """What an addendum does: it adds, or it corrects."""

    ADDITION = "addition"
    CORRECTION = "correction"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    TABLED = "tabled"


class SignatureRole(StrEnum):
    CHAIR = "chair"
    RECORDER = "recorder"
    REPRESENTATIVE = "representative"


class Phase(StrEnum):
    """How far a meeting is; derived from its facts."""

    PLANNED = "planned"
    NOTICED = "noticed"
    IN_SESSION = "in_session"
    ENDED = "ended"
    DRAFTED = "drafted"
    SIGNED = "signed"
    CANCELLED = "cancelled"


def phase_of(
    *, cancelled: bool, noticed: bool, begun: bool, ended: bool, drafted: bool, signed: bool
) -> Phase:
    """The furthest step a meeting has reached."""
    reached = (
        (cancelled, Phase.CANCELLED),
        (signed, Phase.SIGNED),
        (drafted and ended, Phase.DRAFTED),
        (ended, Phase.ENDED),
        (begun, Phase.IN_SESSION),
        (noticed, Phase.NOTICED),
    )
    return next((phase for so, phase in reached if so), Phase.PLANNED)


@dataclass(frozen=True)
class Share:
    """A fraction of a whole that must be reached (以上) or, when strict, exceeded (过半数)."""

    numerator: int
    denominator: int
    strict: bool = False

    def needed(self, whole: int) -> int:
        """The smallest whole number that reaches this share; never less than one."""
        part = whole * self.numerator
        least = part // self.denominator + 1 if self.strict else -(-part // self.denominator)
        return max(1, least)

    def met(self, part: int, whole: int) -> bool:
        return part >= self.needed(whole)


@dataclass(frozen=True)
class Profile:
    """The rule a meeting decides by; without a majority it decides nothing."""

    key: str
    base: Base
    quorum: Share | None
    majority: Share | None
    by_area: bool = False

    @property
    def decides(self) -> bool:
        return self.majority is not None

    def as_data(self) -> dict[str, Any]:
        """The copy a meeting keeps."""
        return {
            "key": self.key,
            "base": self.base.value,
            "quorum": _share_data(self.quorum),
            "majority": _share_data(self.majority),
            "by_area": self.by_area,
        }


def profile_from(data: Mapping[str, Any]) -> Profile:
    """The profile a kept copy describes."""
    return Profile(
        data["key"],
        Base(data["base"]),
        _share(data["quorum"]),
        _share(data["majority"]),
        bool(data["by_area"]),
    )


def _share_data(share: Share | None) -> list[int] | None:
    return [share.numerator, share.denominator, int(share.strict)] if share else None


def _share(data: list[int] | None) -> Share | None:
    return Share(data[0], data[1], bool(data[2])) if data else None


TWO_THIRDS = Share(2, 3)
MORE_THAN_HALF = Share(1, 2, strict=True)
THREE_QUARTERS = Share(3, 4)
PROFILES: Mapping[str, Profile] = {
    profile.key: profile
    for profile in (
        Profile("council", Base.MEMBERS, TWO_THIRDS, MORE_THAN_HALF),
        Profile("representatives", Base.REPRESENTATIVES, TWO_THIRDS, MORE_THAN_HALF),
        Profile("residents", Base.RESIDENTS, MORE_THAN_HALF, MORE_THAN_HALF),
        Profile("households", Base.HOUSEHOLDS, MORE_THAN_HALF, MORE_THAN_HALF),
        Profile("owners", Base.OWNERS, TWO_THIRDS, MORE_THAN_HALF, by_area=True),
        Profile("owners_special", Base.OWNERS, TWO_THIRDS, THREE_QUARTERS, by_area=True),
        Profile("hearing", Base.OPEN, None, None),
    )
}


MOST_PARTS = 100


def check_profile(profile: Profile) -> None:
    """A rule is sound: fractions above nought and up to the whole, no majority that a tie would reach, areas
    only among owners; what owners decide together takes at least what 民法典 278 asks for."""
    if profile.base == Base.OPEN:
        if profile.quorum or profile.majority:
            raise Refusal("meetings.open_decides_nothing")
        return
    if profile.quorum is None or profile.majority is None:
        raise Refusal("meetings.share_missing")
    for share in (profile.quorum, profile.majority):
        _check_share(share)
    if not _at_least(profile.majority, MORE_THAN_HALF):
        raise Refusal("meetings.majority_below_half")
    if profile.by_area != (profile.base == Base.OWNERS):
        raise Refusal("meetings.area_is_for_owners")
    if profile.base == Base.OWNERS and not _at_least(profile.quorum, TWO_THIRDS):
        raise Refusal("meetings.owners_quorum_by_law")


def _check_share(share: Share) -> None:
    if not 0 < share.numerator <= share.denominator <= MOST_PARTS:
        raise Refusal("meetings.share_out_of_range", most=MOST_PARTS)
    if share.strict and share.numerator == share.denominator:
        raise Refusal("meetings.share_beyond_whole")


def _at_least(share: Share, least: Share) -> bool:
    """Whether a share asks for no less than another, of any whole."""
    here, there = share.numerator * least.denominator, least.numerator * share.denominator
    return here > there or (here == there and share.strict >= least.strict)


@dataclass(frozen=True)
class Turnout:
    """Who is due and who is there, by heads and (for owners) by area in square centimetres."""

    due: int
    present: int
    due_area: int = 0
    present_area: int = 0


@dataclass(frozen=True)
class Group:
    """Some of a list: how many persons, for how many households, with what area in square centimetres."""

    persons: int = 0
    households: int = 0
    area_cm2: int = 0


def heads(base: Base, persons: int, households: int) -> int:
    """Who is counted: members, representatives and residents by persons; households and owners by the
    number that is represented."""
    return households if base in {Base.HOUSEHOLDS, Base.OWNERS} else persons


def turnout_of(base: Base, listed: Group, there: Group, due: Group, others: Group) -> Turnout:
    """Who is due and who is there: the list, what was stated as due (it may be more than the list), and those
    there without a name, who are counted as they were typed."""
    return Turnout(
        max(due.persons, heads(base, listed.persons, listed.households)),
        heads(base, there.persons, there.households) + others.persons,
        max(due.area_cm2, listed.area_cm2),
        there.area_cm2 + others.area_cm2,
    )


@dataclass(frozen=True)
class Quorum:
    """Whether enough are there, how many that takes, and how many are missing."""

    met: bool
    needed: int = 0
    missing: int = 0
    needed_area: int = 0
    missing_area: int = 0


def quorum_met(profile: Profile, turnout: Turnout) -> Quorum:
    """Whether those present are enough to decide; an open meeting needs nobody in particular."""
    if profile.quorum is None:
        return Quorum(True)
    needed = profile.quorum.needed(turnout.due)
    missing = max(0, needed - turnout.present)
    if not profile.by_area:
        return Quorum(not missing, needed, missing)
    needed_area = profile.quorum.needed(turnout.due_area)
    missing_area = max(0, needed_area - turnout.present_area)
    return Quorum(not missing and not missing_area, needed, missing, needed_area, missing_area)


@dataclass(frozen=True)
class Votes:
    """Votes counted: heads, or square centimetres."""

    votes_for: int
    against: int
    abstain: int

    @property
    def total(self) -> int:
        return self.votes_for + self.against + self.abstain


@dataclass(frozen=True)
class Decision:
    """Whether a motion passed, and the sum that says so: `have` of `base`, `needed` at least."""

    passed: bool
    base: int
    needed: int
    have: int
    base_area: int = 0
    needed_area: int = 0
    have_area: int = 0


def passes(profile: Profile, turnout: Turnout, votes: Votes, areas: Votes | None = None) -> Decision:
    """Whether the yes votes are enough of those present; abstentions are not yes, a tie does not pass."""
    if profile.majority is None:
        raise Refusal("meetings.decides_nothing")
    refuse_impossible(votes, turnout.present)
    needed = profile.majority.needed(turnout.present)
    enough = votes.votes_for >= needed
    if not profile.by_area:
        return Decision(enough, turnout.present, needed, votes.votes_for)
    areas = _areas_checked(votes, areas, turnout)
    needed_area = profile.majority.needed(turnout.present_area)
    return Decision(
        enough and areas.votes_for >= needed_area,
        turnout.present,
        needed,
        votes.votes_for,
        turnout.present_area,
        needed_area,
        areas.votes_for,
    )


def refuse_impossible(votes: Votes, present: int) -> None:
    """No count is below nought, and all together are no more than are there."""
    if min(votes.votes_for, votes.against, votes.abstain) < 0:
        raise Refusal("meetings.negative_votes")
    if votes.total > present:
        raise Refusal("meetings.too_many_votes", counted=votes.total, present=present)


def _areas_checked(votes: Votes, areas: Votes | None, turnout: Turnout) -> Votes:
    if areas is None:
        raise Refusal("meetings.areas_needed")
    if min(areas.votes_for, areas.against, areas.abstain) < 0:
        raise Refusal("meetings.negative_votes")
    if areas.total > turnout.present_area:
        raise Refusal("meetings.too_much_area")
    pairs = zip(
        (votes.votes_for, votes.against, votes.abstain),
        (areas.votes_for, areas.against, areas.abstain),
        strict=True,
    )
    if any(area and not heads for heads, area in pairs):
        raise Refusal("meetings.area_without_votes")
    return areas


def days_ahead(noticed_on: date, held_on: date) -> int:
    """How many days before the meeting its notice was given."""
    return (held_on - noticed_on).days
