"""The page on which somebody who was asked answers: five large buttons, and a little more."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.files import service as files
from deliberation.surveys import photos, policy, queries, service
from deliberation.surveys.forms import OwnForm
from deliberation.surveys.rules import Grade, Reply
from deliberation.surveys.views.shared import HERE, ONE, blueprint, survey_here
from deliberation.web.access import access, current_actor, found, signed_in
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into

MEGABYTE = 1024 * 1024


def _asked_me(code: str, survey_id: UUID) -> tuple[Any, Any]:
    """The survey and as whom the visitor is asked; for everybody else there is none."""
    survey, actor = survey_here(code, survey_id), current_actor()
    asked = found(queries.asked_as(actor, survey_id))
    mine = policy.may_answer(actor, asked.account_id, asked.resident_id, asked.household_id)
    return survey, found(asked if mine else None)


@blueprint.route(f"{ONE}/answer", methods=["GET", "POST"])
@access(signed_in)
def answer(code: str, survey_id: UUID) -> str | Response:
    """One tap on one of the five steps is an answer; another tap changes it."""
    survey, asked = _asked_me(code, survey_id)
    form = OwnForm(offered=survey.reasons)
    if request.method == "POST":
        grade = request.form.get("grade", "")
        with refused_into(form):
            with unit_of_work():
                survey, asked = _asked_me(code, survey_id)
                given = queries.answer_to(asked.id)
                service.answer(current_actor(), survey, asked, _tapped(grade, given))
            flash(_("记下了，谢谢您。"), "success")
            return redirect(url_for(".answer", code=code, survey_id=survey_id), 303)
    return _page(survey, asked, form)


def _tapped(grade: str, given: Any) -> Reply:
    """The step that was tapped, with the words that were there already."""
    step = Grade(found(grade if grade in set(Grade) else None))
    return Reply(step, given.reasons, given.text, given.tell_me) if given else Reply(step)


@blueprint.post(f"{ONE}/answer/more")
@access(signed_in)
@takes_files(25 * MEGABYTE, 75 * MEGABYTE, 200 * MEGABYTE)
def more(code: str, survey_id: UUID) -> str | Response:
    """Reasons, one more sentence, and whether somebody wants to hear what came of it."""
    survey, asked = _asked_me(code, survey_id)
    found(queries.answer_to(asked.id))
    form = OwnForm(offered=survey.reasons)
    if form.validate_on_submit():
        with refused_into(form):
            pictures = form.pictures()
            with unit_of_work():
                survey, asked = _asked_me(code, survey_id)
                given = found(queries.answer_to(asked.id))
                given = service.answer(current_actor(), survey, asked, form.reply(given.grade))
                service.add_photos(current_actor(), survey, given, pictures)
            flash(_("记下了，谢谢您。"), "success")
            return redirect(url_for(".answer", code=code, survey_id=survey_id), 303)
    return _page(survey, asked, form)


def _page(survey: Any, asked: Any, form: OwnForm) -> str:
    given = queries.answer_to(asked.id)
    if request.method == "GET" and given is not None:
        form.reasons.data, form.text.data, form.tell_me.data = given.reasons, given.text, given.tell_me
    return render_template(
        "surveys/answer.html",
        survey=survey,
        given=given,
        form=form,
        grades=list(Grade),
        photos=queries.photos_of([given.id]).get(given.id, []) if given else [],
    )


@blueprint.get(f"{HERE}/photos/<uuid:snapshot_id>")
@access(signed_in)
def photo(code: str, snapshot_id: UUID) -> Response:
    """A photo of an answer, for the staff who read answers and for whoever sent it."""
    row, actor = found(queries.photo_of(snapshot_id, code)), current_actor()
    asked = queries.asked_by_id(row.SurveyAnswer.asked_id)
    mine = policy.may_answer(actor, asked.account_id, asked.resident_id, asked.household_id)
    found(mine or policy.may_read_words(actor, code) or None)
    stored = found(photos.stored(row.SurveyPhoto.file_id))
    answer = send_file(BytesIO(files.content(stored)), "image/jpeg", download_name="photo.jpg")
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
