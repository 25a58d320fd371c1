"""Meetings for the calendar of a phone, and the notice to post on a wall."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import current_app, make_response, request, url_for
from flask_babel import gettext as _

from deliberation.files.views import attachment
from deliberation.meetings import calendars, notice_papers, queries
from deliberation.meetings.veiling import Veil, veil_over, veils_over
from deliberation.meetings.views.shared import blueprint, meeting_here
from deliberation.meetings.views.written import place_name
from deliberation.web.access import access, everyone, found


def public_link(meeting: Any) -> str:
    """The whole address of a meeting's page, for a code or a calendar."""
    path = url_for("meetings.show", code=meeting.community_code, meeting_id=meeting.id)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def calendar_address(code: str) -> str:
    """The whole address of a community's calendar, to be put into a telephone."""
    return f"{current_app.config['SETTINGS'].public_url}{url_for('meetings.calendar', code=code)}"


def _entry(meeting: Any, veil: Veil) -> calendars.Entry:
    agenda = [f"{item.position}. {veil.over(item.title)}" for item in meeting.items]
    words = [veil.over(meeting.cancel_reason), veil.over(meeting.notice_text), *agenda]
    return calendars.Entry(
        uid=f"{meeting.id}@meetings.deliberation",
        sequence=meeting.version,
        title=veil.over(meeting.title),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        text="\n".join(filter(None, words)),
        url=public_link(meeting),
        stamped_at=meeting.cancelled_at or meeting.moved_at or meeting.notice_sent_at,
        cancelled=meeting.cancelled_at is not None,
    )


def _answer(content: bytes, name: str) -> Download:
    answer = make_response(content)
    answer.headers["Content-Type"] = calendars.MEDIA_TYPE
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.set_etag(sha256(content).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


@blueprint.get("/calendar.ics")
@access(everyone)
def calendar(code: str) -> Download:
    """The announced meetings of a community, to subscribe to: the last ninety days and all ahead."""
    name, meetings = _("%(place)s的会议", place=place_name(code)), queries.for_calendar(code)
    veils = veils_over(meetings, code)
    entries = [_entry(each, veils[each.id]) for each in meetings]
    return _answer(calendars.calendar(name, entries), "meetings.ics")


@blueprint.get("/<uuid:meeting_id>/meeting.ics")
@access(everyone)
def meeting_ics(code: str, meeting_id: UUID) -> Download:
    """One announced meeting for a calendar."""
    meeting = meeting_here(code, meeting_id)
    found(meeting.notice_sent_at)
    veil = veil_over(meeting, True)
    content = calendars.calendar(veil.over(meeting.title), [_entry(meeting, veil)])
    return _answer(content, "meeting.ics")


@blueprint.get("/<uuid:meeting_id>/notice.pdf")
@access(everyone)
def notice_pdf(code: str, meeting_id: UUID) -> Download:
    """The notice to post: public once announced; before, its workers see the draft."""
    meeting = meeting_here(code, meeting_id)
    content = notice_papers.notice_pdf(meeting, place_name(code), public_link(meeting))
    title = veil_over(meeting, True).over(meeting.title)
    return attachment(content, f"{title}-会议通知.pdf", "application/pdf")
