"""After a project: who is asked, what they answer, and how everybody hears the end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs.models import NeedEvent
from deliberation.notices.models import Message
from deliberation.people import rights
from deliberation.people.models import Account
from deliberation.projects import following
from deliberation.surveys import queries, service
from deliberation.surveys.models import Survey, SurveyAnswerBefore, SurveyAsked
from deliberation.surveys.rules import Channel, Grade, Reply, Subject, Tie
from deliberation.surveys.service import Whom
from tests.page import PageClient
from tests.projects.stories import ListStory, one
from tests.stories import B, Story

AFTER = timedelta(days=15)
GOOD, BAD = Reply(Grade.SATISFIED), Reply(Grade.VERY_DISSATISFIED, ("noise",), "晚上太吵", True)


def _asked(told: ListStory) -> tuple[Survey, SurveyAsked]:
    made = told.taken()
    with unit_of_work():
        following.begin(told.worker, made, one(made))
    survey = queries.survey_about(following.KIND, one(made).id)
    assert survey is not None
    mine = queries.asked_as(told.author, survey.id)
    assert mine is not None
    return survey, mine


def test_the_proposer_is_asked_once_and_told_where(story: Story) -> None:
    told = ListStory(story)
    survey, _mine = _asked(told)
    assert queries.asked_count(survey.id) == 1
    row = db.session.scalars(select(Message).where(Message.kind == "notice.surveys.asked")).one()
    assert row.account_id == told.author.account_id


def test_an_answer_may_be_changed_until_the_end_and_what_it_was_is_kept(story: Story) -> None:
    told = ListStory(story)
    survey, mine = _asked(told)
    for reply in (GOOD, BAD):
        with unit_of_work():
            service.answer(told.author, survey, mine, reply)
    assert db.session.scalars(select(SurveyAnswerBefore.grade)).all() == [Grade.SATISFIED]
    with at(now() + AFTER), pytest.raises(Refusal, match="closed"), unit_of_work():
        service.answer(told.author, survey, mine, GOOD)


def test_who_answered_on_the_page_is_not_entered_again_from_a_slip(story: Story) -> None:
    told = ListStory(story)
    survey, mine = _asked(told)
    with unit_of_work():
        service.answer(told.author, survey, mine, GOOD)
    with pytest.raises(Refusal, match="answered_otherwise"), unit_of_work():
        service.enter(told.worker, mine, BAD, Channel.SLIP)


def test_everybody_hears_the_end_once_and_one_answer_shows_no_share(story: Story) -> None:
    told = ListStory(story)
    survey, mine = _asked(told)
    with unit_of_work():
        service.answer(told.author, survey, mine, BAD)
    with at(now() + AFTER):
        following.close_due()
        following.close_due()
        rated = following.rating_of([survey.subject_id])[survey.subject_id]
    assert (rated.answers, rated.share) == (1, None)
    ended = select(func.count()).where(NeedEvent.kind == "projects.need_rated")
    assert db.session.scalar(ended) == 1


def test_an_unsatisfied_answer_opens_one_need_whose_author_agreed(story: Story) -> None:
    told = ListStory(story)
    survey, mine = _asked(told)
    with unit_of_work():
        given = service.answer(told.author, survey, mine, BAD)
    row, _made = following.project_rated(survey) or (None, None)
    assert row is not None
    with unit_of_work():
        need = following.open_follow_up(told.worker, given, following.prefilled(row, given))
    assert need.author_account_id == told.author.account_id
    with pytest.raises(Refusal, match="followed_up"), unit_of_work():
        following.open_follow_up(told.worker, given, following.prefilled(row, given))


def test_who_closes_the_account_leaves_a_count_and_no_word(story: Story) -> None:
    told = ListStory(story)
    survey, mine = _asked(told)
    with unit_of_work():
        service.answer(told.author, survey, mine, BAD)
    with unit_of_work():
        rights.close_account(told.author, db.session.get_one(Account, told.author.account_id))
    db.session.expire_all()
    given = queries.answer_to(mine.id)
    assert given is not None
    assert (given.grade, given.text) == (Grade.VERY_DISSATISFIED, "")
    assert (mine.account_id, mine.resident_id) == (None, None)


def test_one_tap_on_the_page_is_an_answer_and_nobody_else_has_that_page(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.taken()
    proposer, _phone = story.resident(told.code, "王秀兰")
    neighbour, _other = story.resident(told.code, "别人")
    with unit_of_work():
        survey = service.open_survey(
            told.worker,
            told.code,
            Subject("project", one(made).id, "坡道", "N06", following.REASONS, "", {}),
            [Whom(Tie.PROPOSER, proposer.account_id, proposer.resident_id)],
        )
    path = f"/c/{told.code}/surveys/{survey.id}/answer"
    visitor.enter(proposer)
    assert "很不满意" in visitor.get(path).text
    visitor.post(path, {"grade": "satisfied"})
    assert queries.grades_of(survey.id)[Grade.SATISFIED] == 1
    visitor.sign_out()
    visitor.enter(neighbour)
    visitor.get(path, status=404)
    assert queries.asked_as(neighbour, survey.id) is None
    assert queries.survey_of(survey.id, B) is None
