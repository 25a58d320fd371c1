"""Turns to speak: asked for, begun, ended, and the point of each as the recorder noted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_noticed, refuse_unless_seen, touch
from deliberation.meetings.models import AgendaItem, Attendance, Meeting, Speech
from deliberation.meetings.queries import item_speeches, open_motion, running_speech, speaker_of
from deliberation.meetings.rules import Presence, Side
from deliberation.meetings.turns import MORE_SECONDS, MOST_SECONDS, TURNS
from deliberation.wording import tidy, tidy_lines

HERE = frozenset({Presence.PRESENT, Presence.OBSERVER})
MOST_LETTERS = 4_000


@dataclass(frozen=True)
class SpeechDraft:
    """Who asks to speak, and for what; `again` is the deliberate third turn."""

    name: str = ""
    attendance_id: UUID | None = None
    side: Side = Side.NEUTRAL
    again: bool = False
    speech_id: UUID | None = None
    at: datetime | None = None


def ask(actor: Actor, item: AgendaItem, given: SpeechDraft) -> Speech:
    """Put somebody on the list of speakers: who is here, or a guest by name; twice on a motion at most."""
    meeting = item.meeting
    refuse_unless_noticed(meeting)
    row = _speaker(meeting, given)
    name = row.name if row else tidy(given.name)
    if not name or len(name) > 60:
        raise Refusal("meetings.no_name")
    motion = open_motion(meeting)
    motion_id = motion.id if motion and motion.item_id == item.id else None
    taken = [each for each in item_speeches(item.id) if each.name == name]
    if any(each.began_at is None for each in taken):
        raise Refusal("meetings.already_asked", name=name)
    turns = sum(1 for each in taken if each.motion_id == motion_id)
    if turns >= TURNS and not given.again:
        raise Refusal("meetings.turns_used", name=name, turns=turns)
    speech = Speech(
        item_id=item.id,
        motion_id=motion_id,
        attendance_id=row.id if row else None,
        name=name,
        side=given.side,
        asked_at=given.at or now(),
        recorded_by=actor.account_id,
    )
    if given.speech_id:
        speech.id = given.speech_id
    db.session.add(speech)
    _record(actor, "meetings.ask_again" if turns >= TURNS else "meetings.ask", meeting, speech)
    return speech


def _speaker(meeting: Meeting, given: SpeechDraft) -> Attendance | None:
    """The row of who wants to speak; None for a guest. Who is on the list must have come."""
    row = speaker_of(meeting, given.attendance_id, tidy(given.name))
    typed = tidy(given.name)
    if row is None and (given.attendance_id or (typed.isascii() and typed.isalpha())):
        raise Refusal("meetings.initials_unclear", typed=typed)
    if row and row.status not in HERE:
        raise Refusal("meetings.not_here", name=row.name)
    return row


def begin(actor: Actor, meeting: Meeting, speech: Speech, at: datetime | None = None) -> None:
    """Somebody begins; whoever still spoke has ended."""
    refuse_unless_noticed(meeting)
    if speech.began_at is not None:
        raise Refusal("meetings.spoke_already", name=speech.name)
    running = running_speech(meeting.id)
    if running:
        end(actor, meeting, running, at)
    speech.began_at = at or now()
    _changed(actor, "meetings.begin_speech", meeting, speech)


def end(actor: Actor, meeting: Meeting, speech: Speech, at: datetime | None = None) -> None:
    """Somebody has ended; ended once is enough."""
    refuse_unless_noticed(meeting)
    if speech.began_at is None:
        raise Refusal("meetings.not_begun", name=speech.name)
    if speech.ended_at is None:
        speech.ended_at = max(at or now(), speech.began_at)
        _changed(actor, "meetings.end_speech", meeting, speech)


def give_more(actor: Actor, meeting: Meeting, speech: Speech) -> None:
    """One minute more, because the chair says so."""
    refuse_unless_noticed(meeting)
    if speech.ended_at is not None:
        raise Refusal("meetings.spoke_already", name=speech.name)
    if speech.seconds + MORE_SECONDS > MOST_SECONDS:
        raise Refusal("meetings.long_enough")
    speech.seconds += MORE_SECONDS
    _changed(actor, "meetings.more_time", meeting, speech)


def withdraw_speech(actor: Actor, meeting: Meeting, speech: Speech) -> None:
    """Take somebody off the list who has not begun."""
    refuse_unless_noticed(meeting)
    if speech.began_at is not None:
        raise Refusal("meetings.spoke_already", name=speech.name)
    db.session.delete(speech)
    _record(actor, "meetings.withdraw_speech", meeting, speech)


def note_point(actor: Actor, meeting: Meeting, speech: Speech, point: str, seen: int | None = None) -> None:
    """Keep the point of a speech, as far as it is written."""
    refuse_unless_noticed(meeting)
    if len(point) > MOST_LETTERS:
        raise Refusal("meetings.too_long")
    said = tidy_lines(point)
    if said == speech.point:
        return
    refuse_unless_seen(speech, seen)
    before = {"point": Personal(speech.point)}
    speech.point = said
    after = {"speech": str(speech.id), "point": Personal(said)}
    record(actor, "meetings.note_point", "meeting", meeting.id, meeting.community_code, before, after)
    touch(meeting)


def add_said(actor: Actor, item: AgendaItem, given: SpeechDraft, point: str) -> Speech:
    """Write down at once who said what: a turn nobody timed."""
    if not tidy_lines(point):
        raise Refusal("meetings.nothing_said")
    moment = given.at or now()
    speech = ask(actor, item, given)
    speech.began_at = speech.ended_at = moment
    note_point(actor, item.meeting, speech, point)
    return speech


def last_side(speeches: Sequence[Speech]) -> Side | None:
    """For what the last one spoke who took a side."""
    begun = [each for each in speeches if each.began_at and each.side != Side.NEUTRAL]
    return max(begun, key=lambda each: (each.began_at, each.id)).side if begun else None


def _changed(actor: Actor, act: str, meeting: Meeting, speech: Speech) -> None:
    speech.version += 1
    _record(actor, act, meeting, speech)


def _record(actor: Actor, act: str, meeting: Meeting, speech: Speech) -> None:
    after: dict[str, Any] = {
        "speech": str(speech.id),
        "item": str(speech.item_id),
        "name": Personal(speech.name),
        "side": speech.side,
        "seconds": speech.seconds,
    }
    db.session.flush()
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)
