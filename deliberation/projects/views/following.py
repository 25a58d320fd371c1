"""What follows an unsatisfied answer: a worker opens a need, filled in with what was answered."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs.forms import NeedForm
from deliberation.needs.queries import categories_off
from deliberation.places.queries import estates_of
from deliberation.projects import following
from deliberation.projects.views.shared import HERE, blueprint, me
from deliberation.surveys.queries import answer_of, survey_of
from deliberation.surveys.rules import TOP_THREE
from deliberation.web.access import access, found, works_here
from deliberation.web.forms import refused_into


@blueprint.route(f"{HERE}/answers/<uuid:answer_id>/follow-up", methods=["GET", "POST"])
@access(works_here)
def follow_up(code: str, answer_id: UUID) -> str | Response:
    """Open a need because of an unsatisfied answer, once."""
    given, survey, row = _bad_answer(code, answer_id)
    form = NeedForm(estates=estates_of(code), off=categories_off(code), data=_values(row, given))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                given = found(answer_of(answer_id, code))
                need = following.open_follow_up(me(), given, form.draft())
            flash(_("开好了，编号 %(number)s，和别的需求一样处理。", number=need.number), "success")
            return redirect(url_for("needs.show", code=code, need_id=need.id), 303)
    return render_template("projects/follow_up.html", form=form, given=given, survey=survey, row=row)


def _bad_answer(code: str, answer_id: UUID) -> tuple[Any, Any, Any]:
    """An unsatisfied answer of this community, its survey and the project; for every other there is none."""
    given = found(answer_of(answer_id, code))
    survey = found(survey_of(given.survey_id, code))
    rated = found(following.project_rated(survey))
    found(None if given.grade in TOP_THREE else given)
    return given, survey, rated[0]


def _values(row: Any, given: Any) -> dict[str, Any]:
    """What stands in the form at first."""
    draft = following.prefilled(row, given)
    return {
        "title": draft.title,
        "body": draft.body,
        "category": draft.category,
        "place": draft.place,
        "estate": str(draft.estate_id or ""),
    }
