"""Votes by name: summed exactly, with area where owners decide."""

from uuid import UUID

import pytest

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import service
from deliberation.meetings.models import Attendance, Motion
from deliberation.meetings.rules import Choice, Outcome, Presence, Way
from tests.meetings.stories import MeetingStory, meeting
from tests.stories import Story

AREAS = (1_000_001, 900_000, 800_000, 700_000, 600_000, 500_000)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def meeting_id(told: MeetingStory) -> UUID:
    """Owners, all there, each with an area."""
    meeting_id = told.noticed("owners")
    for row, area in zip(rows(meeting_id), AREAS, strict=True):
        with unit_of_work():
            service.check_in(told.worker, meeting(meeting_id), row, area)
    return meeting_id


def rows(meeting_id: UUID) -> list[Attendance]:
    return sorted(meeting(meeting_id).attendance, key=lambda row: row.name)


def motion(motion_id: UUID) -> Motion:
    return db.session.get_one(Motion, motion_id)


def mark(told: MeetingStory, motion_id: UUID, choices: dict[UUID, Choice]) -> None:
    with unit_of_work():
        service.mark_roll(told.worker, motion(motion_id), choices)


def count(told: MeetingStory, motion_id: UUID) -> bool:
    with unit_of_work():
        return service.count_roll(told.worker, motion(motion_id)).passed


def test_owners_are_summed_by_heads_and_by_area_to_the_square_centimetre(
    told: MeetingStory, meeting_id: UUID
) -> None:
    motion_id = told.motion(meeting_id)
    first, second = rows(meeting_id)[:2]
    mark(told, motion_id, {first.id: Choice.AGAINST, second.id: Choice.ABSTAIN})
    with unit_of_work():
        assert service.fill_roll(told.worker, motion(motion_id), Choice.FOR) == 4
    assert count(told, motion_id)
    decided = motion(motion_id)
    assert (decided.votes_for, decided.against, decided.abstain, decided.way) == (4, 1, 1, Way.ROLL)
    assert (decided.area_for_cm2, decided.area_against_cm2) == (2_600_000, 1_000_001)
    assert (decided.arithmetic or {})["present_area"] == sum(AREAS)


def test_enough_heads_with_too_little_area_fail(told: MeetingStory, meeting_id: UUID) -> None:
    motion_id = told.motion(meeting_id)
    mark(told, motion_id, {row.id: Choice.FOR for row in rows(meeting_id)[2:]})
    mark(told, motion_id, {row.id: Choice.AGAINST for row in rows(meeting_id)[:2]})
    mark(told, motion_id, {rows(meeting_id)[2].id: Choice.AGAINST, rows(meeting_id)[1].id: Choice.FOR})
    assert count(told, motion_id)
    mark(told, motion_id, {rows(meeting_id)[1].id: Choice.AGAINST, rows(meeting_id)[2].id: Choice.FOR})
    mark(told, motion_id, {rows(meeting_id)[3].id: Choice.AGAINST})
    assert not count(told, motion_id)


def test_who_left_before_the_count_does_not_vote(told: MeetingStory, meeting_id: UUID) -> None:
    motion_id = told.motion(meeting_id)
    mark(told, motion_id, {row.id: Choice.FOR for row in rows(meeting_id)})
    with unit_of_work():
        service.mark_absent(told.worker, meeting(meeting_id), rows(meeting_id)[5])
    assert count(told, motion_id)
    assert motion(motion_id).votes_for == 5
    assert len(motion(motion_id).roll) == 5


def test_only_who_is_there_is_asked_and_an_empty_roll_decides_nothing(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 5)
    motion_id = told.motion(meeting_id)
    with pytest.raises(Refusal, match="empty_roll"):
        count(told, motion_id)
    missing = next(row for row in rows(meeting_id) if row.status == Presence.EXPECTED)
    with pytest.raises(Refusal, match="not_on_roll"):
        mark(told, motion_id, {missing.id: Choice.FOR})
    told.vote(motion_id, 3)
    with pytest.raises(Refusal, match="already_decided"):
        mark(told, motion_id, {rows(meeting_id)[0].id: Choice.FOR})


def test_households_weigh_what_they_stand_for(told: MeetingStory) -> None:
    meeting_id = told.noticed("households")
    told.arrive(meeting_id, 6)
    with unit_of_work():
        rows(meeting_id)[0].households = 5
    motion_id = told.motion(meeting_id)
    mark(told, motion_id, {row.id: Choice.FOR for row in rows(meeting_id)[:2]})
    mark(told, motion_id, {row.id: Choice.AGAINST for row in rows(meeting_id)[2:]})
    assert count(told, motion_id), "five and one of ten households"
    decided = motion(motion_id)
    assert (decided.votes_for, decided.against, decided.outcome) == (6, 4, Outcome.PASSED)
