"""Tables of meetings, gathered from the modules that hold them."""

from deliberation.meetings.models.actions import ActionItem, ActionNote
from deliberation.meetings.models.hall import LiveEntry, Motion, MotionVote, Speech
from deliberation.meetings.models.meeting import AgendaItem, Attendance, ItemMaterial, Meeting, RuleProfile
from deliberation.meetings.models.minutes import (
    AddendumSignature,
    Minutes,
    MinutesAddendum,
    MinutesComment,
    MinutesDocument,
    MinutesRevision,
    MinutesSignature,
)

__all__ = [
    "ActionItem",
    "ActionNote",
    "AddendumSignature",
    "AgendaItem",
    "Attendance",
    "ItemMaterial",
    "LiveEntry",
    "Meeting",
    "Minutes",
    "MinutesAddendum",
    "MinutesComment",
    "MinutesDocument",
    "MinutesRevision",
    "MinutesSignature",
    "Motion",
    "MotionVote",
    "RuleProfile",
    "Speech",
]
