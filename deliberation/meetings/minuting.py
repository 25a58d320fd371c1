"""Ending a meeting, and writing its minutes: drafted from the records, edited as sections."""

from collections.abc import Mapping
from datetime import datetime

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.guards import link_to, refuse_unless_noticed, touch
from deliberation.meetings.merging import merged
from deliberation.meetings.models import Meeting, Minutes
from deliberation.meetings.queries import locked_minutes, open_motion, turnout_in_all
from deliberation.meetings.recorded import first_sections, record_of, section_keys
from deliberation.meetings.revising import (
    Text,
    drop_signatures,
    put_down,
    sections_at,
    written_by_people,
)
from deliberation.meetings.rules import Phase, Presence, Source
from deliberation.notices.service import tell
from deliberation.wording import tidy, tidy_lines

MOST_LETTERS = 20_000
MOST_NOTE = 200


def end(actor: Actor, meeting: Meeting, ended_at: datetime) -> None:
    """Close a meeting: from here on its records stand; who was expected and never came was absent."""
    refuse_unless_noticed(meeting)
    if not meeting.chair_name or not meeting.recorder_name:
        raise Refusal("meetings.no_chair")
    if ended_at <= meeting.starts_at:
        raise Refusal("meetings.ended_before_start")
    if ended_at > now():
        raise Refusal("meetings.ended_in_future")
    waiting = open_motion(meeting)
    if waiting:
        raise Refusal("meetings.motion_open", text=waiting.text)
    if turnout_in_all(meeting).present == 0:
        raise Refusal("meetings.nobody_came")
    for row in meeting.attendance:
        if row.status == Presence.EXPECTED:
            row.status = Presence.ABSENT
    meeting.ended_at = ended_at
    db.session.flush()
    record(actor, "meetings.end", "meeting", meeting.id, meeting.community_code, after={"ended_at": ended_at})
    touch(meeting)
    if meeting.minutes:
        draft_minutes(actor, meeting)


def reopen(actor: Actor, meeting: Meeting) -> None:
    """Open the records again to correct them, before the minutes are signed; signatures fall."""
    if meeting.phase not in {Phase.ENDED, Phase.DRAFTED}:
        raise Refusal("meetings.sealed")
    meeting.ended_at = None
    if meeting.minutes:
        drop_signatures(meeting.minutes)
        meeting.minutes.circulated_at = meeting.minutes.comments_until = None
    db.session.flush()
    record(actor, "meetings.reopen", "meeting", meeting.id, meeting.community_code)


def draft_minutes(actor: Actor, meeting: Meeting) -> Minutes:
    """Write the minutes from the records; what people already wrote into the sections stays."""
    if meeting.phase == Phase.SIGNED:
        raise Refusal("meetings.sealed")
    if meeting.phase not in {Phase.ENDED, Phase.DRAFTED}:
        raise Refusal("meetings.not_ended")
    kept = locked_minutes(meeting.minutes.id) if meeting.minutes else None
    data, first = record_of(meeting), first_sections(meeting)
    stays = {} if kept is None else {key: kept.sections[key] for key in written_by_people(kept)}
    sections = {**first, **stays}
    text = Text({key: sections[key] for key in section_keys(data)}, Source.DRAFTED)
    if kept is not None and (kept.record, kept.sections) == (data, text.sections):
        return kept
    with refusing("meeting_id", "web.changed_meanwhile"):
        minutes = kept or _begun(meeting)
        put_down(actor, minutes, data, text)
    if kept is None:
        _tell_drafted(meeting)
    record(actor, "meetings.draft_minutes", "meeting", meeting.id, meeting.community_code)
    return minutes


def _begun(meeting: Meeting) -> Minutes:
    begun = now()
    meeting.minutes = Minutes(
        record={}, sections={}, text_hash="", revision=0, drafted_at=begun, edited_at=begun
    )
    return meeting.minutes


def _tell_drafted(meeting: Meeting) -> None:
    """The needs discussed say so, and the chair and the recorder learn that there is something to sign."""
    leaders = [each for each in (meeting.chair_id, meeting.recorder_id) if each]
    code, facts = meeting.community_code, {"title": meeting.title}
    tell(leaders, "notice.meetings.to_sign", facts, code, "meetings.minutes", link_to(meeting))
    for item in meeting.items:
        if item.need_id:
            matters.record_event(item.need_id, "meetings.discussed", meeting, item)


def edit_minutes(
    actor: Actor,
    minutes: Minutes,
    sections: Mapping[str, str],
    revision: int,
    source: Source = Source.EDITED,
    note: str = "",
) -> bool:
    """Write the sections; what others changed since `revision` stays. True when signatures fell by it.

    Refuses (and changes nothing) where somebody else changed the same section otherwise.
    """
    minutes = locked_minutes(minutes.id)
    if minutes.meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.sealed")
    typed = {key: tidy_lines(text) for key, text in sections.items()}
    if any(len(text) > MOST_LETTERS for text in typed.values()) or len(tidy(note)) > MOST_NOTE:
        raise Refusal("meetings.too_long")
    both = merged(sections_at(minutes, revision), minutes.sections, typed)
    if both.conflicts:
        raise Refusal("meetings.minutes_changed", by=minutes.edited_by)
    if both.sections == minutes.sections:
        return False
    fell = put_down(actor, minutes, minutes.record, Text(both.sections, source, tidy(note)))
    meeting = minutes.meeting
    after = {"revision": minutes.revision, "hash": minutes.text_hash, "signatures_fell": fell}
    record(actor, "meetings.edit_minutes", "meeting", meeting.id, meeting.community_code, after=after)
    return fell
