"""The blueprint, and where a survey lives."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from deliberation.surveys import queries
from deliberation.web.access import found

blueprint = Blueprint("surveys", __name__)
HERE = "/c/<code>/surveys"
ONE = f"{HERE}/<uuid:survey_id>"


def survey_here(code: str, survey_id: UUID) -> Any:
    """A survey of the community in the address; for another community's there is none."""
    return found(queries.survey_of(survey_id, code))
