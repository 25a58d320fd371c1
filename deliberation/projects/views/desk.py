"""The community's desk of a list: begin, edit, put up, hand in."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import today
from deliberation.cycles.queries import current_cycle
from deliberation.database import unit_of_work
from deliberation.places.queries import region_of
from deliberation.projects import editing, holding, objecting, policy, queries, service, submission
from deliberation.projects.forms import (
    CoverForm,
    FillForm,
    cover_of,
)
from deliberation.projects.papers import facts_of
from deliberation.projects.views.pages import sums
from deliberation.projects.views.shared import HERE, ONE, back, blueprint, me, seen_list, seen_row
from deliberation.web.access import access, leads_here, permit, works_here
from deliberation.web.forms import Form, refused_into


@blueprint.route(f"{HERE}/new", methods=["GET", "POST"])
@access(works_here)
def new(code: str) -> str | Response:
    """Begin a list."""
    cycle, place, street = current_cycle(code), region_of(code), region_of(code[:9])
    first = {
        "title": _(
            "%(place)s%(cycle)s项目清单", place=place and place.name, cycle=cycle.name if cycle else ""
        ),
        "addressee": _("%(street)s办事处", street=street.name if street else ""),
    }
    form = CoverForm(data=first)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                made = service.begin(
                    me(),
                    code,
                    cycle.id if cycle else None,
                    form.title.data or "",
                    form.addressee.data or "",
                    form.budget.data,
                )
            return redirect(url_for(".convert", code=code, list_id=made.id), 303)
    return render_template("projects/new.html", form=form)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@access(works_here)
def edit(code: str, list_id: UUID) -> str | Response:
    """Change the cover."""
    made = _draft(code, list_id)
    form = CoverForm(data=cover_of(made))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.edit_list(
                    me(),
                    made,
                    form.title.data or "",
                    form.addressee.data or "",
                    form.checked_by.data or "",
                    form.budget.data,
                    revision_in(form),
                )
            return back(made, _("保存好了。"))
    if form.form_errors:
        form.revision.data = str(made.revision)
    return render_template("projects/cover.html", form=form, made=made)


@blueprint.post(f"{ONE}/rows/<uuid:row_id>/move")
@access(works_here)
def move_row(code: str, list_id: UUID, row_id: UUID) -> Response:
    """One place up or down."""
    made = _draft(code, list_id)
    row = seen_row(made, row_id)
    with unit_of_work():
        editing.move_row(me(), made, row, request.form.get("way") == "up")
    return redirect(url_for(_from_where(), code=code, list_id=list_id, _anchor=f"row-{row_id}"), 303)


@blueprint.post(f"{ONE}/rows/<uuid:row_id>/remove")
@access(works_here)
def remove_row(code: str, list_id: UUID, row_id: UUID) -> Response:
    """Take a row off the list; the need can be taken over again."""
    made = _draft(code, list_id)
    row = seen_row(made, row_id)
    with unit_of_work():
        editing.remove_row(me(), made, row)
    flash(_("“%(name)s”取下了，需求还在，可以再列入。", name=row.name), "success")
    return redirect(url_for(_from_where(), code=code, list_id=list_id), 303)


def _from_where() -> str:
    """Back to the conversion desk, if that is where the button was pressed."""
    return ".convert" if request.form.get("to") == "desk" else ".show"


@blueprint.route(f"{ONE}/fill", methods=["GET", "POST"])
@access(works_here)
def fill(code: str, list_id: UUID) -> str | Response:
    """Fill what is empty in all rows at once."""
    made = _draft(code, list_id)
    form = FillForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                changed = editing.fill_empty(me(), made, form.filling())
            return back(made, _("补填了 %(count)s 个项目，已经写好的没有动。", count=changed))
    return render_template("projects/fill.html", form=form, made=made)


@blueprint.route(f"{ONE}/submit", methods=["GET", "POST"])
@access(leads_here)
def submit(code: str, list_id: UUID) -> str | Response:
    """Hand the list in; what is handed in stays as it is."""
    made = seen_list(code, list_id)
    permit(policy.may_submit(me(), code, made.state))
    form = Form()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                holding.lock(made)
                submission.submit(me(), made, facts_of(made, submitting=True))
            return back(made, _("清单报送街道了。"))
    rows = queries.rows_of(made.id)
    over = made.public_to is not None and made.public_to < today()
    return render_template(
        "projects/submit.html",
        form=form,
        made=made,
        rows=rows,
        sums=sums(rows),
        over=over,
        tally=objecting.tally_of(made),
    )


@blueprint.post(f"{ONE}/revise")
@access(works_here)
def revise(code: str, list_id: UUID) -> Response:
    """Open a returned list again."""
    made = seen_list(code, list_id)
    permit(policy.may_revise(me(), code, made.state))
    with unit_of_work():
        submission.revise(me(), made)
    return back(made, _("可以修改了。改好后重新公示、报送。"))


def revision_in(form: Form) -> int:
    """The revision the form was opened with; nonsense is none."""
    text = str(form["revision"].data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _draft(code: str, list_id: UUID) -> Any:
    made = seen_list(code, list_id)
    permit(policy.may_edit(me(), code, made.state))
    return made
