"""What minutes take over from the hall: everything counted and marked, and the first words of each section.

The record is a snapshot in plain JSON; minutes drafted by an earlier version may lack some of its keys.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from deliberation.clock import now
from deliberation.database import db
from deliberation.meetings import matters
from deliberation.meetings.models import (
    ActionItem,
    ActionNote,
    AgendaItem,
    Attendance,
    ItemMaterial,
    Meeting,
    Minutes,
    Motion,
    MotionVote,
    Speech,
)
from deliberation.meetings.queries import staff_among, turnout_in_all
from deliberation.meetings.rules import ItemKind, quorum_met
from deliberation.wording import tidy_lines

COMMON_SECTIONS = ("opening", "closing", "attachments")
ITEM_SECTIONS = ("explanation", "speeches", "conclusion", "dissent")
MOST_LOOKED_BACK = 200


def section_keys(data: Mapping[str, Any]) -> list[str]:
    """The names of the sections of these minutes, in the order they are read."""
    items = [f"item_{item['id']}_{part}" for item in data["items"] for part in ITEM_SECTIONS]
    return [COMMON_SECTIONS[0], *items, *COMMON_SECTIONS[1:]]


def first_sections(meeting: Meeting) -> dict[str, str]:
    """What each section says before anybody wrote into it: the words noted in the hall."""
    sections = dict.fromkeys(COMMON_SECTIONS, "")
    sections["attachments"] = "\n".join(_materials(meeting))
    spoken = _speeches(meeting)
    for item in meeting.items:
        dissent = "\n".join(motion.dissent for motion in item.motions if motion.dissent)
        said = "\n".join([*spoken.get(item.id, []), *filter(None, [item.speeches])])
        parts = (item.explanation, said, item.conclusion, dissent)
        for part, text in zip(ITEM_SECTIONS, parts, strict=True):
            sections[f"item_{item.id.hex}_{part}"] = text
    return {key: tidy_lines(text) for key, text in sections.items()}


def _speeches(meeting: Meeting) -> dict[UUID, list[str]]:
    """The noted turns of each matter, “姓名：要点”, in the order they were spoken."""
    query = (
        select(Speech)
        .join(AgendaItem, AgendaItem.id == Speech.item_id)
        .where(AgendaItem.meeting_id == meeting.id, Speech.point != "")
        .order_by(func.coalesce(Speech.began_at, Speech.asked_at), Speech.asked_at, Speech.id)
    )
    said: dict[UUID, list[str]] = {}
    for turn in db.session.scalars(query):
        said.setdefault(turn.item_id, []).append(f"{turn.name}：{turn.point}")
    return said


def _materials(meeting: Meeting) -> list[str]:
    query = (
        select(ItemMaterial.name)
        .join(AgendaItem, AgendaItem.id == ItemMaterial.item_id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, ItemMaterial.position, ItemMaterial.id)
    )
    return list(db.session.scalars(query))


def record_of(meeting: Meeting) -> dict[str, Any]:
    """Everything counted and marked, as it stood when the meeting ended."""
    accounts = [row.account_id for row in meeting.attendance]
    public = staff_among([*accounts, meeting.chair_id, meeting.recorder_id])
    votes = _votes_by_name(meeting)
    return {
        **_head(meeting),
        "chair": {"name": meeting.chair_name, "public": meeting.chair_id in public},
        "recorder": {"name": meeting.recorder_name, "public": meeting.recorder_id in public},
        **_counts(meeting),
        "attendance": [_person(row, row.account_id in public) for row in meeting.attendance],
        "items": [_item(item, votes) for item in meeting.items],
        "actions": [_action(row) for row in _agreed(meeting)],
        "looked_back": _looked_back(meeting),
    }


def _head(meeting: Meeting) -> dict[str, Any]:
    assert meeting.ended_at is not None  # the caller has asked for an ended meeting
    return {
        "title": meeting.title,
        "year": meeting.year,
        "session_no": meeting.session_no,
        "series_name": meeting.series_name,
        "profile": meeting.profile_data,
        "mode": meeting.mode.value,
        "place": meeting.place,
        "held_from": meeting.starts_at.isoformat(),
        "held_to": meeting.ended_at.isoformat(),
    }


def _counts(meeting: Meeting) -> dict[str, Any]:
    there = turnout_in_all(meeting)
    quorum = quorum_met(meeting.profile, there)
    return {
        "due": there.due,
        "present": there.present,
        "others_present": meeting.others_present,
        "due_area": there.due_area,
        "present_area": there.present_area,
        "quorum": {"met": quorum.met, "needed": quorum.needed, "needed_area": quorum.needed_area},
    }


def _person(row: Attendance, public: bool) -> dict[str, Any]:
    return {
        "id": row.id.hex,
        "name": row.name,
        "status": row.status.value,
        "reason": row.reason,
        "public": public,
        "households": row.households,
        "represents": row.represents,
        "arrived_at": _moment(row.checked_in_at),
        "left_at": _moment(row.left_at),
    }


def _item(item: AgendaItem, votes: Mapping[UUID, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "id": item.id.hex,
        "kind": item.kind.value,
        "title": item.title,
        "need_id": str(item.need_id) if item.need_id else None,
        "round_id": str(item.round_id) if item.round_id else None,
        "root": matters.root_of(item.round_id) if item.round_id else None,
        "proposer": item.proposer,
        "motions": [_motion(motion, votes.get(motion.id, [])) for motion in item.motions],
    }


def _motion(motion: Motion, roll: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(motion.id),
        "kind": motion.kind.value,
        "text": motion.text,
        "first_text": motion.first_text,
        "amends": str(motion.amends_id) if motion.amends_id else None,
        "proposer": motion.proposer,
        "seconder": motion.seconder,
        "way": motion.way.value if motion.way else None,
        "votes_for": motion.votes_for,
        "against": motion.against,
        "abstain": motion.abstain,
        "outcome": motion.outcome.value if motion.outcome else None,
        "arithmetic": motion.arithmetic,
        "unit": motion.unit,
        "cost_fen": motion.cost_fen,
        "deadline_on": _day(motion.deadline_on),
        "refuse_reason": motion.refuse_reason,
        "roll": roll,
        "ballot": matters.ballot_of(motion.round_id) if motion.round_id else None,
    }


def _votes_by_name(meeting: Meeting) -> dict[UUID, list[dict[str, Any]]]:
    """The votes given by name, by motion, in the order of the names."""
    query = (
        select(MotionVote, Attendance.name)
        .join(Attendance, Attendance.id == MotionVote.attendance_id)
        .where(Attendance.meeting_id == meeting.id)
        .order_by(Attendance.name, Attendance.id)
    )
    given: dict[UUID, list[dict[str, Any]]] = {}
    for vote, name in db.session.execute(query):
        given.setdefault(vote.motion_id, []).append(
            {
                "name": name,
                "attendance": vote.attendance_id.hex,
                "choice": vote.choice.value,
                "households": vote.households,
                "area_cm2": vote.area_cm2,
            }
        )
    return given


def _agreed(meeting: Meeting) -> Iterable[ActionItem]:
    query = (
        select(ActionItem)
        .outerjoin(AgendaItem, AgendaItem.id == ActionItem.item_id)
        .where(ActionItem.meeting_id == meeting.id, ActionItem.dropped_at.is_(None))
        .order_by(AgendaItem.position, ActionItem.created_at, ActionItem.id)
    )
    return db.session.scalars(query)


def _action(row: ActionItem) -> dict[str, Any]:
    return {
        "id": row.id.hex,
        "item": row.item_id.hex if row.item_id else None,
        "motion": str(row.motion_id) if row.motion_id else None,
        "text": row.text,
        "unit": row.unit,
        "owner": row.owner_name,
        "due_on": _day(row.due_on),
    }


def _looked_back(meeting: Meeting) -> list[dict[str, Any]]:
    """What earlier meetings agreed and this one came back to, with what was told here."""
    told = (
        select(ActionNote.action_id, ActionNote.text)
        .where(ActionNote.meeting_id == meeting.id)
        .order_by(ActionNote.written_at, ActionNote.id)
    )
    notes: dict[UUID, list[str]] = {}
    for action_id, text in db.session.execute(told):
        notes.setdefault(action_id, []).append(text)
    query = (
        select(ActionItem)
        .join(Meeting, Meeting.id == ActionItem.meeting_id)
        .where(ActionItem.meeting_id != meeting.id, or_(ActionItem.id.in_(notes), _on_the_agenda(meeting)))
        .order_by(ActionItem.due_on, ActionItem.created_at, ActionItem.id)
        .limit(MOST_LOOKED_BACK)
    )
    end = meeting.ended_at or now()
    return [
        {
            "id": row.id.hex,
            "text": row.text,
            "unit": row.unit,
            "owner": row.owner_name,
            "due_on": _day(row.due_on),
            "state": _state(row, end),
            "note": "\n".join(notes.get(row.id, [])),
        }
        for row in db.session.scalars(query)
    ]


def _on_the_agenda(meeting: Meeting) -> ColumnElement[bool]:
    """Where the look back is a matter of its own: all that was open when this meeting began."""
    if not any(item.kind == ItemKind.ACTIONS for item in meeting.items):
        return false()
    begin = meeting.starts_at
    return and_(
        ActionItem.community_code == meeting.community_code,
        Meeting.starts_at < begin,
        select(Minutes.id)
        .where(Minutes.meeting_id == Meeting.id, Minutes.sealed_at.is_not(None))
        .correlate(Meeting)
        .exists(),
        or_(ActionItem.done_at.is_(None), ActionItem.done_at >= begin),
        or_(ActionItem.dropped_at.is_(None), ActionItem.dropped_at >= begin),
    )


def _state(row: ActionItem, end: datetime) -> str:
    if row.dropped_at is not None and row.dropped_at <= end:
        return "dropped"
    return "done" if row.done_at is not None and row.done_at <= end else "open"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
