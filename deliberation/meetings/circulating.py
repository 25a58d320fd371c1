"""A draft goes round for correction: those who sat there comment until a day, the recorder answers each."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.guards import link_to
from deliberation.meetings.models import Attendance, Meeting, Minutes, MinutesComment
from deliberation.meetings.policy import may_comment
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import CAME, Phase
from deliberation.notices.service import tell
from deliberation.wording import tidy, tidy_lines

MOST_DAYS = 60
MOST_IN_A_COMMENT = 2_000
MOST_IN_AN_ANSWER = 500
MOST_COMMENTS_EACH = 50


def circulate(actor: Actor, minutes: Minutes, until: date) -> int:
    """Send the draft to those who came, to be answered until a day (it included); how many were told."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    if meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.sealed" if meeting.phase == Phase.SIGNED else "meetings.not_ended")
    if not 0 <= (until - today()).days <= MOST_DAYS:
        raise Refusal("meetings.bad_comment_day", most=MOST_DAYS)
    minutes.circulated_at, minutes.comments_until = now(), until
    db.session.flush()
    told = [each for each in readers(meeting) if each != actor.account_id]
    facts = {"title": meeting.title, "until": until.isoformat()}
    code = meeting.community_code
    tell(told, "notice.meetings.circulated", facts, code, "meetings.comments", link_to(meeting))
    after = {"until": until, "revision": minutes.revision, "told": len(told)}
    record(actor, "meetings.circulate", "meeting", meeting.id, code, after=after)
    return len(told)


def readers(meeting: Meeting) -> list[UUID]:
    """The accounts a draft goes to: those who came, the chair, the recorder."""
    came = [row.account_id for row in meeting.attendance if row.status in CAME]
    return [each for each in dict.fromkeys([*came, meeting.chair_id, meeting.recorder_id]) if each]


def without_account(meeting: Meeting) -> list[Attendance]:
    """Those who came and have no account: a worker asks them, by phone or with the paper."""
    return [row for row in meeting.attendance if row.status in CAME and row.account_id is None]


def open_for_comments(minutes: Minutes) -> bool:
    """Whether the draft is going round now."""
    return (
        minutes.meeting.phase == Phase.DRAFTED
        and minutes.comments_until is not None
        and today() <= minutes.comments_until
    )


def comment(actor: Actor, minutes: Minutes, section: str, text: str) -> MinutesComment:
    """Somebody who sat there says what should be otherwise in a section of the draft."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    row = meeting.member(actor.account_id)
    came, leads = row is not None and row.status in CAME, _leads(meeting, actor)
    if not may_comment(actor, meeting.phase, came, leads):
        raise Refusal("meetings.sealed" if meeting.phase == Phase.SIGNED else "meetings.not_circulated")
    written = MinutesComment(
        attendance_id=row.id if row else None, author_id=actor.account_id, author_name=actor.name
    )
    return _add(actor, minutes, written, section, text)


def _leads(meeting: Meeting, actor: Actor) -> bool:
    return actor.account_id is not None and actor.account_id in (meeting.chair_id, meeting.recorder_id)


def comment_for(actor: Actor, minutes: Minutes, row: Attendance, section: str, text: str) -> MinutesComment:
    """A worker enters what a member said by phone or on paper."""
    minutes = locked_minutes(minutes.id)
    if row.status not in CAME or row.meeting_id != minutes.meeting_id:
        raise Refusal("meetings.did_not_come")
    written = MinutesComment(
        attendance_id=row.id, author_id=row.account_id, author_name=row.name, recorded_by=actor.account_id
    )
    return _add(actor, minutes, written, section, text)


def _add(actor: Actor, minutes: Minutes, written: MinutesComment, section: str, text: str) -> MinutesComment:
    words = tidy_lines(text)
    if minutes.comments_until is None or minutes.meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.not_circulated")
    if today() > minutes.comments_until:
        raise Refusal("meetings.comments_over")
    if section not in minutes.sections:
        raise Refusal("meetings.section_gone")
    if not words:
        raise Refusal("meetings.no_comment")
    if len(words) > MOST_IN_A_COMMENT:
        raise Refusal("meetings.too_long")
    if _said_by(minutes, written.attendance_id, written.author_id) >= MOST_COMMENTS_EACH:
        raise Refusal("meetings.too_many_comments", most=MOST_COMMENTS_EACH)
    written.minutes_id, written.section, written.text = minutes.id, section, words
    written.revision, written.written_at = minutes.revision, now()
    db.session.add(written)
    db.session.flush()
    meeting, after = minutes.meeting, {"section": section, "letters": len(words)}
    act = "meetings.comment_for" if written.recorded_by else "meetings.comment"
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    return written


def _said_by(minutes: Minutes, attendance_id: UUID | None, author_id: UUID | None) -> int:
    query = select(func.count()).where(MinutesComment.minutes_id == minutes.id)
    if author_id is not None:
        query = query.where(MinutesComment.author_id == author_id)
    else:
        query = query.where(MinutesComment.attendance_id == attendance_id)
    return db.session.scalar(query) or 0


def answer(actor: Actor, minutes: Minutes, given: MinutesComment, accepted: bool, words: str) -> None:
    """The recorder says whether a comment was taken over, and why or how; its author is told."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    if meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.sealed" if meeting.phase == Phase.SIGNED else "meetings.not_ended")
    if not tidy(words):
        raise Refusal("meetings.no_answer")
    if len(tidy(words)) > MOST_IN_AN_ANSWER:
        raise Refusal("meetings.too_long")
    given.accepted, given.answer = accepted, tidy(words)
    given.answered_at, given.answered_by = now(), actor.name
    db.session.flush()
    code, facts = meeting.community_code, {"title": meeting.title, "accepted": accepted}
    if given.author_id and given.author_id != actor.account_id:
        tell(
            [given.author_id],
            "notice.meetings.comment_answered",
            facts,
            code,
            "meetings.comments",
            link_to(meeting),
        )
    after = {"comment": str(given.id), "accepted": accepted}
    record(actor, "meetings.answer_comment", "meeting", meeting.id, code, after=after)


def comments(minutes_id: UUID, page: int) -> Page[Any]:
    """The comments on these minutes: those still open first, then by time."""
    query = (
        select(MinutesComment)
        .where(MinutesComment.minutes_id == minutes_id)
        .order_by(MinutesComment.answered_at.is_not(None), MinutesComment.written_at, MinutesComment.id)
    )
    return paginate(query, page)


def open_comments(minutes_id: UUID) -> int:
    """How many comments nobody has answered yet."""
    query = select(func.count()).where(
        MinutesComment.minutes_id == minutes_id, MinutesComment.answered_at.is_(None)
    )
    return db.session.scalar(query) or 0


def comment_of(comment_id: UUID, minutes_id: UUID) -> MinutesComment | None:
    """One comment on these minutes."""
    query = select(MinutesComment).where(
        MinutesComment.id == comment_id, MinutesComment.minutes_id == minutes_id
    )
    return db.session.scalars(query).first()
