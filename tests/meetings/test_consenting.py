"""Being named in published minutes: asked of each who was there, kept, shown to the worker, taken back."""

from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Actor, Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import consenting, service
from deliberation.meetings.models import Attendance
from deliberation.people import service as people
from deliberation.people.models import Account
from deliberation.people.rights import close_account
from tests.meetings.stories import MeetingStory, meeting
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def row_of(meeting_id: UUID, name: str) -> Attendance:
    return next(row for row in meeting(meeting_id).attendance if row.name == name)


def agree(actor: Actor, meeting_id: UUID, name: str) -> Attendance:
    with unit_of_work():
        consenting.agree(actor, meeting(meeting_id), row_of(meeting_id, name))
    return row_of(meeting_id, name)


def who(told: MeetingStory, status: str, meeting_id: UUID) -> tuple[Actor, str]:
    """Somebody of the members with this status, and their name."""
    by_account = {member.account_id: member for member in told.members}
    row = next(row for row in meeting(meeting_id).attendance if row.status == status)
    return by_account[row.account_id], row.name


def test_who_was_there_agrees_and_takes_it_back(told: MeetingStory) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    assert consenting.consented(meeting_id) == frozenset()
    row = agree(member, meeting_id, name)
    assert consenting.consented(meeting_id) == {row.id.hex}
    assert (row.consents_at is not None, row.consent_recorded_by) == (True, None)
    with unit_of_work():
        consenting.withdraw(member, meeting(meeting_id), row_of(meeting_id, name))
    assert consenting.consented(meeting_id) == frozenset()


def test_agreeing_twice_keeps_the_first_time(told: MeetingStory) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    first = agree(member, meeting_id, name).consents_at
    assert agree(told.worker, meeting_id, name).consents_at == first
    assert row_of(meeting_id, name).consent_recorded_by is None


def test_who_was_not_there_is_not_asked(told: MeetingStory) -> None:
    meeting_id = told.signed()
    _member, name = who(told, "absent", meeting_id)
    with pytest.raises(Refusal, match="was_not_there"):
        agree(told.worker, meeting_id, name)
    assert name not in {row.name for row in consenting.asked(meeting(meeting_id))}


def test_consent_on_paper_says_who_wrote_it_down(told: MeetingStory) -> None:
    meeting_id = told.signed()
    _member, name = who(told, "present", meeting_id)
    assert agree(told.worker, meeting_id, name).consent_recorded_by == told.worker.account_id


def test_consent_is_journalled_with_the_version_of_the_words_but_without_the_name(told: MeetingStory) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    agree(member, meeting_id, name)
    with unit_of_work():
        consenting.withdraw(told.worker, meeting(meeting_id), row_of(meeting_id, name))
    query = select(JournalEntry).where(JournalEntry.act.in_(["meetings.agree_to_name", "meetings.hide_name"]))
    entries = db.session.scalars(query.order_by(JournalEntry.seq)).all()
    assert [(row.actor_id, row.changes["after"]) for row in entries] == [
        (member.account_id, {"on_paper": False, "wording": "2026-01"}),
        (told.worker.account_id, {"on_paper": True}),
    ]


def test_a_correction_at_the_door_takes_the_consent_with_it(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    member, name = who(told, "present", meeting_id)
    agree(member, meeting_id, name)
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with unit_of_work():
        service.mark_absent(told.worker, meeting(meeting_id), row_of(meeting_id, name))
    assert consenting.consented(meeting_id) == frozenset()


def test_who_closes_their_account_is_no_longer_named(told: MeetingStory) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    agree(member, meeting_id, name)
    with unit_of_work():
        close_account(member, db.session.get_one(Account, member.account_id))
    assert consenting.consented(meeting_id) == frozenset()


def test_staff_among_those_present_are_not_asked(told: MeetingStory) -> None:
    meeting_id = told.held()
    member, name = who(told, "present", meeting_id)
    assert name in {row.name for row in consenting.asked(meeting(meeting_id))}
    with unit_of_work():
        account = db.session.get_one(Account, member.account_id)
        people.grant(told.lead, account, Role.WORKER, A)
    assert name not in {row.name for row in consenting.asked(meeting(meeting_id))}


def test_a_member_answers_on_the_page_of_the_meeting(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    visitor.enter(member)
    here = f"{BASE}/{meeting_id}"
    assert "门牌、电话和请假的原因无论如何都不公开" in visitor.get(here)
    assert "您随时可以改主意" in visitor.post(f"{here}/my-name/agree")
    assert consenting.consented(meeting_id) == {row_of(meeting_id, name).id.hex}
    assert "改主意了，不写我的名字" in visitor.get(here)
    assert "名字不写出来" in visitor.post(f"{here}/my-name/hide")
    assert consenting.consented(meeting_id) == frozenset()


def test_who_was_excused_sees_no_question(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed()
    member, _name = who(told, "absent", meeting_id)
    visitor.enter(member)
    assert "同意写出我的姓名" not in visitor.get(f"{BASE}/{meeting_id}")
    visitor.post(f"{BASE}/{meeting_id}/my-name/agree", status=409)


def test_nobody_answers_for_another(told: MeetingStory, story: Story, visitor: PageClient) -> None:
    meeting_id = told.signed()
    neighbour, _phone = story.resident(name="郑七")
    row = row_of(meeting_id, who(told, "present", meeting_id)[1])
    visitor.enter(neighbour)
    visitor.post(f"{BASE}/{meeting_id}/my-name/agree", status=403)
    visitor.post(f"{BASE}/{meeting_id}/names/{row.id}/agree", status=403)
    assert consenting.consented(meeting_id) == frozenset()


def test_the_worker_sees_who_agreed_and_writes_down_paper(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed()
    member, name = who(told, "present", meeting_id)
    agree(member, meeting_id, name)
    visitor.enter(told.worker)
    page = f"{BASE}/{meeting_id}/names"
    shown = visitor.get(page)
    assert "到会的居民 5 人，同意署名的 1 人" in shown
    assert "本人在网上选的（说明的版本 2026-01）" in shown
    other = next(
        row for row in meeting(meeting_id).attendance if row.status == "present" and row.name != name
    )
    shown = visitor.post(f"{page}/{other.id}/agree")
    assert "同意署名的 2 人" in shown
    assert "李梅按纸面登记" in shown
    assert "同意署名的 1 人" in visitor.post(f"{page}/{other.id}/hide")


def test_the_page_of_names_asks_as_often_for_many_as_for_few(
    told: MeetingStory, visitor: PageClient, queries_of
) -> None:
    meeting_id = told.held()
    visitor.enter(told.worker)
    few = queries_of(lambda: visitor.get(f"{BASE}/{meeting_id}/names"))
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    for number in range(30):
        with unit_of_work():
            service.add_walk_in(told.worker, meeting(meeting_id), f"邻居{number}")
    assert queries_of(lambda: visitor.get(f"{BASE}/{meeting_id}/names")) == few
