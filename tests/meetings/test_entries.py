"""Entries of the live desk: done once, answered alike, whoever sends them again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import service
from deliberation.meetings.entries import LONGEST_DELAY, moment_of
from deliberation.meetings.models import LiveEntry, Meeting, Speech
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


def enter(actor: Actor, meeting_id: UUID, key: UUID, name: str, act: str = "ask") -> dict[str, Any]:
    with unit_of_work():
        here = meeting(meeting_id)

        def do() -> dict[str, Any]:
            speech = service.ask(actor, first_item(meeting_id), service.SpeechDraft(name))
            return {"speech": str(speech.id)}

        return service.once(actor, here, key, act, do)


def counted(table: type[Speech] | type[LiveEntry]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_key_again_gets_the_same_answer_and_does_nothing(told: MeetingStory, running: UUID) -> None:
    key = uuid4()
    first = enter(told.worker, running, key, "老郑")
    assert enter(told.worker, running, key, "老郑") == first
    assert counted(Speech) == 1


def test_two_at_the_same_moment_are_done_once(app: Flask, told: MeetingStory, running: UUID) -> None:
    key, together, worker = uuid4(), Barrier(4), told.worker
    db.session.remove()

    def send(_place: int) -> dict[str, Any]:
        with app.app_context():
            together.wait()
            try:
                return enter(worker, running, key, "老郑")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert len({answer["speech"] for answer in answers}) == 1
    assert counted(Speech) == counted(LiveEntry) == 1


def test_a_refused_entry_leaves_its_key_free_to_be_mended(told: MeetingStory, running: UUID) -> None:
    key = uuid4()
    with pytest.raises(Refusal, match="no_name"):
        enter(told.worker, running, key, "")
    assert counted(LiveEntry) == 0
    enter(told.worker, running, key, "老郑")
    assert counted(LiveEntry) == counted(Speech) == 1


def test_the_key_of_somebody_else_or_another_act_or_meeting_is_refused(
    told: MeetingStory, running: UUID
) -> None:
    key = uuid4()
    enter(told.worker, running, key, "老郑")
    with pytest.raises(Refusal, match="foreign_entry"):
        enter(told.lead, running, key, "老郑")
    with pytest.raises(Refusal, match="foreign_entry"):
        enter(told.worker, running, key, "老郑", act="said")
    other = told.noticed()
    with pytest.raises(Refusal, match="foreign_entry"):
        enter(told.worker, other, key, "老郑")
    assert counted(Speech) == 1


def test_an_entry_that_waited_is_as_old_as_it_waited_within_reason() -> None:
    with at(now()):
        assert moment_of(90) == now() - timedelta(seconds=90)
        assert moment_of(None) == moment_of(-5) == now()
        assert moment_of(10**9) == now() - LONGEST_DELAY


def test_different_entries_at_the_same_moment_are_all_kept(
    app: Flask, told: MeetingStory, running: UUID
) -> None:
    together, worker, before = Barrier(4), told.worker, meeting(running).version
    db.session.remove()

    def send(name: str) -> dict[str, Any]:
        with app.app_context():
            together.wait()
            try:
                return enter(worker, running, uuid4(), name)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, ("甲一", "乙二", "丙三", "丁四")))
    assert counted(Speech) == 4
    assert db.session.get_one(Meeting, running).version == before + 4
