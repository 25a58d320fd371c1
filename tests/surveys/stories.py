"""Surveys for tests: one about a project, with somebody who is asked."""

from uuid import UUID

from sqlalchemy import inspect

from deliberation.database import unit_of_work
from deliberation.projects import following
from deliberation.surveys import queries
from deliberation.surveys.models import Survey, SurveyAsked
from tests.projects.stories import ListStory, one
from tests.stories import A


def asked_about(told: ListStory) -> tuple[Survey, SurveyAsked]:
    """A survey about the first row of a new list, and its proposer as somebody asked."""
    made = told.taken()
    with unit_of_work():
        following.begin(told.worker, made, one(made))
    survey = queries.survey_about(following.KIND, one(made).id)
    assert survey is not None
    mine = queries.asked_as(told.author, survey.id)
    assert mine is not None
    return survey, mine


def id_of(survey: Survey) -> UUID:
    """Its id, also when the session it was read in is over."""
    found: UUID = inspect(survey).identity[0]
    return found


def path_of(survey: Survey, rest: str = "") -> str:
    """The address of a survey's pages."""
    return f"/c/{A}/surveys/{id_of(survey)}{rest}"
