"""The notice of a meeting as a paper to post: what, when, where, about what, and how to excuse oneself."""

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import local
from deliberation.meetings.materials import materials_of
from deliberation.meetings.models import Meeting
from deliberation.meetings.papers import CHINESE
from deliberation.meetings.rules import Base, Presence
from deliberation.meetings.sentences import profile_name, session_words
from deliberation.meetings.veiling import veil_over
from deliberation.papers.notice_facts import NoticeFacts
from deliberation.web.formats import moment
from deliberation.web.phrases import label


def notice_pdf(meeting: Meeting, community: str, link: str) -> bytes:
    """The notice as PDF bytes; it hangs in public, so no resident is named who did not agree to it."""
    with force_locale(CHINESE):
        return papers.render("meeting-notice", notice_facts(meeting, community, link))


def notice_facts(meeting: Meeting, community: str, link: str) -> NoticeFacts:
    """What stands on it."""
    veil = veil_over(meeting, True)
    data = meeting.profile_data
    files = materials_of(meeting)
    return NoticeFacts(
        title=_("会议通知"),
        community=community,
        meeting=veil.over(meeting.title),
        session=session_words(data, meeting.year, meeting.session_no, meeting.series_name),
        state=_state(meeting),
        held_at=meeting.starts_at.isoformat(),
        place=meeting.place or _("地点另行通知"),
        form=label("meeting_mode", meeting.mode),
        invited=_invited(meeting, meeting.series_name or profile_name(data)),
        words=[veil.over(line) for line in meeting.notice_text.splitlines() if line],
        agenda=[veil.over(item.title) for item in meeting.items],
        materials=[veil.over(row.name) for item in meeting.items for row in files.get(item.id, ())],
        excuse=_("来不了的，请扫二维码请假，或者打电话、当面告诉社区工作人员，说一声为什么。"),
        link=link,
        dated_on=_dated(meeting),
    )


def _state(meeting: Meeting) -> str:
    if meeting.cancelled_at:
        return _("会议取消了：%(reason)s", reason=veil_over(meeting, True).over(meeting.cancel_reason))
    if meeting.moved_from:
        return moved_words(meeting)
    return "" if meeting.notice_sent_at else _("草稿，还没有发通知")


def moved_words(meeting: Meeting) -> str:
    """From when and where a meeting was moved: the paper that hangs there already is no longer right."""
    before = meeting.moved_from or {}
    return _(
        "时间或地点改了：原定 %(time)s，%(place)s；以这一张为准。",
        time=moment(before.get("starts_at")),
        place=veil_over(meeting, True).over(before.get("place") or _("地点另行通知")),
    )


def _invited(meeting: Meeting, kind: str) -> str:
    if meeting.profile.base == Base.OPEN:
        return _("谁都可以来")
    due = sum(1 for row in meeting.attendance if row.status != Presence.OBSERVER)
    due = max(due, meeting.due_typed or 0)
    return _("%(kind)s成员 %(count)s 人；其他居民可以列席", kind=kind, count=due)


def _dated(meeting: Meeting) -> str:
    if meeting.moved_at:
        return local(meeting.moved_at).date().isoformat()
    day = local(meeting.notice_sent_at or meeting.created_at).date()
    return (meeting.notice_posted_on or day).isoformat()
