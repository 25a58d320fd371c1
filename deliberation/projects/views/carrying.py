"""Carrying a project out at the desk: milestones, reports, the acceptance, changes and their answer."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.projects import carried, carrying, changing, checking, policy
from deliberation.projects.carrying_rules import MilestonePlan
from deliberation.projects.forms.carrying import (
    AcceptanceForm,
    ChangeForm,
    DecideChangeForm,
    MilestonesForm,
    ReportForm,
    milestones_shown,
)
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.shared import HERE, ONE, blueprint, me
from deliberation.projects.views.works import carried_of
from deliberation.rounds.scans import MOST_MEGABYTES
from deliberation.web.access import access, found, oversees_here, permit, works_here
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into

MEGABYTE = 1024 * 1024
P = f"{ONE}/p/<uuid:row_id>"
takes_photos = takes_files(25 * MEGABYTE, 150 * MEGABYTE, 400 * MEGABYTE)
takes_a_sheet = takes_files(*(MOST_MEGABYTES * MEGABYTE * times for times in (1, 1, 2)))


@blueprint.route(f"{P}/milestones", methods=["GET", "POST"])
@access(works_here)
def milestones(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Plan the milestones; those that were reached stay."""
    made, row = _mine(code, list_id, row_id)
    there = carrying.milestones_of(row.id)
    reached = [each for each in there if each.reached_on]
    waiting = [each for each in there if not each.reached_on]
    form = MilestonesForm(data=milestones_shown(row, waiting, bool(there)))
    if form.validate_on_submit():
        kept = [MilestonePlan(each.word, each.name, each.due_on) for each in reached]
        with refused_into(form):
            with unit_of_work():
                carrying.set_milestones(me(), made, row, kept + form.plans(), revision_in(form))
            return _project(made, row_id, _("节点安排好了。"))
    return render_template("projects/milestones.html", form=form, made=made, row=row, reached=reached)


@blueprint.route(f"{P}/report", methods=["GET", "POST"])
@takes_photos
@access(works_here)
def report_progress(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Report how far a project is; photos are drawn before anything is locked."""
    made, row = _mine(code, list_id, row_id)
    form = ReportForm(data={"reported_on": today()})
    form.offer([each for each in carrying.milestones_of(row.id) if not each.reached_on])
    if form.validate_on_submit():
        with refused_into(form):
            db.session.rollback()
            photos = form.photos()
            with unit_of_work():
                carrying.report(me(), made, row, form.progress(photos))
            return _project(made, row_id, _("进展报好了。"))
    return render_template("projects/report_progress.html", form=form, made=made, row=row)


@blueprint.route(f"{P}/acceptance", methods=["GET", "POST"])
@takes_a_sheet
@access(works_here)
def accept_work(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Record what an acceptance found, with the signed sheet."""
    made, row = _mine(code, list_id, row_id)
    form = AcceptanceForm(data={"held_on": today(), "revision": row.carry_revision})
    if form.validate_on_submit():
        with refused_into(form):
            db.session.rollback()
            scan = form.scan()
            with unit_of_work():
                checking.accept_work(me(), made, row, form.finding(), revision_in(form), scan)
            return _project(made, row_id, _("验收记好了。"))
    return render_template("projects/acceptance.html", form=form, made=made, row=row)


@blueprint.route(f"{P}/change", methods=["GET", "POST"])
@access(works_here)
def ask_change(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Ask the street office for a change."""
    made, row = _mine(code, list_id, row_id)
    paid = {part.source.value: part.amount_fen for part in row.funding}
    now = {"cost": row.cost_fen, "finish_on": row.finish_on, "content": row.content}
    form = ChangeForm(data={**now, **paid})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                changing.ask(me(), made, row, form.wish())
            return _project(made, row_id, _("申请交给街道了。"))
    return render_template("projects/ask_change.html", form=form, made=made, row=row)


@blueprint.route(f"{HERE}/changes/<uuid:change_id>", methods=["GET", "POST"])
@access(oversees_here)
def decide_change(code: str, change_id: UUID) -> str | Response:
    """Approve or refuse a change, having read what it does."""
    change, row, made = found(carried.change_with_row(change_id, code))
    permit(policy.may_decide_change(me(), code, made.state))
    form = DecideChangeForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                _decided(form, made, row, change)
            return _project(made, row.id, _("变更办好了。"))
    return render_template("projects/decide_change.html", form=form, made=made, row=row, change=change)


def _decided(form: DecideChangeForm, made: Any, row: Any, change: Any) -> None:
    act = changing.approve if form.verdict.data == "approve" else changing.refuse
    act(me(), made, row, change, form.said.data or "")


def _mine(code: str, list_id: UUID, row_id: UUID) -> tuple[Any, Any]:
    made, row = carried_of(code, list_id, row_id)
    permit(policy.may_carry_out(me(), code, made.state))
    return made, row


def _project(made: Any, row_id: UUID, said: str) -> Response:
    flash(said, "success")
    url = url_for(".project", code=made.community_code, list_id=made.id, row_id=row_id)
    return redirect(url, 303)
