"""The worker's desk while people are asked whether a project pleases them."""

import pytest

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.surveys import queries, service
from deliberation.surveys.models import Survey, SurveyAsked
from deliberation.surveys.rules import LEAST_ANSWERS, Channel, Grade, Reply
from tests.desk.test_carried import piles
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory
from tests.stories import A, B, Story
from tests.surveys.stories import asked_about, path_of


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def answer(told: ListStory, survey: Survey, most: int) -> None:
    """So many of those asked answer by phone."""
    for asked in db.session.query(SurveyAsked).filter_by(survey_id=survey.id).limit(most).all():
        with unit_of_work():
            service.answer(told.worker, survey, asked, Reply(Grade.SATISFIED), Channel.PHONE)


def test_a_survey_that_ends_soon_with_few_answers_sends_the_worker_to_the_telephone(
    told: ListStory, visitor: PageClient
) -> None:
    survey, _mine = asked_about(told)
    show = path_of(survey)
    visitor.enter(told.worker)
    shown = visitor.get(f"/c/{A}/desk")
    assert piles(shown)["正在回访的项目"] == 1
    assert "请打几个电话" not in shown, "there is a fortnight"
    with at(now() + 8 * DAY):
        visitor.enter(told.worker)
        shown = visitor.get(f"/c/{A}/desk")
        assert "只有 0 人答了；满 5 人才能公布，请打几个电话" in shown
        assert show in shown.links()
    with at(now() + 15 * DAY):
        visitor.enter(told.worker)
        shown = visitor.get(f"/c/{A}/desk")
        assert "请打几个电话" not in shown
        assert piles(shown)["正在回访的项目"] == 0


def test_enough_answers_and_nobody_left_to_ask_call_nobody(told: ListStory) -> None:
    survey, _mine = asked_about(told)
    asked = queries.asked_count(survey.id)
    with at(now() + 8 * DAY):
        before = queries.asking_now(A)
        assert (before.surveys, before.thin, before.answers) == (1, survey, 0)
        answer(told, survey, min(asked, LEAST_ANSWERS))
        assert queries.asking_now(A).thin is None
        assert queries.asking_now(B) == (0, None, 0)
