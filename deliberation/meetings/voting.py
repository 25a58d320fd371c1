"""Motions: opened one at a time, decided the moment their counts are entered, or put off."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_noticed, refuse_unless_open
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


@dataclass(frozen=True)
class MotionDraft:
    """What is put to the meeting, and who does it until when if it passes."""

    text: str
    kind: MotionKind = MotionKind.FREE
    proposer: str = ""
    cost_fen: int | None = None
    unit: str = ""
    deadline_on: date | None = None


@dataclass(frozen=True)
class Count:
    """What was counted, and how; areas (cm²) only where owners decide."""

    votes: Votes
    way: Way = Way.HANDS
    areas: Votes | None = None
    dissent: str = ""


def move(actor: Actor, item: AgendaItem, given: MotionDraft) -> Motion:
    """Put a motion to the meeting; another one must not be on the table."""
    meeting = item.meeting
    refuse_unless_noticed(meeting)
    if not meeting.profile.decides:
        raise Refusal("meetings.decides_nothing")
    waiting = open_motion(meeting)
    if waiting:
        raise Refusal("meetings.one_motion_at_a_time", text=waiting.text)
    motion = Motion(opened_at=now())
    _fill(motion, item, given)
    item.motions.append(motion)
    db.session.flush()
    _record(actor, "meetings.move", meeting, motion)
    return motion


def reword(actor: Actor, motion: Motion, given: MotionDraft) -> None:
    """Correct what a motion says, as long as it is not decided."""
    refuse_unless_open(motion.item.meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    _fill(motion, motion.item, given)
    db.session.flush()
    _record(actor, "meetings.reword", motion.item.meeting, motion)


def _fill(motion: Motion, item: AgendaItem, given: MotionDraft) -> None:
    if not tidy_lines(given.text):
        raise Refusal("meetings.no_motion_text")
    if len(given.text) > 1000 or len(tidy(given.proposer)) > 60 or len(tidy(given.unit)) > 120:
        raise Refusal("meetings.too_long")
    if given.kind == MotionKind.ADOPT_RANKING and item.round_id is None:
        raise Refusal("meetings.needs_round")
    if given.kind in {MotionKind.SHORTLIST_NEED, MotionKind.ADOPT_PROJECT} and item.need_id is None:
        raise Refusal("meetings.needs_need")
    if given.kind == MotionKind.SHORTLIST_NEED and given.cost_fen is None:
        raise Refusal("meetings.needs_cost")
    motion.text, motion.kind = tidy_lines(given.text), given.kind
    motion.proposer, motion.unit = tidy(given.proposer), tidy(given.unit)
    motion.cost_fen, motion.deadline_on = given.cost_fen, given.deadline_on


def record_votes(actor: Actor, motion: Motion, count: Count) -> Decision:
    """Enter the counts; the motion is decided at once by the meeting's rule, if enough people are there."""
    meeting = motion.item.meeting
    refuse_unless_noticed(meeting)
    profile, there = meeting.profile, turnout(meeting)
    quorum = quorum_met(profile, there)
    if not quorum.met:
        raise Refusal(
            "meetings.no_quorum",
            missing=quorum.missing,
            missing_area=quorum.missing_area,
            needed=quorum.needed,
            present=there.present,
        )
    decision = passes(profile, there, count.votes, count.areas)
    before = {"votes": motion.arithmetic} if motion.outcome else {}
    _enter(motion, count)
    motion.decided_at = now()
    motion.outcome = Outcome.PASSED if decision.passed else Outcome.FAILED
    motion.arithmetic = _sum(profile, there, quorum, count, decision)
    db.session.flush()
    _record(actor, "meetings.record_votes", meeting, motion, before)
    return decision


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
    refuse_unless_open(motion.item.meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    motion.outcome, motion.decided_at = Outcome.TABLED, now()
    db.session.flush()
    _record(actor, "meetings.table", motion.item.meeting, motion)


def withdraw(actor: Actor, motion: Motion) -> None:
    """Take back a motion entered by mistake, before it is decided."""
    refuse_unless_open(motion.item.meeting)
    if motion.outcome is not None:
        raise Refusal("meetings.already_decided")
    _record(actor, "meetings.withdraw", motion.item.meeting, motion)
    motion.item.motions.remove(motion)
    db.session.flush()


def note(actor: Actor, item: AgendaItem, speeches: str, conclusion: str) -> None:
    """Keep what was said about a matter, and what it came to."""
    refuse_unless_open(item.meeting)
    if len(speeches) > 20_000 or len(conclusion) > 4_000:
        raise Refusal("meetings.too_long")
    item.speeches, item.conclusion = tidy_lines(speeches), tidy_lines(conclusion)
    db.session.flush()
    after = {"item": str(item.id), "letters": len(item.speeches)}
    meeting = item.meeting
    record(actor, "meetings.note", "meeting", meeting.id, meeting.community_code, after=after)


def _record(
    actor: Actor, act: str, meeting: Meeting, motion: Motion, before: dict[str, Any] | None = None
) -> None:
    after = {
        "motion": str(motion.id),
        "text": motion.text,
        "kind": motion.kind,
        "outcome": motion.outcome,
        "votes": motion.arithmetic,
    }
    record(actor, act, "meeting", meeting.id, meeting.community_code, before, after)
