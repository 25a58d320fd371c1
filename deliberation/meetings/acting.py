"""What meetings agreed to do: by whom, until when, and how far it is; open until it is done or dropped."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor, machine
from deliberation.clock import local, now, today
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.agreed import overdue_unreminded
from deliberation.meetings.guards import refuse_unless_open, refuse_unless_seen, touch
from deliberation.meetings.models import ActionItem, ActionNote, AgendaItem, Meeting, Motion
from deliberation.meetings.queries import possible_leaders
from deliberation.meetings.rules import Outcome
from deliberation.notices.service import tell
from deliberation.people.queries import names_of
from deliberation.wording import tidy, tidy_lines

MOST_LETTERS = 1000
REMINDED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class ActionDraft:
    """What is to be done, by whom (a unit; a person by account or by name), until when."""

    text: str
    unit: str = ""
    owner_id: UUID | None = None
    owner_name: str = ""
    due_on: date | None = None


def agree(actor: Actor, item: AgendaItem, given: ActionDraft) -> ActionItem:
    """The meeting agrees that something is done; it stands in the minutes."""
    meeting = item.meeting
    refuse_unless_open(meeting)
    action = ActionItem(community_code=meeting.community_code, meeting_id=meeting.id, item_id=item.id)
    _fill(action, meeting, given)
    db.session.add(action)
    _keep(actor, "meetings.agree", action)
    touch(meeting)
    return action


def change(actor: Actor, action: ActionItem, given: ActionDraft, seen: int | None = None) -> None:
    """Correct an open action. What was agreed stands once the meeting ended: then only who does it until
    when can change."""
    _refuse_unless_open(action)
    meeting = db.session.get_one(Meeting, action.meeting_id)
    if meeting.ended_at and tidy_lines(given.text) != action.text:
        raise Refusal("meetings.agreed_text_stands")
    refuse_unless_seen(action, seen)
    before = _facts(action)
    _fill(action, meeting, given)
    _keep(actor, "meetings.change_action", action, before)
    if not meeting.ended_at:
        touch(meeting)


def note(actor: Actor, action: ActionItem, text: str, meeting: Meeting | None = None) -> ActionNote:
    """Say how far it is, in between or at a meeting that looks back."""
    _refuse_unless_open(action)
    written = _note(actor, action, _words(text, "meetings.no_note"), meeting)
    _keep(actor, "meetings.note_action", action)
    return written


def finish(
    actor: Actor, action: ActionItem, text: str = "", meeting: Meeting | None = None, seen: int | None = None
) -> None:
    """It is done; what came of it may be told."""
    _refuse_unless_open(action)
    refuse_unless_seen(action, seen)
    action.done_at, action.done_note = now(), _words(text)
    if action.done_note:
        _note(actor, action, action.done_note, meeting)
    _keep(actor, "meetings.finish_action", action)
    if meeting:
        touch(meeting)


def drop(actor: Actor, action: ActionItem, reason: str, seen: int | None = None) -> None:
    """It will not be done, for a reason everybody may read."""
    _refuse_unless_open(action)
    if not tidy(reason):
        raise Refusal("meetings.reason_needed")
    refuse_unless_seen(action, seen)
    action.dropped_at, action.drop_reason = now(), tidy(reason)[:200]
    _keep(actor, "meetings.drop_action", action)


def resume(actor: Actor, action: ActionItem, seen: int | None = None) -> None:
    """It was taken for done, or dropped, by mistake: it is open again."""
    if action.done_at is None and action.dropped_at is None:
        return
    refuse_unless_seen(action, seen)
    before = _facts(action)
    action.done_at = action.dropped_at = None
    action.done_note = action.drop_reason = ""
    _keep(actor, "meetings.resume_action", action, before)


def remove(actor: Actor, action: ActionItem) -> None:
    """Take back what was entered by mistake, while the meeting's records are open."""
    meeting = db.session.get_one(Meeting, action.meeting_id)
    refuse_unless_open(meeting)
    if action.motion_id:
        raise Refusal("meetings.action_of_motion")
    record(actor, "meetings.remove_action", "action", action.id, action.community_code, before=_facts(action))
    db.session.delete(action)
    touch(meeting)


def follow_motion(actor: Actor, motion: Motion) -> ActionItem | None:
    """A passed motion with a unit or a deadline has exactly one action; another has none."""
    action = db.session.scalars(select(ActionItem).where(ActionItem.motion_id == motion.id)).first()
    if motion.outcome != Outcome.PASSED or motion.amends_id or not (motion.unit or motion.deadline_on):
        if action:
            record(
                actor,
                "meetings.remove_action",
                "action",
                action.id,
                action.community_code,
                before=_facts(action),
            )
            db.session.delete(action)
            db.session.flush()
        return None
    wanted = (motion.text, motion.unit, motion.deadline_on)
    if action and wanted == (action.text, action.unit, action.due_on):
        return action
    before = _facts(action) if action else None
    if action is None:
        meeting = motion.item.meeting
        action = ActionItem(
            community_code=meeting.community_code,
            meeting_id=meeting.id,
            item_id=motion.item_id,
            motion_id=motion.id,
            version=0,
        )
        db.session.add(action)
    else:
        action.version += 1
    action.text, action.unit, action.due_on = wanted
    _keep(actor, "meetings.agree", action, before)
    return action


def remind_overdue() -> None:
    """Registered as a chore: whoever is to do what is overdue is told so, once."""
    with reading():
        due = bool(overdue_unreminded(today() - REMINDED_FOR))
        db.session.rollback()
    if not due:
        return
    with unit_of_work():
        for action, title in overdue_unreminded(today() - REMINDED_FOR):
            assert action.owner_id is not None  # the query asks for it
            assert action.due_on is not None
            code, facts = action.community_code, {"text": action.text[:60], "title": title}
            link = {"code": code, "action_id": str(action.id)}
            facts["due_on"] = action.due_on.isoformat()
            tell([action.owner_id], "notice.meetings.action_overdue", facts, code, "meetings.action", link)
            record(machine(), "meetings.remind_action", "action", action.id, code)


def _fill(action: ActionItem, meeting: Meeting, given: ActionDraft) -> None:
    text = tidy_lines(given.text)
    if not text:
        raise Refusal("meetings.no_action_text")
    if len(text) > MOST_LETTERS or len(tidy(given.unit)) > 120 or len(tidy(given.owner_name)) > 60:
        raise Refusal("meetings.too_long")
    held_on = local(meeting.starts_at).date()
    if given.due_on and given.due_on != action.due_on and given.due_on < held_on:
        raise Refusal("meetings.due_before_meeting")
    owner_id, owner_name = _owner(action, meeting.community_code, given)
    if not (owner_id or owner_name or tidy(given.unit)):
        raise Refusal("meetings.nobody_does_it")
    action.text, action.unit, action.due_on = text, tidy(given.unit), given.due_on
    action.owner_id, action.owner_name = owner_id, owner_name


def _owner(action: ActionItem, code: str, given: ActionDraft) -> tuple[UUID | None, str]:
    """An owner by account is one of the community's people; one who has left since stays named."""
    if given.owner_id is None:
        return None, tidy(given.owner_name)
    if given.owner_id == action.owner_id:
        return action.owner_id, action.owner_name
    if given.owner_id not in {row.id for row in possible_leaders(code)}:
        raise Refusal("meetings.not_from_here")
    return given.owner_id, names_of([given.owner_id])[given.owner_id]


def _refuse_unless_open(action: ActionItem) -> None:
    if action.done_at or action.dropped_at:
        raise Refusal("meetings.action_over")


def _words(text: str, missing: str = "") -> str:
    words = tidy_lines(text)
    if missing and not words:
        raise Refusal(missing)
    if len(words) > MOST_LETTERS:
        raise Refusal("meetings.too_long")
    return words


def _note(actor: Actor, action: ActionItem, text: str, meeting: Meeting | None) -> ActionNote:
    written = ActionNote(
        action_id=action.id,
        meeting_id=meeting.id if meeting else None,
        text=text,
        written_at=now(),
        author_id=actor.account_id,
        author_name=actor.name,
    )
    action.notes.append(written)
    return written


def _keep(actor: Actor, act: str, action: ActionItem, before: dict[str, Any] | None = None) -> None:
    db.session.flush()
    record(actor, act, "action", action.id, action.community_code, before, _facts(action))


def _facts(action: ActionItem) -> dict[str, Any]:
    return {
        "meeting": str(action.meeting_id),
        "text": action.text,
        "unit": action.unit,
        "owner": Personal(action.owner_name),
        "due_on": action.due_on,
        "done": action.done_at is not None,
        "dropped": action.drop_reason if action.dropped_at else None,
    }
