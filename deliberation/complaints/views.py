"""Pages of complaints: write one, follow it by number and code, answer and close."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor, Role
from deliberation.complaints import policy, queries, service
from deliberation.complaints.forms import AnswerForm, ComplaintForm, TrackForm
from deliberation.complaints.rules import Progress, about_page, community_in
from deliberation.database import unit_of_work
from deliberation.people.rules import shown_code
from deliberation.places.queries import communities_in
from deliberation.web.access import access, current_actor, everyone, found, holding
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

blueprint = Blueprint("complaints", __name__)
EVERYWHERE = ("",)


def handles_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """Answers the complaints of the community in the address."""
    return policy.may_handle(actor, values["code"])


@blueprint.route("/complaints/new", methods=["GET", "POST"])
@access(everyone)
def new() -> str | Response:
    """Write a complaint or suggestion."""
    form = ComplaintForm(communities=communities_in(EVERYWHERE))
    if request.method == "GET":
        _prefill(form)
    if form.validate_on_submit():
        if form.is_trapped:
            return redirect(url_for("desk.home"), 303)
        with refused_into(form):
            with unit_of_work():
                sent = service.write(
                    current_actor(), form.letter(), form.community.data or None, form.key.data
                )
                session["complaint_sent"] = [sent.number, shown_code(service.code_of(sent))]
            return redirect(url_for(".sent"), 303)
    return render_template("complaints/new.html", form=form, about=about_page(form.about.data))


def _prefill(form: ComplaintForm) -> None:
    """The page somebody came from says which community it is, and what it is about."""
    about = about_page(request.args.get("about"))
    form.about.data = about or ""
    form.community.data = community_in(about) or current_actor().community_code or ""


@blueprint.get("/complaints/sent")
@access(everyone)
def sent() -> str | Response:
    """The number and the secret code, shown this once."""
    kept = session.pop("complaint_sent", None)
    if kept is None:
        return redirect(url_for(".track"))
    return render_template("complaints/sent.html", number=kept[0], code=kept[1])


@blueprint.route("/complaints/track", methods=["GET", "POST"])
@access(everyone)
def track() -> str:
    """How far a complaint is, by number and code; the writer who is signed in needs no code."""
    actor, form = current_actor(), TrackForm()
    if request.method == "GET":
        form.number.data = request.args.get("number", "")
        return _tracked(_own(actor, form.number.data), form)
    complaint = None
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                complaint = service.look_up(actor, form.number.data or "", form.code.data or "")
            if complaint is None:
                form.form_errors.append(_("编号和查询码对不上，请再核对一下。"))
    return _tracked(complaint, form)


def _own(actor: Actor, number: str) -> Any:
    complaint = queries.complaint_numbered(number) if number and actor.account_id else None
    return complaint if complaint is not None and complaint.account_id == actor.account_id else None


def _tracked(complaint: Any, form: TrackForm) -> str:
    answers = queries.answers_to(complaint.id) if complaint is not None else []
    return render_template("complaints/track.html", form=form, complaint=complaint, answers=answers)


@blueprint.get("/c/<code>/complaints/")
@access(handles_here)
def index(code: str) -> str:
    """The complaints of a community."""
    return _listed(code)


@blueprint.get("/complaints/unplaced")
@access(holding(Role.ADMINISTRATOR))
def unplaced() -> str:
    """The complaints that name no community."""
    return _listed(None)


def _listed(code: str | None) -> str:
    asked = request.args.get("progress", "")
    wanted = Progress(asked) if asked in set(Progress) else None
    page = queries.complaints_of(code, page_number(), wanted)
    return render_template("complaints/index.html", page=page, wanted=wanted, choices=list(Progress))


@blueprint.route("/c/<code>/complaints/<uuid:complaint_id>", methods=["GET", "POST"])
@access(handles_here)
def show(code: str, complaint_id: UUID) -> str | Response:
    """One complaint, with its answers; a POST answers it."""
    return _shown(code, complaint_id)


@blueprint.route("/complaints/unplaced/<uuid:complaint_id>", methods=["GET", "POST"])
@access(holding(Role.ADMINISTRATOR))
def show_unplaced(complaint_id: UUID) -> str | Response:
    """One complaint that names no community."""
    return _shown(None, complaint_id)


def _shown(code: str | None, complaint_id: UUID) -> str | Response:
    complaint, form = found(queries.complaint_of(complaint_id, code)), AnswerForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.answer(current_actor(), complaint, form.text.data or "")
            flash(_("答复好了。"), "success")
            return redirect(_address(code, complaint_id), 303)
    complaint = found(queries.complaint_of(complaint_id, code))
    return render_template(
        "complaints/show.html",
        complaint=complaint,
        contact=service.contact_of(complaint),
        answers=queries.answers_to(complaint_id),
        form=form,
    )


def _address(code: str | None, complaint_id: UUID) -> str:
    if code is None:
        return url_for(".show_unplaced", complaint_id=complaint_id)
    return url_for(".show", code=code, complaint_id=complaint_id)


@blueprint.post("/c/<code>/complaints/<uuid:complaint_id>/close")
@access(handles_here)
def close(code: str, complaint_id: UUID) -> Response:
    """Close an answered complaint."""
    return _closed(code, complaint_id)


@blueprint.post("/complaints/unplaced/<uuid:complaint_id>/close")
@access(holding(Role.ADMINISTRATOR))
def close_unplaced(complaint_id: UUID) -> Response:
    """Close an answered complaint that names no community."""
    return _closed(None, complaint_id)


def _closed(code: str | None, complaint_id: UUID) -> Response:
    complaint = found(queries.complaint_of(complaint_id, code))
    with unit_of_work():
        service.close(current_actor(), complaint)
    flash(_("办结了。"), "success")
    return redirect(_address(code, complaint_id), 303)
