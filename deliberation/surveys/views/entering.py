"""Entering what was said by phone, and a pile of slips by their numbers."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import local
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.surveys import calling, queries, service
from deliberation.surveys.forms import CallForm, SlipForm
from deliberation.surveys.rules import Channel, slip_meant
from deliberation.surveys.views.shared import ONE, blueprint, survey_here
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into


@blueprint.route(f"{ONE}/asked/<uuid:asked_id>", methods=["GET", "POST"])
@access(works_here)
def enter(code: str, survey_id: UUID, asked_id: UUID) -> str | Response:
    """Write down what somebody said by phone; then back to whom to call next."""
    survey = survey_here(code, survey_id)
    row = found(queries.asked_row(asked_id, survey.id))
    form = CallForm(offered=survey.reasons)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                asked = found(queries.asked_of(asked_id, survey_id))
                service.enter(current_actor(), asked, form.told(), form.way())
            flash(_("%(number)s 记下了。", number=asked.number), "success")
            return redirect(url_for(".show", code=code, survey_id=survey_id), 303)
    elif request.method == "GET" and row[1] is not None:
        _there(form, row[1])
    return render_template(
        "surveys/enter.html",
        survey=survey_here(code, survey_id),
        form=form,
        given=row[1],
        call=calling.calls([row])[0],
    )


def _there(form: CallForm, given: Any) -> None:
    """What was written down before, so that it can be put right."""
    form.grade.data, form.channel.data = given.grade.value, given.channel.value
    form.reasons.data, form.text.data, form.tell_me.data = given.reasons, given.text, given.tell_me


@blueprint.route(f"{ONE}/slips", methods=["GET", "POST"])
@access(works_here)
def pile(code: str, survey_id: UUID) -> str | Response:
    """Slip after slip by its number; what cannot be entered is said, with everything typed still there."""
    survey = survey_here(code, survey_id)
    form = SlipForm(offered=survey.reasons)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                asked = _slip(form.number.data or "", survey_here(code, survey_id))
                given = service.enter(current_actor(), asked, form.written(), Channel.SLIP)
            said = _("%(number)s 记下了。", number=asked.number)
            again = _("%(number)s 以前录过，改成这次填的了。", number=asked.number)
            flash(said if given.version == 1 else again, "success")
            return redirect(url_for(".pile", code=code, survey_id=survey_id), 303)
    return render_template(
        "surveys/pile.html", survey=survey_here(code, survey_id), form=form, left=_left(survey_id)
    )


def _left(survey_id: UUID) -> int:
    """How many have not answered yet."""
    return queries.asked_count(survey_id) - sum(queries.grades_of(survey_id).values())


def _slip(typed: str, survey: Any) -> Any:
    """The slip meant by what was typed; refuses an unknown one and one of another survey."""
    number = slip_meant(typed, local(survey.opens_at).year)
    asked = queries.slip_of(number, survey.community_code)
    if asked is None:
        raise Refusal("surveys.no_such_slip", number=number)
    if asked.survey_id != survey.id:
        raise Refusal("surveys.other_survey", title=survey.title)
    return asked
