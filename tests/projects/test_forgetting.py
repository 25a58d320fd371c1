"""Who objected by phone or paper is forgotten a year later; what was said and answered stays."""

from uuid import UUID

import pytest

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.jobs.service import do_chores
from deliberation.journal.models import JournalEntry
from deliberation.projects import objecting, queries
from deliberation.projects.forgetting import KEPT_FOR
from deliberation.projects.models import Objection
from deliberation.projects.objecting import Told
from deliberation.projects.objection_rules import ObjectionState, Way
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory
from tests.stories import A, Story


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def said(told: ListStory, answered: bool) -> tuple[UUID, UUID]:
    """Somebody phones about the first row; the list and the objection."""
    made = told.publicised()
    with unit_of_work():
        whose = Told(Way.PHONE, "李大爷", "13812345678", today())
        row = objecting.enter(told.worker, made, queries.rows_of(made.id)[0], "离窗户太近。", whose)
    if answered:
        with unit_of_work():
            objecting.answer(told.worker, row, ObjectionState.UPHELD, "往东移三米。", True, 1)
    return made.id, row.id


def person(row_id: UUID) -> tuple[str, str]:
    db.session.expire_all()
    return objecting.person_of(db.session.get_one(Objection, row_id))


def test_a_year_after_the_last_day_name_and_phone_are_gone_and_the_words_stay(
    told: ListStory, visitor: PageClient
) -> None:
    list_id, row_id = said(told, answered=True)
    last = queries.list_of(list_id, A).public_to
    with at(now() + (last - today()) + KEPT_FOR):
        do_chores()
        assert person(row_id) == ("李大爷", "13812345678"), "the last day of the year"
    with at(now() + (last - today()) + KEPT_FOR + DAY):
        do_chores()
        do_chores()
    assert person(row_id) == ("", "")
    kept = db.session.get_one(Objection, row_id)
    assert (kept.reason, kept.answer) == ("离窗户太近。", "往东移三米。")
    told_of = [each for each in db.session.query(JournalEntry) if each.act == "projects.forget_objector"]
    assert [each.subject_id for each in told_of] == [str(row_id)]
    visitor.enter(told.worker)
    shown = visitor.get(f"/c/{A}/projects/{list_id}/objections/{row_id}")
    assert "姓名、电话满一年已删去" in shown
    assert "离窗户太近。" in shown


def test_an_objection_nobody_answered_keeps_who_it_was(told: ListStory) -> None:
    _list_id, row_id = said(told, answered=False)
    with at(now() + 3 * KEPT_FOR):
        do_chores()
    assert person(row_id) == ("李大爷", "13812345678")
