"""Votes by name: one choice of each who is there, with households and area; their sum decides the motion."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_noticed, refuse_unless_seen, touch
from deliberation.meetings.models import Attendance, Motion, MotionVote
from deliberation.meetings.queries import on_roll
from deliberation.meetings.rules import Choice, Decision, Presence, Votes, Way, heads
from deliberation.meetings.voting import Count, record_votes


def mark_roll(actor: Actor, motion: Motion, choices: Mapping[UUID, Choice]) -> None:
    """Write down how these people voted; a later word of the same person counts."""
    _refuse_unless_callable(motion)
    rows = {row.id: row for row in on_roll(motion)}
    if set(choices) - set(rows):
        raise Refusal("meetings.not_on_roll")
    given = {vote.attendance_id: vote for vote in motion.roll}
    for attendance_id, choice in choices.items():
        _give(actor, motion, rows[attendance_id], choice, given.get(attendance_id))
    _marked(actor, motion, {rows[each].name: choice for each, choice in choices.items()})


def fill_roll(actor: Actor, motion: Motion, choice: Choice) -> int:
    """Everybody who is there and has not been asked votes so (其余都…); how many that were."""
    given = {vote.attendance_id for vote in motion.roll}
    left = [row for row in on_roll(motion) if row.id not in given and row.status == Presence.PRESENT]
    mark_roll(actor, motion, {row.id: choice for row in left})
    return len(left)


def count_roll(actor: Actor, motion: Motion, dissent: str = "", seen: int | None = None) -> Decision:
    """Add up the votes by name: heads (or households) and area, exactly; the motion is decided by them."""
    _refuse_unless_callable(motion)
    refuse_unless_seen(motion, seen)
    if motion.outcome is None:
        _drop_who_left(motion)
    if not motion.roll:
        raise Refusal("meetings.empty_roll")
    base = motion.item.meeting.profile.base
    counted = _sum_of(motion.roll, [heads(base, 1, vote.households) for vote in motion.roll])
    areas = _sum_of(motion.roll, [vote.area_cm2 for vote in motion.roll])
    by_area = motion.item.meeting.profile.by_area
    return record_votes(actor, motion, Count(counted, Way.ROLL, areas if by_area else None, dissent))


def _refuse_unless_callable(motion: Motion) -> None:
    refuse_unless_noticed(motion.item.meeting)
    if motion.round_id is not None:
        raise Refusal("meetings.decided_by_ballot" if motion.outcome else "meetings.ballot_running")
    if motion.outcome is not None and motion.way != Way.ROLL:
        raise Refusal("meetings.already_decided")


def _give(actor: Actor, motion: Motion, row: Attendance, choice: Choice, vote: MotionVote | None) -> None:
    if vote is None:
        vote = MotionVote(attendance_id=row.id, households=row.households, area_cm2=row.area_cm2)
        motion.roll.append(vote)
    vote.choice, vote.recorded_at, vote.recorded_by = choice, now(), actor.account_id


def _drop_who_left(motion: Motion) -> None:
    """Before the count: who has gone meanwhile does not vote; households and areas are as they stand now."""
    rows = {row.id: row for row in motion.item.meeting.attendance}
    for vote in list(motion.roll):
        row = rows.get(vote.attendance_id)
        if row is None or row.status != Presence.PRESENT:
            motion.roll.remove(vote)
        else:
            vote.households, vote.area_cm2 = row.households, row.area_cm2


def _sum_of(roll: Sequence[MotionVote], weights: Iterable[int]) -> Votes:
    sums = dict.fromkeys(Choice, 0)
    for vote, weight in zip(roll, weights, strict=True):
        sums[vote.choice] += weight
    return Votes(sums[Choice.FOR], sums[Choice.AGAINST], sums[Choice.ABSTAIN])


def _marked(actor: Actor, motion: Motion, named: Mapping[str, Choice]) -> None:
    meeting = motion.item.meeting
    after = {
        "motion": str(motion.id),
        "votes": Personal({name: str(choice) for name, choice in named.items()}),
    }
    db.session.flush()
    record(actor, "meetings.mark_roll", "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)
