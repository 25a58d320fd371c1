"""Ending a meeting, and writing its minutes: drafted from the records, edited as sections."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.guards import link_to, refuse_unless_noticed, touch
from deliberation.meetings.models import Meeting, Minutes
from deliberation.meetings.queries import locked_minutes, open_motion, turnout
from deliberation.meetings.recorded import first_sections, record_of, section_keys
from deliberation.meetings.rules import Phase, Presence
from deliberation.meetings.writing import text_hash
from deliberation.notices.service import tell
from deliberation.wording import tidy_lines

MOST_LETTERS = 20_000


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
    if turnout(meeting).present == 0:
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
        _drop_signatures(meeting.minutes)
    db.session.flush()
    record(actor, "meetings.reopen", "meeting", meeting.id, meeting.community_code)


def draft_minutes(actor: Actor, meeting: Meeting) -> Minutes:
    """Write the minutes from the records; what people already wrote into the sections stays."""
    if meeting.phase == Phase.SIGNED:
        raise Refusal("meetings.sealed")
    if meeting.phase not in {Phase.ENDED, Phase.DRAFTED}:
        raise Refusal("meetings.not_ended")
    data, kept = record_of(meeting), meeting.minutes
    sections = {**first_sections(meeting), **(kept.sections if kept else {})}
    minutes = kept or Minutes(meeting_id=meeting.id, revision=0, drafted_at=now())
    _write(minutes, actor, data, {key: sections[key] for key in section_keys(data)})
    if kept is None:
        meeting.minutes = minutes
    db.session.flush()
    if kept is None:
        _tell_drafted(meeting)
    record(actor, "meetings.draft_minutes", "meeting", meeting.id, meeting.community_code)
    return minutes


def _tell_drafted(meeting: Meeting) -> None:
    """The needs discussed say so, and the chair and the recorder learn that there is something to sign."""
    leaders = [each for each in (meeting.chair_id, meeting.recorder_id) if each]
    code, facts = meeting.community_code, {"title": meeting.title}
    tell(leaders, "notice.meetings.to_sign", facts, code, "meetings.minutes", link_to(meeting))
    for item in meeting.items:
        if item.need_id:
            matters.record_event(item.need_id, "meetings.discussed", meeting, item)


def edit_minutes(actor: Actor, minutes: Minutes, sections: Mapping[str, str], revision: int) -> bool:
    """Write the sections, if nobody else wrote since `revision`; True when earlier signatures fell by it."""
    minutes = locked_minutes(minutes.id)
    if minutes.meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.sealed")
    if revision != minutes.revision:
        raise Refusal("meetings.minutes_changed", by=minutes.edited_by)
    written = {key: tidy_lines(sections.get(key, minutes.sections[key])) for key in minutes.sections}
    if any(len(text) > MOST_LETTERS for text in written.values()):
        raise Refusal("meetings.too_long")
    fell = _write(minutes, actor, minutes.record, written)
    db.session.flush()
    meeting = minutes.meeting
    after = {"revision": minutes.revision, "hash": minutes.text_hash, "signatures_fell": fell}
    record(actor, "meetings.edit_minutes", "meeting", meeting.id, meeting.community_code, after=after)
    return fell


def _write(minutes: Minutes, actor: Actor, data: dict[str, Any], sections: dict[str, str]) -> bool:
    """Put the text down as the next revision; a changed text drops the signatures under the old one."""
    changed = minutes.text_hash != text_hash(data, sections)
    minutes.record, minutes.sections = data, sections
    minutes.text_hash = text_hash(data, sections)
    minutes.revision += 1
    minutes.edited_at, minutes.edited_by = now(), actor.name
    return _drop_signatures(minutes) if changed and minutes.revision > 1 else False


def _drop_signatures(minutes: Minutes) -> bool:
    """Let the standing signatures fall, and tell those who gave them."""
    fallen = minutes.standing()
    for row in fallen:
        row.fell_at = now()
    meeting = minutes.meeting
    told, facts = [row.account_id for row in fallen if row.account_id], {"title": meeting.title}
    tell(
        told,
        "notice.meetings.signature_fell",
        facts,
        meeting.community_code,
        "meetings.minutes",
        link_to(meeting),
    )
    return bool(fallen)
