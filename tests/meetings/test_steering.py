"""Which matter is on, and who chairs when the chair stays away."""

from uuid import UUID

import pytest

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import service
from deliberation.meetings.models import AgendaItem, Motion
from deliberation.meetings.steering import chair_missing
from tests.meetings.stories import MeetingStory, meeting
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def running(told: MeetingStory) -> UUID:
    meeting_id = told.plan()
    for title in ("路灯", "停车"):
        told.item(meeting_id, title)
    told.announce(meeting_id)
    told.arrive(meeting_id, 6)
    return meeting_id


def go(told: MeetingStory, meeting_id: UUID, place: int) -> AgendaItem:
    with unit_of_work():
        here = meeting(meeting_id)
        service.go_to(told.worker, here, here.items[place])
    return meeting(meeting_id).items[place]


def test_taking_up_the_next_matter_ends_the_one_before(told: MeetingStory, running: UUID) -> None:
    first = go(told, running, 0)
    assert (meeting(running).current_item_id, first.done_at) == (first.id, None)
    begun = first.began_at
    second = go(told, running, 1)
    assert first.done_at is not None
    assert go(told, running, 0).began_at == begun, "taken up again, it began when it began"
    assert (first.done_at, second.done_at is not None) == (None, True)
    with unit_of_work():
        service.finish(told.worker, meeting(running), first)
    assert meeting(running).current_item_id is None


def test_an_open_motion_comes_before_the_next_matter(told: MeetingStory, running: UUID) -> None:
    go(told, running, 0)
    motion_id = told.motion(running)
    with pytest.raises(Refusal, match="motion_open"):
        go(told, running, 1)
    with unit_of_work():
        service.table(told.worker, db.session.get_one(Motion, motion_id))
    go(told, running, 1)


def test_whoever_still_spoke_ends_with_the_matter(told: MeetingStory, running: UUID) -> None:
    item = go(told, running, 0)
    with unit_of_work():
        speech = service.ask(told.worker, item, service.SpeechDraft("老郑"))
        service.begin(told.worker, meeting(running), speech)
    go(told, running, 1)
    assert speech.ended_at is not None


def test_a_chair_who_has_not_come_is_missed_and_another_is_named(told: MeetingStory, running: UUID) -> None:
    assert not chair_missing(meeting(running)), "a chair outside the list is simply there"
    absent = told.representative("郑七")
    with unit_of_work():
        service.set_members(told.worker, meeting(running), [absent.account_id, *ids(running)])
        service.name_chair(told.worker, meeting(running), service.Leader(account_id=absent.account_id))
    assert chair_missing(meeting(running))
    there = told.members[0]
    with unit_of_work():
        service.name_chair(told.worker, meeting(running), service.Leader(account_id=there.account_id))
    assert not chair_missing(meeting(running))
    assert meeting(running).chair_name == there.name


def ids(meeting_id: UUID) -> list[UUID]:
    return [row.account_id for row in meeting(meeting_id).attendance if row.account_id]


def test_the_recorder_does_not_chair_and_nobody_is_no_chair(told: MeetingStory, running: UUID) -> None:
    for leader, code in (
        (service.Leader(account_id=told.worker.account_id), "same_chair_and_recorder"),
        (service.Leader(told.worker.name), "same_chair_and_recorder"),
        (service.Leader(" "), "no_name"),
    ):
        with pytest.raises(Refusal, match=code), unit_of_work():
            service.name_chair(told.worker, meeting(running), leader)
    assert meeting(running).chair_name == "王书记"
