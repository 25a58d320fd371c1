"""Turns to speak: who may ask, how often, how long; and the point of each, never overwritten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import queries, service
from deliberation.meetings.models import Speech
from deliberation.meetings.rules import Presence, Side
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def running(told: MeetingStory) -> UUID:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 5)
    return meeting_id


def ask(told: MeetingStory, meeting_id: UUID, name: str, **more: Any) -> UUID:
    with unit_of_work():
        return service.ask(told.worker, first_item(meeting_id), service.SpeechDraft(name, **more)).id


def speech(speech_id: UUID) -> Speech:
    return db.session.get_one(Speech, speech_id)


def here(meeting_id: UUID) -> list[Any]:
    return [row for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT]


def spoken(told: MeetingStory, meeting_id: UUID, name: str, **more: Any) -> UUID:
    speech_id = ask(told, meeting_id, name, **more)
    with unit_of_work():
        service.begin(told.worker, meeting(meeting_id), speech(speech_id))
        service.end_speech(told.worker, meeting(meeting_id), speech(speech_id))
    return speech_id


def test_a_member_asks_by_a_tap_by_name_or_by_initials(told: MeetingStory, running: UUID) -> None:
    first, second, third = here(running)[:3]
    with unit_of_work():
        third.initials = "xyz"
    tapped = ask(told, running, "", attendance_id=first.id, side=Side.FOR)
    assert (speech(tapped).name, speech(tapped).side) == (first.name, Side.FOR)
    assert speech(ask(told, running, second.name)).attendance_id == second.id
    assert speech(ask(told, running, "XYZ")).attendance_id == third.id
    with pytest.raises(Refusal, match="initials_unclear"):
        ask(told, running, "qq")


def test_the_beginning_of_initials_is_enough_when_it_means_one(told: MeetingStory, running: UUID) -> None:
    first, second = here(running)[:2]
    with unit_of_work():
        first.initials, second.initials = "abc", "abd"
    with pytest.raises(Refusal, match="initials_unclear"):
        ask(told, running, "ab")
    assert speech(ask(told, running, "abd")).name == second.name


def test_a_guest_speaks_by_name_and_who_has_not_come_does_not(told: MeetingStory, running: UUID) -> None:
    assert speech(ask(told, running, "路过的老郑")).attendance_id is None
    missing = next(row for row in meeting(running).attendance if row.status == Presence.EXPECTED)
    with pytest.raises(Refusal, match="not_here"):
        ask(told, running, missing.name)
    with pytest.raises(Refusal, match="no_name"):
        ask(told, running, "  ")


def test_nobody_waits_twice_and_a_third_turn_is_deliberate_and_recorded(
    told: MeetingStory, running: UUID
) -> None:
    told.motion(running)
    name = here(running)[0].name
    ask_twice = ask(told, running, name)
    with pytest.raises(Refusal, match="already_asked"):
        ask(told, running, name)
    with unit_of_work():
        service.withdraw_speech(told.worker, meeting(running), speech(ask_twice))
    for _turn in range(2):
        spoken(told, running, name)
    with pytest.raises(Refusal, match="turns_used") as refused:
        ask(told, running, name)
    assert refused.value.facts["turns"] == 2
    ask(told, running, name, again=True)
    acts = db.session.scalars(select(JournalEntry.act)).all()
    assert acts.count("meetings.ask_again") == 1


def test_turns_are_counted_a_motion(told: MeetingStory, running: UUID) -> None:
    motion_id = told.motion(running)
    name = here(running)[0].name
    for _turn in range(2):
        spoken(told, running, name)
    told.vote(motion_id, 3)
    told.motion(running)
    assert speech(ask(told, running, name)).motion_id != motion_id


def test_who_begins_ends_whoever_still_spoke(told: MeetingStory, running: UUID) -> None:
    first, second = (ask(told, running, row.name) for row in here(running)[:2])
    begun = now() - timedelta(minutes=3)
    with unit_of_work(), at(begun):
        service.begin(told.worker, meeting(running), speech(first))
    with unit_of_work():
        service.begin(told.worker, meeting(running), speech(second))
    assert speech(first).ended_at is not None
    running_now = queries.running_speech(running)
    assert running_now is not None
    assert running_now.id == second
    with pytest.raises(Refusal, match="spoke_already"), unit_of_work():
        service.withdraw_speech(told.worker, meeting(running), speech(first))


def test_an_entry_made_while_the_line_was_down_keeps_its_time_but_none_ends_before_it_began(
    told: MeetingStory, running: UUID
) -> None:
    speech_id = ask(told, running, here(running)[0].name)
    began = now() - timedelta(minutes=2)
    with unit_of_work():
        service.begin(told.worker, meeting(running), speech(speech_id), began)
        service.end_speech(told.worker, meeting(running), speech(speech_id), began - timedelta(minutes=1))
    assert speech(speech_id).began_at == speech(speech_id).ended_at == began


def test_one_minute_more_is_recorded_and_has_an_end(told: MeetingStory, running: UUID) -> None:
    speech_id = ask(told, running, here(running)[0].name)
    for _minute in range(13):
        with unit_of_work():
            service.give_more(told.worker, meeting(running), speech(speech_id))
    assert speech(speech_id).seconds == 900
    with pytest.raises(Refusal, match="long_enough"), unit_of_work():
        service.give_more(told.worker, meeting(running), speech(speech_id))
    assert db.session.scalars(select(JournalEntry.act)).all().count("meetings.more_time") == 13


def test_a_point_written_meanwhile_by_the_other_recorder_is_not_overwritten(
    told: MeetingStory, running: UUID
) -> None:
    speech_id = spoken(told, running, here(running)[0].name)
    seen = speech(speech_id).version
    with unit_of_work():
        service.note_point(told.worker, meeting(running), speech(speech_id), "太暗了", seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        service.note_point(told.lead, meeting(running), speech(speech_id), "太亮了", seen)
    with unit_of_work():
        service.note_point(told.lead, meeting(running), speech(speech_id), "太暗了", seen)
    assert speech(speech_id).point == "太暗了", "the same words are no conflict"


def test_who_said_what_is_written_down_at_once(told: MeetingStory, running: UUID) -> None:
    draft = service.SpeechDraft("路过的老郑", side=Side.AGAINST)
    with unit_of_work():
        service.add_said(told.worker, first_item(running), draft, "不要装")
    (said,) = queries.item_speeches(first_item(running).id)
    assert (said.name, said.point, said.ended_at is not None) == ("路过的老郑", "不要装", True)
    with pytest.raises(Refusal, match="nothing_said"), unit_of_work():
        service.add_said(told.worker, first_item(running), draft, " ")


def test_after_the_end_nothing_is_said_any_more(told: MeetingStory) -> None:
    meeting_id = told.held()
    with pytest.raises(Refusal, match="already_ended"):
        ask(told, meeting_id, "钱二宝")


def test_every_act_raises_the_version_others_watch(told: MeetingStory, running: UUID) -> None:
    before = meeting(running).version
    spoken(told, running, here(running)[0].name)
    assert meeting(running).version == before + 3
