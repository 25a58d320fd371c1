"""Who came, who left, who came back, who stands for whom; each entry once, whoever tapped."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import queries, service
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.rules import MOST_AREA_CM2, Presence, Turnout
from deliberation.people.models import Resident
from tests.meetings.stories import MeetingStory, meeting
from tests.stories import A, Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def row_of(meeting_id: UUID, name: str) -> Attendance:
    return next(row for row in meeting(meeting_id).attendance if row.name == name)


def turnout(meeting_id: UUID) -> Turnout:
    return queries.turnout(meeting(meeting_id))


def owners(told: MeetingStory, lines: str = "3-1-101,甲,80\n3-1-102,乙,90.5\n3-1-103,丙,70.0001") -> UUID:
    """A meeting of owners, each with a door and an area; the elected representatives are not due."""
    meeting_id = told.noticed("owners")
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), [])
        service.list_pasted(told.worker, meeting(meeting_id), lines)
    return meeting_id


def here(told: MeetingStory, meeting_id: UUID, *names: str) -> None:
    for name in names:
        with unit_of_work():
            service.check_in(told.worker, meeting(meeting_id), row_of(meeting_id, name))


def stands_for(
    told: MeetingStory, meeting_id: UUID, households: int, whom: str, area: int | None = None
) -> None:
    """甲 stands for so many households."""
    with unit_of_work():
        service.represent(told.worker, meeting(meeting_id), row_of(meeting_id, "甲"), households, whom, area)


def test_who_leaves_is_counted_no_more_and_no_vote_is_possible_until_the_quorum_is_back(
    told: MeetingStory,
) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 4)
    leaver = next(row for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT)
    came_at = leaver.checked_in_at
    with unit_of_work():
        service.leave(told.worker, meeting(meeting_id), leaver)
    assert (leaver.status, turnout(meeting_id)) == (Presence.LEFT, Turnout(6, 3))
    motion_id = told.motion(meeting_id)
    with pytest.raises(Refusal, match="no_quorum") as refused:
        told.vote(motion_id, 3)
    assert refused.value.facts["missing"] == 1
    with unit_of_work():
        service.check_in(told.worker, meeting(meeting_id), leaver)
    assert (leaver.left_at, leaver.checked_in_at) == (None, came_at)
    assert told.vote(motion_id, 3)


def test_only_who_is_here_can_leave(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match="not_here"), unit_of_work():
        service.leave(told.worker, meeting(meeting_id), row_of(meeting_id, "赵一鸣"))


def test_a_wrong_tap_is_taken_back_and_the_journal_has_both(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    here(told, meeting_id, "赵一鸣")
    with unit_of_work():
        service.undo_mark(told.worker, meeting(meeting_id), row_of(meeting_id, "赵一鸣"))
    row = row_of(meeting_id, "赵一鸣")
    assert (row.status, row.checked_in_at, row.arrival) == (Presence.EXPECTED, None, None)
    acts = db.session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
    assert acts[-2:] == ["meetings.check_in", "meetings.undo_mark"]


def test_two_taps_are_one_arrival_and_an_entry_on_an_old_state_is_told(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    row = row_of(meeting_id, "赵一鸣")
    for _door in range(2):
        with unit_of_work():
            service.check_in(told.worker, meeting(meeting_id), row, seen=0)
    assert row.version == 1
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        service.excuse(told.lead, meeting(meeting_id), row, "电话里说不来", seen=0)
    assert row_of(meeting_id, "赵一鸣").status == Presence.PRESENT
    arrivals = select(func.count()).where(JournalEntry.act == "meetings.check_in")
    assert db.session.scalar(arrivals) == 1


def test_every_act_at_the_door_moves_the_version_the_screens_watch(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    row = row_of(meeting_id, "赵一鸣")
    before = queries.version_of(meeting_id, A)
    here(told, meeting_id, "赵一鸣")
    with unit_of_work():
        service.leave(told.worker, meeting(meeting_id), row)
    with unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "陈科长", unit="街道办")
    assert before is not None
    assert queries.version_of(meeting_id, A) == before + 3


def test_owners_are_counted_by_the_households_they_stand_for_with_area_to_the_square_centimetre(
    told: MeetingStory,
) -> None:
    meeting_id = owners(told)
    due_area = 800_000 + 905_000 + 700_001
    here(told, meeting_id, "甲")
    assert turnout(meeting_id) == Turnout(3, 1, due_area, 800_000)
    stands_for(told, meeting_id, 3, "3号楼1单元102、丙")
    assert turnout(meeting_id) == Turnout(3, 3, due_area, due_area)
    assert row_of(meeting_id, "乙").reason == "委托甲 3-1-101"
    with pytest.raises(Refusal, match="represented"):
        here(told, meeting_id, "乙")
    with unit_of_work():
        service.leave(told.worker, meeting(meeting_id), row_of(meeting_id, "甲"))
    assert turnout(meeting_id) == Turnout(3, 0, due_area, 0)


def test_a_represented_owner_who_comes_after_all_is_counted_once(told: MeetingStory) -> None:
    meeting_id = owners(told)
    here(told, meeting_id, "甲")
    stands_for(told, meeting_id, 3, "乙、丙")
    with unit_of_work():
        service.undo_mark(told.worker, meeting(meeting_id), row_of(meeting_id, "乙"))
    here(told, meeting_id, "乙")
    assert turnout(meeting_id) == Turnout(3, 3, 2_405_001, 2_405_001)
    assert (row_of(meeting_id, "甲").households, row_of(meeting_id, "甲").represents) == (2, "丙")
    stands_for(told, meeting_id, 1, "", 800_000)
    assert row_of(meeting_id, "丙").status == Presence.EXPECTED
    assert turnout(meeting_id) == Turnout(3, 2, 2_405_001, 1_705_000)


@pytest.mark.parametrize(
    ("households", "whom", "area", "code"),
    [
        (0, "", None, "bad_count"),
        (-3, "乙", None, "bad_count"),
        (10**6, "乙", None, "bad_count"),
        (2, "", None, "whom_needed"),
        (2, "3-1-999", None, "area_needed"),
        (2, "3-1-999", 0, "area_needed"),
        (2, "3-1-999", -1, "bad_count"),
        (2, "3-1-999", MOST_AREA_CM2 + 1, "bad_count"),
        (2, "乙、丙", None, "fewer_than_named"),
        (2, "很" * 201, 1, "too_long"),
    ],
)
def test_what_nobody_can_stand_for_is_refused(
    told: MeetingStory, households: int, whom: str, area: int | None, code: str
) -> None:
    meeting_id = owners(told)
    here(told, meeting_id, "甲")
    with pytest.raises(Refusal, match=code):
        stands_for(told, meeting_id, households, whom, area)
    assert turnout(meeting_id) == Turnout(3, 1, 2_405_001, 800_000)


def test_who_is_here_is_not_represented_and_nobody_by_two(told: MeetingStory) -> None:
    meeting_id = owners(told)
    here(told, meeting_id, "甲", "乙")
    with pytest.raises(Refusal, match="is_here"):
        stands_for(told, meeting_id, 2, "乙")
    stands_for(told, meeting_id, 2, "丙")
    with pytest.raises(Refusal, match="represented"), unit_of_work():
        service.represent(told.worker, meeting(meeting_id), row_of(meeting_id, "乙"), 2, "丙")


def test_more_than_are_due_do_not_come(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        service.count_others(told.worker, meeting(meeting_id), 6)
    with pytest.raises(Refusal, match="more_than_due"):
        told.arrive(meeting_id, 1)
    assert turnout(meeting_id) == Turnout(6, 6)


def test_members_of_a_council_are_counted_by_persons_however_many_doors_elected_them(
    told: MeetingStory,
) -> None:
    meeting_id = told.noticed()
    here(told, meeting_id, "赵一鸣")
    with unit_of_work():
        row = row_of(meeting_id, "赵一鸣")
        service.represent(told.worker, meeting(meeting_id), row, 12, "3号楼1单元")
    assert turnout(meeting_id) == Turnout(6, 1)


def test_namesakes_are_told_apart_by_their_doors_and_a_double_is_told_with_time(told: MeetingStory) -> None:
    meeting_id = owners(told)
    with unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "甲", True, 500_000, "5号楼302")
    assert sorted(row.door for row in meeting(meeting_id).attendance if row.name == "甲") == [
        "3-1-101",
        "5-302",
    ]
    for door in ("5-302", ""):
        with pytest.raises(Refusal, match="already_listed") as refused, unit_of_work():
            service.add_walk_in(told.worker, meeting(meeting_id), "甲", True, 0, door)
    assert refused.value.facts["name"] == "甲"
    with pytest.raises(Refusal, match="several_of_name"), unit_of_work():
        service.represent(told.worker, meeting(meeting_id), row_of(meeting_id, "乙"), 2, "甲")


@pytest.mark.parametrize("area", [-1, MOST_AREA_CM2 + 1])
def test_an_area_nobody_owns_is_refused(told: MeetingStory, area: int) -> None:
    meeting_id = owners(told)
    with pytest.raises(Refusal, match="bad_count"), unit_of_work():
        service.check_in(told.worker, meeting(meeting_id), row_of(meeting_id, "甲"), area)
    with pytest.raises(Refusal, match="bad_count"), unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "丁", True, area)


def test_who_is_struck_from_the_roll_leaves_the_list_unless_they_came(
    told: MeetingStory, story: Story
) -> None:
    meeting_id = told.noticed("residents")
    for name in ("甲", "乙"):
        story.resident(A, name)
    with unit_of_work():
        assert service.list_from_roll(told.worker, meeting(meeting_id)) >= 2
    here(told, meeting_id, "甲")
    with unit_of_work():
        for name in ("甲", "乙"):
            person = db.session.scalars(select(Resident).where(Resident.name == name)).one()
            person.moved_out_at = now()
    with unit_of_work():
        assert service.list_from_roll(told.worker, meeting(meeting_id)) == 0
    names = {row.name for row in meeting(meeting_id).attendance}
    assert ("甲" in names, "乙" in names) == (True, False)
    assert turnout(meeting_id).present == 1


def test_three_thousand_lines_are_listed_once(told: MeetingStory) -> None:
    lines = "\n".join(
        f"{1 + each // 100}-1-{each % 100 + 101},业主{each},{each % 50 + 50}" for each in range(3000)
    )
    meeting_id = owners(told, lines)
    with unit_of_work():
        assert service.list_pasted(told.worker, meeting(meeting_id), lines) == 0
    assert turnout(meeting_id).due == 3000


def test_a_signed_page_with_somebody_who_came_already_counts_everybody_once(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    here(told, meeting_id, "赵一鸣")
    with unit_of_work():
        ids = [row.id for row in meeting(meeting_id).attendance]
        assert service.check_in_many(told.worker, meeting(meeting_id), ids) == 5
    assert turnout(meeting_id) == Turnout(6, 6)


def test_a_meeting_that_is_over_takes_no_more_entries(told: MeetingStory) -> None:
    meeting_id = told.held()
    row = next(iter(meeting(meeting_id).attendance))
    for act in (service.leave, service.undo_mark, service.check_in):
        with pytest.raises(Refusal, match="already_ended"), unit_of_work():
            act(told.worker, meeting(meeting_id), row)
    with at(now() + timedelta(minutes=1)), pytest.raises(Refusal, match="already_ended"), unit_of_work():
        service.arrive(
            told.members[0], meeting(meeting_id), db.session.get_one(Meeting, meeting_id).door_code
        )


def test_a_name_that_stands_on_the_list_behind_a_door_is_not_typed_in_once_more(told: MeetingStory) -> None:
    meeting_id = owners(told)
    with pytest.raises(Refusal, match="already_listed") as refused, unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), [], ["甲"])
    assert refused.value.facts["door"] == "3-1-101"
    assert turnout(meeting_id).due == 3
