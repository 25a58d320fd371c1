"""Where the pages of meetings live, and the meeting an address names."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, url_for
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import policy, queries, service
from deliberation.meetings.rules import CAME
from deliberation.web.access import current_actor, found, permit

blueprint = Blueprint("meetings", __name__, url_prefix="/c/<code>/meetings")


def meeting_here(code: str, meeting_id: UUID) -> Any:
    """The meeting, if this visitor may know of it; else there is none."""
    drafts = policy.may_run(current_actor(), code)
    return found(queries.meeting_of(meeting_id, code, drafts))


def open_meeting(code: str, meeting_id: UUID) -> Any:
    """A meeting whose records may still change."""
    meeting = meeting_here(code, meeting_id)
    permit(policy.may_change(current_actor(), code, meeting.phase))
    return meeting


def to(endpoint: str, meeting: Any, **values: Any) -> Response:
    """On to another page of this meeting."""
    address = url_for(f"meetings.{endpoint}", code=meeting.community_code, meeting_id=meeting.id, **values)
    return redirect(address, 303)


def door_url(meeting: Any) -> str:
    """What the code at the door says: the whole address a phone opens; made when first asked for."""
    if not meeting.door_code:
        with unit_of_work():
            service.ensure_code(meeting)
    path = url_for("meetings.door", code=meeting.community_code, meeting_id=meeting.id, k=meeting.door_code)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def was_present(meeting: Any) -> bool:
    """Whether this visitor sat in the meeting as one of those due."""
    row = meeting.member(current_actor().account_id)
    return row is not None and row.status in CAME
