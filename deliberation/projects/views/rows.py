"""One row at the desk: its columns, budget and flags, what it resembles, the resources promised to it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs.forms.mapping import picked
from deliberation.needs.queries import need_rows
from deliberation.needs.rules import uuid_or_none
from deliberation.projects import (
    budgeting,
    capping,
    editing,
    flagging,
    mending,
    offered,
    policy,
    queries,
    resourcing,
)
from deliberation.projects.circles import circles_for
from deliberation.projects.forms import ReasonForm, RowForm, row_of
from deliberation.projects.forms.rows import (
    SPARE_LINES,
    ApartForm,
    FlagsForm,
    PledgeForm,
    lines_of,
    lines_shown,
    typed_lines,
)
from deliberation.projects.resembling import resembling
from deliberation.projects.standing import losses_of
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list, seen_row
from deliberation.web.access import access, found, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import phrase, sentence

ROW = f"{ONE}/rows/<uuid:row_id>"


@blueprint.route(ROW, methods=["GET", "POST"])
@access(works_here)
def edit_row(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Change a row; what somebody else saved meanwhile is not overwritten."""
    made, row = _draft_row(code, list_id, row_id)
    form = RowForm(data=row_of(made, row), plans=circles_for(code))
    only_the_point = request.method == "POST" and picked(form, code)
    if not only_the_point and form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                editing.edit_row(me(), made, row, form.edit(), revision_in(form))
            flash(_("“%(name)s”保存好了。", name=row.name), "success")
            return redirect(url_for(".show", code=code, list_id=list_id, _anchor=f"row-{row.id}"), 303)
    if form.form_errors:
        form.revision.data = str(made.revision)
    return render_template(
        "projects/row.html",
        form=form,
        made=made,
        row=row,
        needs=need_rows(need.need_id for need in row.needs),
        caps=capping.caps_of(code),
        alike=resembling(made, [row]).get(row.id, []),
        losses=[phrase(f"label.gap.{loss.reason}", loss.facts) for loss in losses_of([row]).get(row.id, [])],
    )


@blueprint.post(f"{ROW}/mend")
@access(works_here)
def put_right(code: str, list_id: UUID, row_id: UUID) -> Response:
    """Follow merged needs, drop what is gone, as far as the row stays one."""
    made, row = _draft_row(code, list_id, row_id)
    try:
        with unit_of_work():
            mending.put_right(me(), made, row)
    except Refusal as refusal:
        flash(sentence(refusal), "warning")
    else:
        flash(_("照最新情况改好了，请再核对一下。"), "success")
    return _row(made, row_id)


@blueprint.route(f"{ROW}/budget", methods=["GET", "POST"])
@access(works_here)
def budget(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """The budget lines of a row, typed in a table or pasted from a sheet."""
    made, row = _draft_row(code, list_id, row_id)
    lines, refused = lines_shown(row), ""
    if request.method == "POST":
        lines = typed_lines(request.form)
        if "more" not in request.form:
            try:
                with unit_of_work():
                    budgeting.put_down(
                        me(), made, row, lines_of(lines), _revision(), "as_estimate" in request.form
                    )
            except Refusal as refusal:
                refused = sentence(refusal)
            else:
                flash(_("预算明细保存好了，共 %(count)s 行。", count=len(lines)), "success")
                return _row(made, row_id)
    return render_template(
        "projects/budget.html", made=made, row=row, lines=lines, refused=refused, spare=SPARE_LINES
    )


@blueprint.route(f"{ROW}/flags", methods=["GET", "POST"])
@access(works_here)
def flags(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Whether the owners decide together, and whether the negative list names it; with a reason."""
    made, row = _draft_row(code, list_id, row_id)
    now = {"owners_decision": row.owners_decision, "negative": row.negative, "revision": made.revision}
    form = FlagsForm(data=now)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                flagging.flag(
                    me(), made, row, form.owners_decision.data, form.negative.data or "",
                    form.reason.data or "", revision_in(form),
                )  # fmt: skip
            flash(_("保存好了。"), "success")
            return _row(made, row_id)
    if form.form_errors:
        form.revision.data = str(made.revision)
    needs = need_rows(need.need_id for need in row.needs)
    return render_template("projects/flags.html", form=form, made=made, row=row, needs=needs)


@blueprint.route(f"{ROW}/apart", methods=["GET", "POST"])
@access(works_here)
def apart(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Say why a row is no duplicate of the `other`, one it resembles."""
    made, row = _draft_row(code, list_id, row_id)
    other_id = uuid_or_none(request.args.get("other"))
    other = found(next((e for e in resembling(made, [row]).get(row.id, []) if e.row_id == other_id), None))
    form = ApartForm(data={"reason": other.apart})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                flagging.tell_apart(me(), made, row, other.row_id, form.reason.data or "")
            flash(_("记下了：不是重复。"), "success")
            return _row(made, row_id)
    return render_template("projects/apart.html", form=form, made=made, row=row, other=other)


@blueprint.route(f"{ROW}/resources", methods=["GET", "POST"])
@access(works_here)
def row_resources(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """The resources promised to a row, and promising another."""
    made = seen_list(code, list_id)
    permit(policy.may_pledge(me(), code, made.state))
    row, there = seen_row(made, row_id), offered.resources_there(code)
    form = PledgeForm()
    form.resource.choices = [(str(each.id), f"{each.number} {each.name}") for each in there]
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                resource = offered.resource_of(UUID(form.resource.data), code)
                resourcing.pledge(me(), made, row, found(resource), form.what.data or "", form.amount.data)
            flash(_("资源用上了。"), "success")
            return redirect(url_for(".row_resources", code=code, list_id=list_id, row_id=row_id), 303)
    return render_template(
        "projects/row_resources.html",
        form=form,
        made=made,
        row=row,
        there=there,
        promised=offered.pledges_to([each.id for each in there], drafts=True),
    )


@blueprint.route(f"{ONE}/pledges/<uuid:pledge_id>/back", methods=["GET", "POST"])
@access(works_here)
def take_back(code: str, list_id: UUID, pledge_id: UUID) -> str | Response:
    """Take a promised resource back, saying why."""
    made = seen_list(code, list_id)
    permit(policy.may_pledge(me(), code, made.state))
    promised, row = found(offered.pledge_of(pledge_id, made.id))
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                resourcing.take_back(me(), made, row, promised, form.reason.data or "")
            flash(_("资源收回了，可以用在别的项目上。"), "success")
            return redirect(url_for(".row_resources", code=code, list_id=list_id, row_id=row.id), 303)
    return render_template("projects/take_back.html", form=form, made=made, row=row, promised=promised)


def _draft_row(code: str, list_id: UUID, row_id: UUID) -> tuple[Any, Any]:
    made = seen_list(code, list_id)
    permit(policy.may_edit(me(), code, made.state))
    return made, found(queries.row_of(row_id, made.id))


def _row(made: Any, row_id: UUID) -> Response:
    return redirect(url_for(".edit_row", code=made.community_code, list_id=made.id, row_id=row_id), 303)


def _revision() -> int:
    """The revision the page was opened with; nonsense is none."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
