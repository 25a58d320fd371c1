"""What owners decide together becomes a project by their own meeting only; a decision brings its deadline."""

from datetime import date, timedelta
from uuid import UUID

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.meetings import service as meetings
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import MotionKind, Votes
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.projects import conversion, joining
from deliberation.projects.rules import DecisionKind
from tests.meetings.stories import DAY, MeetingStory, meeting, minutes
from tests.projects.stories import ListStory
from tests.stories import Story

AREA = 900_000


def flagged(told: ListStory) -> Need:
    """A need that only the owners may decide on."""
    need = told.need("加装电梯")
    with unit_of_work():
        needs.flag_owners(told.worker, db.session.get_one(Need, need.id))
    return need


def decided_by_owners(told: ListStory, need: Need, deadline: date) -> UUID:
    """Signed minutes of a meeting of owners, counted by heads and by area."""
    hall = MeetingStory(told.story, told.code)
    with at(now() - 5 * DAY):
        meeting_id = hall.plan("owners", starts_at=now() + 4 * DAY, cycle_id=told.cycle.id)
        hall.item(meeting_id, "加装电梯", need_id=need.id)
        hall.announce(meeting_id)
    with at(now() - DAY + timedelta(hours=1)):
        for row in list(meeting(meeting_id).attendance):
            with unit_of_work():
                meetings.check_in(hall.worker, meeting(meeting_id), row, AREA)
        motion_id = hall.motion(
            meeting_id, MotionKind.ADOPT_PROJECT, cost_fen=4_000_000, unit="业委会", deadline_on=deadline
        )
        with unit_of_work():
            most = len(meeting(meeting_id).attendance) - 1
            count = meetings.Count(Votes(most, 1, 0), areas=Votes(most * AREA, AREA, 0))
            assert meetings.record_votes(hall.worker, db.session.get_one(Motion, motion_id), count).passed
        hall.finish(meeting_id, now())
    with unit_of_work():
        meetings.draft_minutes(hall.worker, meeting(meeting_id))
    for actor in (hall.lead, hall.worker):
        hall.sign(actor, meeting_id)
    assert minutes(meeting_id).sealed_at is not None
    return motion_id


def test_a_council_does_not_decide_for_the_owners(story: Story) -> None:
    told = ListStory(story)
    need = flagged(told)
    told.decided(need)
    assert conversion.offers(told.list()) == []


def test_the_owners_decision_is_proposed_with_unit_deadline_cost_and_trace(story: Story) -> None:
    told = ListStory(story)
    need, deadline = flagged(told), today() + 90 * DAY
    told.decided(need)
    motion_id = decided_by_owners(told, need, deadline)
    made = told.list()
    (offer,) = conversion.offers(made)
    assert [each.motion_id for each in offer.decisions] == [motion_id]
    with unit_of_work():
        (row,) = joining.take_needs(told.worker, made, [need.id])
    assert (row.unit, row.finish_on, row.cost_fen) == ("业委会", deadline, 4_000_000)
    assert [(each.kind, each.source_id) for each in row.decisions] == [(DecisionKind.MOTION, motion_id)]
    assert [each.need_id for each in row.needs] == [need.id]
