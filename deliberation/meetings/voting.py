"""Motions: opened one at a time, decided the moment their counts are entered, or put off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import local, now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.acting import follow_motion
from deliberation.meetings.amending import (
    refuse_too_late,
    refuse_unamendable,
    refuse_while_amending,
    settle_text,
)
from deliberation.meetings.guards import (
    refuse_unless_noticed,
    refuse_unless_open,
    refuse_unless_seen,
    touch,
)
from deliberation.meetings.models import AgendaItem, Meeting, Motion
from deliberation.meetings.queries import open_motion, turnout
from deliberation.meetings.rules import (
    Decision,
    MotionKind,
    Outcome,
    Profile,
    Quorum,
    Turnout,
    Votes,
    Way,
    passes,
    quorum_met,
)
from deliberation.wording import tidy, tidy_lines

ABOUT_NEED = frozenset({MotionKind.SHORTLIST_NEED, MotionKind.REFUSE_NEED, MotionKind.ADOPT_PROJECT})


@dataclass(frozen=True)
class MotionDraft:
    """What is put to the meeting, and who does it until when if it passes."""

    text: str
    kind: MotionKind = MotionKind.FREE
    proposer: str = ""
    cost_fen: int | None = None
    unit: str = ""
    deadline_on: date | None = None
    seconder: str = ""
    motion_id: UUID | None = None
    refuse_reason: str = ""


@dataclass(frozen=True)
class Count:
    """What was counted, and how; areas (cm²) only where owners decide. A correction counts those who were
    there at the vote, or, when they too had been counted wrongly, those on the list `by_list_now`."""

    votes: Votes
    way: Way = Way.HANDS
    areas: Votes | None = None
    dissent: str = ""
    by_list_now: bool = False


def move(actor: Actor, item: AgendaItem, given: MotionDraft) -> Motion:
    """Put a motion to the meeting; another one must not be on the table."""
    meeting = item.meeting
    refuse_unless_noticed(meeting)
    if not meeting.profile.decides:
        raise Refusal("meetings.decides_nothing")
    waiting = open_motion(meeting)
    if waiting:
        raise Refusal("meetings.one_motion_at_a_time", text=waiting.text)
    return _put_down(actor, item, given, "meetings.move")


def amend(actor: Actor, motion: Motion, given: MotionDraft) -> Motion:
    """Move that an open motion say something else; the amendment is decided first."""
    refuse_unless_noticed(motion.item.meeting)
    refuse_unamendable(motion)
    if tidy_lines(given.text) == motion.text:
        raise Refusal("meetings.amends_nothing")
    motion.version += 1
    return _put_down(actor, motion.item, given, "meetings.amend", motion)


def _put_down(
    actor: Actor, item: AgendaItem, given: MotionDraft, act: str, amends: Motion | None = None
) -> Motion:
    motion = Motion(opened_at=now(), amends_id=amends.id if amends else None)
    if given.motion_id:
        motion.id = given.motion_id
    _fill(motion, item, given)
    item.motions.append(motion)
    _record(actor, act, item.meeting, motion)
    return motion


def reword(actor: Actor, motion: Motion, given: MotionDraft, seen: int | None = None) -> None:
    """Correct what a motion says, as long as it is not decided, nor amended by a vote, nor being voted on."""
    refuse_unless_open(motion.item.meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    if motion.round_id is not None:
        raise Refusal("meetings.ballot_running")
    if motion.first_text and tidy_lines(given.text) != motion.text:
        raise Refusal("meetings.amended_by_vote")
    refuse_unless_seen(motion, seen)
    before = {"text": motion.text}
    _fill(motion, motion.item, given)
    _record(actor, "meetings.reword", motion.item.meeting, motion, before)


def put_to_vote(actor: Actor, motion: Motion) -> None:
    """No more speeches: the meeting votes, if enough people are there."""
    meeting = motion.item.meeting
    refuse_unless_noticed(meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    refuse_while_amending(motion)
    _quorum_of(meeting.profile, turnout(meeting))
    motion.voting_at = motion.voting_at or now()
    _record(actor, "meetings.put_to_vote", meeting, motion)


def _fill(motion: Motion, item: AgendaItem, given: MotionDraft) -> None:
    if not tidy_lines(given.text):
        raise Refusal("meetings.no_motion_text")
    if len(given.text) > 1000 or len(tidy(given.unit)) > 120:
        raise Refusal("meetings.too_long")
    if len(tidy(given.proposer)) > 60 or len(tidy(given.seconder)) > 60:
        raise Refusal("meetings.too_long")
    if given.kind == MotionKind.ADOPT_RANKING and item.round_id is None:
        raise Refusal("meetings.needs_round")
    if given.kind in ABOUT_NEED and item.need_id is None:
        raise Refusal("meetings.needs_need")
    if given.kind == MotionKind.REFUSE_NEED and given.refuse_reason not in matters.REASONS:
        raise Refusal("meetings.needs_reason")
    held_on = local(item.meeting.starts_at).date()
    if given.deadline_on and given.deadline_on < held_on:
        raise Refusal("meetings.due_before_meeting")
    if given.kind == MotionKind.SHORTLIST_NEED and given.cost_fen is None:
        raise Refusal("meetings.needs_cost")
    motion.text, motion.kind = tidy_lines(given.text), given.kind
    motion.proposer, motion.unit = tidy(given.proposer), tidy(given.unit)
    motion.seconder = tidy(given.seconder)
    motion.cost_fen, motion.deadline_on = given.cost_fen, given.deadline_on
    motion.refuse_reason = given.refuse_reason if given.kind == MotionKind.REFUSE_NEED else ""


def count_hands(actor: Actor, motion: Motion, count: Count, seen: int | None = None) -> Decision:
    """Enter what was counted in the hall; what a ballot box counts nobody types."""
    if motion.round_id is not None:
        raise Refusal("meetings.decided_by_ballot" if motion.outcome else "meetings.ballot_running")
    refuse_unless_seen(motion, seen)
    return record_votes(actor, motion, count)


def record_votes(actor: Actor, motion: Motion, count: Count) -> Decision:
    """Enter the counts; the motion is decided at once by the meeting's rule, if enough people are there."""
    meeting = motion.item.meeting
    refuse_unless_noticed(meeting)
    refuse_while_amending(motion)
    profile = meeting.profile
    there = _turnout_of(motion, count.by_list_now)
    quorum = _quorum_of(profile, there)
    decision = passes(profile, there, count.votes, count.areas)
    outcome = Outcome.PASSED if decision.passed else Outcome.FAILED
    refuse_too_late(motion, outcome)
    before = _counted(motion) if motion.outcome else {}
    _enter(motion, count)
    motion.decided_at, motion.outcome = now(), outcome
    motion.arithmetic = _sum(profile, there, quorum, count, decision)
    if motion.amends_id:
        settle_text(motion)
    db.session.flush()
    follow_motion(actor, motion)
    _record(actor, "meetings.record_votes", meeting, motion, before)
    return decision


def _turnout_of(motion: Motion, by_list_now: bool) -> Turnout:
    """Who is there now; for a correction, who was there at the vote."""
    then = motion.arithmetic
    if then is None or by_list_now:
        return turnout(motion.item.meeting)
    return Turnout(then["due"], then["present"], then.get("due_area", 0), then.get("present_area", 0))


def _quorum_of(profile: Profile, there: Turnout) -> Quorum:
    quorum = quorum_met(profile, there)
    if not quorum.met:
        raise Refusal(
            "meetings.no_quorum",
            base=profile.base,
            missing=quorum.missing,
            missing_area=quorum.missing_area,
            needed=quorum.needed,
            present=there.present,
        )
    return quorum


def _counted(motion: Motion) -> dict[str, Any]:
    return {
        "votes": motion.arithmetic,
        "outcome": motion.outcome,
        "way": motion.way,
        "dissent": motion.dissent,
    }


def _enter(motion: Motion, count: Count) -> None:
    motion.way, motion.dissent = count.way, tidy_lines(count.dissent)[:2000]
    motion.votes_for, motion.against, motion.abstain = _three(count.votes)
    areas = count.areas if motion.item.meeting.profile.by_area else None
    motion.area_for_cm2, motion.area_against_cm2, motion.area_abstain_cm2 = (
        _three(areas) if areas else (None, None, None)
    )


def _three(votes: Votes) -> tuple[int, int, int]:
    return votes.votes_for, votes.against, votes.abstain


def _sum(
    profile: Profile, there: Turnout, quorum: Quorum, count: Count, decision: Decision
) -> dict[str, Any]:
    """The whole sum as plain numbers: what the sentence under the motion is made of."""
    return {
        "profile": profile.key,
        "by_area": profile.by_area,
        "due": there.due,
        "present": there.present,
        "quorum": quorum.needed,
        "votes_for": count.votes.votes_for,
        "against": count.votes.against,
        "abstain": count.votes.abstain,
        "silent": there.present - count.votes.total,
        "needed": decision.needed,
        "have": decision.have,
        "passed": decision.passed,
        "tied": count.votes.votes_for == count.votes.against,
        "due_area": there.due_area,
        "present_area": there.present_area,
        "quorum_area": quorum.needed_area,
        "needed_area": decision.needed_area,
        "have_area": decision.have_area,
    }


def table(actor: Actor, motion: Motion) -> None:
    """Put a motion off (暂缓): it is decided another time."""
    _refuse_unless_on_table(motion)
    motion.outcome, motion.decided_at = Outcome.TABLED, now()
    motion.version += 1
    _record(actor, "meetings.table", motion.item.meeting, motion)


def withdraw(actor: Actor, motion: Motion) -> None:
    """Take back a motion entered by mistake, before it is decided."""
    _refuse_unless_on_table(motion)
    _record(actor, "meetings.withdraw", motion.item.meeting, motion)
    motion.item.motions.remove(motion)
    db.session.flush()


def _refuse_unless_on_table(motion: Motion) -> None:
    refuse_unless_open(motion.item.meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    if motion.round_id is not None:
        raise Refusal("meetings.ballot_running")
    refuse_while_amending(motion)


def note(actor: Actor, item: AgendaItem, speeches: str, conclusion: str, seen: int | None = None) -> None:
    """Keep what was said about a matter, and what it came to."""
    refuse_unless_open(item.meeting)
    if len(speeches) > 20_000 or len(conclusion) > 4_000:
        raise Refusal("meetings.too_long")
    kept = tidy_lines(speeches), tidy_lines(conclusion)
    if kept == (item.speeches, item.conclusion):
        return
    refuse_unless_seen(item, seen)
    item.speeches, item.conclusion = kept
    after = {"item": str(item.id), "letters": len(item.speeches)}
    meeting = item.meeting
    record(actor, "meetings.note", "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)


def _record(
    actor: Actor, act: str, meeting: Meeting, motion: Motion, before: Mapping[str, Any] | None = None
) -> None:
    after = {
        "motion": str(motion.id),
        "text": motion.text,
        "kind": motion.kind,
        "amends": str(motion.amends_id) if motion.amends_id else None,
        "outcome": motion.outcome,
        "way": motion.way,
        "dissent": motion.dissent,
        "votes": motion.arithmetic,
    }
    db.session.flush()
    record(actor, act, "meeting", meeting.id, meeting.community_code, before, after)
    touch(meeting)
