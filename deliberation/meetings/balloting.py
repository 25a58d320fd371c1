"""The secret ballot on a motion: through the ballot box of `rounds`, by the members present at its beginning.

Who is in the hall when it begins is the register, and stays it: whoever comes later has no vote in it,
whoever leaves keeps theirs. While it runs the motion is decided by nothing else. Its counts are entered like
any other vote's, by those who were present at its beginning; nobody here ever learns who voted, or what.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Row, or_, select

from deliberation.actors import Actor, machine
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_noticed, touch
from deliberation.meetings.models import AgendaItem, Attendance, Meeting, Motion
from deliberation.meetings.queries import turnout
from deliberation.meetings.rules import Decision, Presence, Votes, Way
from deliberation.meetings.voting import Count, put_to_vote, record_votes
from deliberation.notices.service import tell
from deliberation.rounds import motion_rounds
from deliberation.rounds import service as rounds
from deliberation.rounds.models import Round, RoundResult
from deliberation.rounds.motion_rounds import ABSTAIN, AGAINST, FOR, MotionPlan
from deliberation.rounds.queries import is_due
from deliberation.rounds.rules import State
from deliberation.wording import tidy

MINUTES = 30
MOST_MINUTES = 240
MOST_TITLE = 100
ENDED = frozenset({State.DUE, State.CLOSED, State.ANNULLED})
# What is kept on a ballot is kept in one language, like the motion itself.
ANSWERS = ("赞成", "反对", "弃权")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signers:
    """Who counts and who watches: named before the ballot opens, as for every round."""

    teller_id: UUID | None
    scrutineer_id: UUID | None


@dataclass(frozen=True)
class Running:
    """A ballot as everybody may see it: how many of how many have voted, how long it goes on, and whose slips
    may be printed (those without an account on the roll come first, `phoneless`)."""

    round: Round
    voted: int
    left_s: int
    phoneless: Sequence[Attendance]
    others: Sequence[Attendance]

    @property
    def register(self) -> int:
        return self.round.register_size


def begin(
    actor: Actor,
    motion: Motion,
    minutes: int = MINUTES,
    signers: Signers | None = None,
    on_paper: bool = False,
) -> Round:
    """Begin the secret ballot on a motion; begun twice, it is the same. Enough people must be there, all of
    them by name."""
    meeting = _locked(motion)
    refuse_unless_noticed(meeting)
    running = round_of(motion)
    if running is not None and motion.outcome is None and running.state != State.ANNULLED:
        return running
    if meeting.profile.by_area:
        raise Refusal("meetings.ballot_by_heads_only")
    if meeting.others_present:
        raise Refusal("meetings.ballot_needs_names", others=meeting.others_present)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal("meetings.ballot_minutes", most=MOST_MINUTES)
    put_to_vote(actor, motion)
    there = turnout(meeting)
    plan = _plan(motion, minutes, signers or Signers(meeting.recorder_id, meeting.chair_id), on_paper)
    voters = [(_voter(row), None) for row in _present(meeting)]
    opened = motion_rounds.open_for_motion(actor, meeting.community_code, plan, voters)
    motion.round_id, motion.version = opened.id, motion.version + 1
    # By whom the counts are measured later, whoever comes and goes meanwhile.
    motion.arithmetic = {
        "due": there.due,
        "present": there.present,
        "due_area": there.due_area,
        "present_area": there.present_area,
    }
    _record(actor, "meetings.begin_ballot", motion, {"round": str(opened.id), "register": len(voters)})
    _tell(meeting, motion)
    return opened


def stop(actor: Actor, motion: Motion) -> Decision | None:
    """End a ballot before its time; without papers to type in it is counted at once. Pressed twice, once."""
    _locked(motion)
    if motion.round_id is None:
        raise Refusal("meetings.no_ballot")
    if motion.outcome is not None:
        return None
    motion_rounds.stop(actor, motion.round_id)
    decided = collect(actor, motion)
    if decided is None:
        touch(motion.item.meeting)
    return decided


def collect(actor: Actor, motion: Motion) -> Decision | None:
    """Take over the counts of a ballot that is over, once; one that was annulled leaves the motion open to
    another vote. None while it still runs, or when there is nothing to take over."""
    meeting = _locked(motion)
    row = round_of(motion)
    if row is None or motion.outcome is not None:
        return None
    if row.state == State.ANNULLED:
        _let_go(actor, motion)
        return None
    if row.state == State.DUE:
        rounds.close(actor, row.id)
    if row.state != State.CLOSED:
        return None
    refuse_unless_noticed(meeting)
    tally = db.session.get_one(RoundResult, row.id).tally
    return record_votes(actor, motion, Count(Votes(tally[FOR], tally[AGAINST], tally[ABSTAIN]), Way.SECRET))


def sweep() -> None:
    """Take over every ballot that ended while nobody looked."""
    query = (
        select(Motion.id)
        .join(Round, Round.id == Motion.round_id)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Motion.outcome.is_(None),
            Meeting.ended_at.is_(None),
            Meeting.cancelled_at.is_(None),
            or_(Round.closed_at.is_not(None), Round.annulled_at.is_not(None), is_due()),
        )
    )
    for motion_id in db.session.scalars(query).all():
        try:
            with unit_of_work():
                collect(machine(), db.session.get_one(Motion, motion_id))
        except Refusal:
            log.exception("the ballot on motion %s is not taken over", motion_id)


def is_over(motion: Motion) -> bool:
    """Whether a ballot waits to be taken over."""
    row = round_of(motion)
    return motion.outcome is None and row is not None and row.state in ENDED


def round_of(motion: Motion) -> Round | None:
    """The round that holds the ballots on a motion."""
    return db.session.get(Round, motion.round_id) if motion.round_id else None


def motion_of_round(round_id: UUID, community_code: str) -> Row[UUID, UUID] | None:
    """The motion (and its meeting) whose ballots a round holds, as (meeting_id, motion_id)."""
    query = select(Meeting.id.label("meeting_id"), Motion.id.label("motion_id"))
    query = query.join(AgendaItem, AgendaItem.meeting_id == Meeting.id).join(
        Motion, Motion.item_id == AgendaItem.id
    )
    mine = (Motion.round_id == round_id, Meeting.community_code == community_code)
    return db.session.execute(query.where(*mine)).first()


def running(motion: Motion) -> Running | None:
    """The ballot on a motion as it stands now."""
    row = round_of(motion)
    if row is None:
        return None
    left = max(0, int((row.closes_at - now()).total_seconds())) if row.state == State.OPEN else 0
    voters = motion_rounds.voters_of(row.id)
    here = [each for each in motion.item.meeting.attendance if _entry(each, voters)]
    here.sort(key=lambda each: (each.door, each.name, each.id))
    phoneless = [each for each in here if not _by_phone(each, voters)]
    others = [each for each in here if _by_phone(each, voters)]
    return Running(row, motion_rounds.ballots_in(row.id), left, phoneless, others)


def votes_by_phone(motion: Motion, account_id: UUID | None) -> bool:
    """Whether this account is on the register and votes with it."""
    row = motion.item.meeting.member(account_id)
    if row is None or motion.round_id is None:
        return False
    return _by_phone(row, motion_rounds.voters_of(motion.round_id))


def slips(actor: Actor, motion: Motion, rows: Sequence[Attendance]) -> list[tuple[Attendance, str]]:
    """The codes for some of those on the register, to print."""
    if motion.round_id is None:
        raise Refusal("meetings.no_ballot")
    voters = motion_rounds.voters_of(motion.round_id)
    entries = {row.id: _entry(row, voters) for row in rows}
    wanted = [entry for entry in entries.values() if entry]
    codes = motion_rounds.codes_for(actor, motion.round_id, wanted)
    named = ((row, entries[row.id]) for row in rows)
    return [(row, codes[entry]) for row, entry in named if entry]


def _locked(motion: Motion) -> Meeting:
    """The meeting, held until this unit of work ends, and the motion as it is by then."""
    meeting_id = motion.item.meeting_id
    meeting = db.session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    db.session.refresh(motion)
    return meeting


def _present(meeting: Meeting) -> list[Attendance]:
    return [row for row in meeting.attendance if row.status == Presence.PRESENT]


def _voter(row: Attendance) -> UUID:
    """Under which id somebody stands on the register: as a resident of the roll, else as this row."""
    return row.resident_id or row.id


def _entry(row: Attendance, voters: frozenset[UUID]) -> UUID | None:
    """The register entry of somebody on the list; None for whoever came later or has no vote."""
    return next((each for each in (row.resident_id, row.id) if each and each in voters), None)


def _by_phone(row: Attendance, voters: frozenset[UUID]) -> bool:
    return row.account_id is not None and row.resident_id in voters


def _plan(motion: Motion, minutes: int, signers: Signers, on_paper: bool) -> MotionPlan:
    title = f"表决：{tidy(motion.text)}"
    return MotionPlan(
        title=title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…",
        note=motion.text,
        answers=ANSWERS,
        closes_at=now() + timedelta(minutes=minutes),
        teller_id=signers.teller_id,
        scrutineer_id=signers.scrutineer_id,
        on_paper=on_paper,
    )


def _let_go(actor: Actor, motion: Motion) -> None:
    round_id = str(motion.round_id)
    motion.round_id, motion.arithmetic, motion.voting_at = None, None, None
    motion.version += 1
    _record(actor, "meetings.ballot_annulled", motion, {"round": round_id})


def _record(actor: Actor, act: str, motion: Motion, facts: dict[str, object]) -> None:
    db.session.flush()
    meeting = motion.item.meeting
    after = {"motion": str(motion.id), **facts}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)


def _tell(meeting: Meeting, motion: Motion) -> None:
    """Those who may vote by phone find it in their inbox."""
    accounts = [row.account_id for row in _present(meeting) if row.account_id and row.resident_id]
    link = {"code": meeting.community_code, "meeting_id": str(meeting.id), "motion_id": str(motion.id)}
    facts = {"title": meeting.title, "text": motion.text[:MOST_TITLE]}
    tell(accounts, "notice.meetings.ballot", facts, meeting.community_code, "meetings.ballot", link)
