"""Whose name may stand in published minutes: each who was there is asked, separately, and may say no again.

The answer is asked live wherever names are printed for outsiders; it is never part of the signed text. The
version of the words that were agreed to is that of the day (`wording_of`), and stands in the journal too.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import local, now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.indexing import index_of_meeting
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.queries import consented, staff_among
from deliberation.meetings.rules import THERE
from deliberation.people.models import Account

__all__ = ["agree", "asked", "consented", "forget", "withdraw", "wording_of"]
WORDINGS = ((date(2026, 1, 1), "2026-01"),)


def wording_of(moment: datetime) -> str:
    """The version of the words somebody agreed to at this moment."""
    return [version for since, version in WORDINGS if since <= local(moment).date()][-1]


def asked(meeting: Meeting) -> Sequence[Attendance]:
    """Those who were there and are asked; who acts for the community is named anyway."""
    public = staff_among([row.account_id for row in meeting.attendance])
    return [row for row in meeting.attendance if row.status in THERE and row.account_id not in public]


def agree(actor: Actor, meeting: Meeting, row: Attendance) -> None:
    """Somebody who was there lets their name be published, here or (a worker writes it down) on paper."""
    if row.status not in THERE:
        raise Refusal("meetings.was_not_there")
    if row.consents_at is not None:
        return
    row.consents_at, row.consent_recorded_by = now(), _operator(actor, row)
    on_paper = row.consent_recorded_by is not None
    _recorded(actor, "meetings.agree_to_name", meeting, row, on_paper, wording=wording_of(now()))


def withdraw(actor: Actor, meeting: Meeting, row: Attendance) -> None:
    """From now on the name is hidden again."""
    if row.consents_at is None:
        return
    on_paper = _operator(actor, row) is not None
    row.consents_at = row.consent_recorded_by = None
    _recorded(actor, "meetings.hide_name", meeting, row, on_paper)


def forget(account: Account) -> None:
    """Registered with the room people: who closes their account is no longer named anywhere."""
    query = select(Attendance).where(Attendance.account_id == account.id, Attendance.consents_at.is_not(None))
    for row in db.session.scalars(query):
        row.consents_at = row.consent_recorded_by = None
        index_of_meeting(db.session.get_one(Meeting, row.meeting_id))


def _operator(actor: Actor, row: Attendance) -> UUID | None:
    """Who wrote it down for somebody; nobody when they did it themselves."""
    return None if actor.account_id == row.account_id else actor.account_id


def _recorded(
    actor: Actor, act: str, meeting: Meeting, row: Attendance, on_paper: bool, **facts: str
) -> None:
    index_of_meeting(meeting)
    after = {"name": Personal(row.name), "on_paper": on_paper, **facts}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
