"""The conversion desk: what was decided on the left, the growing list on the right, and every way across."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs.queries import need_rows
from deliberation.needs.rules import uuid_or_none
from deliberation.projects import capping, conversion, joining, policy, queries, splitting
from deliberation.projects.candidates import piles
from deliberation.projects.conversion import Preview
from deliberation.projects.forms import TakeForm
from deliberation.projects.forms.converting import ids_of, parts_of, parts_shown
from deliberation.projects.rules import Taking
from deliberation.projects.views.pages import sums
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list, seen_row
from deliberation.rounds.outcomes import Outcome
from deliberation.rounds.texts.results import score
from deliberation.web.access import access, permit, works_here
from deliberation.web.phrases import phrase, sentence


@blueprint.get(f"{ONE}/convert")
@access(works_here)
def convert(code: str, list_id: UUID) -> str:
    """Choose a ranking and how much of it; see what it would give before it is taken."""
    made = _draft(code, list_id)
    results = conversion.usable_results(made)
    given = request.args if "round_id" in request.args else None
    first = {"budget": _money_of(made, results), "taking": _first_taking(results).value}
    choices = [(each.round.id, each.round.title) for each in results]
    form = TakeForm(given, data=first, rounds=choices, meta={"csrf": False})
    seen = _preview(made, form) if given is not None and form.validate() else None
    rows = queries.rows_of(made.id)
    return render_template(
        "projects/convert.html",
        made=made,
        rows=rows,
        sums=sums(rows),
        results=results,
        form=form,
        seen=seen,
        weighed={each.option.key: each for each in seen.options} if seen else {},
        reason=lambda each: phrase(f"label.weighed.{each.reason}", each.facts),
        piles=piles(made, rows, results, seen.outcome.round.id if seen else None),
        score=score,
        caps=capping.caps_of(code),
    )


@blueprint.post(f"{ONE}/convert")
@access(works_here)
def take(code: str, list_id: UUID) -> Response:
    """Take over what was previewed."""
    made = _draft(code, list_id)
    choices = [(each.round.id, each.round.title) for each in conversion.usable_results(made)]
    form = TakeForm(rounds=choices)
    if not form.validate_on_submit():
        raise Refusal("projects.no_signed_result")
    with unit_of_work():
        rows = conversion.take(me(), made, UUID(form.round_id.data), Taking(form.taking.data), form.amount())
    return _taken(made, rows)


@blueprint.post(f"{ONE}/convert/needs")
@access(works_here)
def take_needs(code: str, list_id: UUID) -> Response:
    """A row for each of the needs that were ticked or dragged over."""
    made = _draft(code, list_id)
    rows: Sequence[Any] = []
    with _told(), unit_of_work():
        rows = joining.take_needs(me(), made, ids_of(request.form.getlist("need")))
    return _taken(made, rows)


@blueprint.post(f"{ONE}/convert/together")
@access(works_here)
def take_together(code: str, list_id: UUID) -> Response:
    """One row that answers all of the needs that were ticked."""
    made = _draft(code, list_id)
    rows: Sequence[Any] = []
    with _told(), unit_of_work():
        ids = ids_of(request.form.getlist("need"))
        rows = [joining.take_together(me(), made, ids, request.form.get("name", ""))]
    return _taken(made, rows)


@blueprint.post(f"{ONE}/convert/into")
@access(works_here)
def add_to(code: str, list_id: UUID) -> Response:
    """The needs that were ticked or dragged go into a row that is there already."""
    made = _draft(code, list_id)
    row = _chosen(made)
    if row is None:
        return _desk(made)
    with _told(), unit_of_work():
        joining.add_to(me(), made, row, ids_of(request.form.getlist("need")))
        flash(_("加进了“%(name)s”，估算也加上了，请核对。", name=row.name), "success")
    return _desk(made, row.id)


@blueprint.post(f"{ONE}/rows/<uuid:row_id>/leave")
@access(works_here)
def leave(code: str, list_id: UUID, row_id: UUID) -> Response:
    """A need leaves a row."""
    made = _draft(code, list_id)
    row = seen_row(made, row_id)
    with _told(), unit_of_work():
        joining.leave(me(), made, row, ids_of([request.form.get("need", "")])[0])
        flash(_("这条需求移出来了，可以再列入。请核对项目的估算。"), "success")
    return _desk(made, row_id)


@blueprint.post(f"{ONE}/rows/<uuid:row_id>/together")
@access(works_here)
def put_together(code: str, list_id: UUID, row_id: UUID) -> Response:
    """A row goes up in another one."""
    made = _draft(code, list_id)
    row, into = seen_row(made, row_id), _chosen(made)
    if into is None:
        return _desk(made, row_id)
    with _told(), unit_of_work():
        splitting.put_together(me(), made, row, into)
        flash(_("合成了一个项目“%(name)s”，请核对估算和资金。", name=into.name), "success")
    return _desk(made, into.id)


@blueprint.post(f"{ONE}/rows/<uuid:row_id>/place")
@access(works_here)
def place_row(code: str, list_id: UUID, row_id: UUID) -> Response:
    """Put a row in another place."""
    made = _draft(code, list_id)
    row, typed = seen_row(made, row_id), request.form.get("position", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 6:
        with _told(), unit_of_work():
            joining.place_row(me(), made, row, int(typed))
    return _desk(made, row_id)


@blueprint.route(f"{ONE}/rows/<uuid:row_id>/split", methods=["GET", "POST"])
@access(works_here)
def split(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Several rows in the place of one."""
    made = _draft(code, list_id)
    row, refused = seen_row(made, row_id), ""
    if request.method == "POST":
        try:
            with unit_of_work():
                revision = int(request.form.get("revision", "-1")[:9] or -1)
                rows = splitting.split(me(), made, row, parts_of(request.form), revision)
        except ValueError:
            refused = sentence(Refusal("projects.changed_meanwhile"))
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            flash(_("拆成了 %(count)s 个项目，请核对每个项目的内容和钱。", count=len(rows)), "success")
            return _desk(made, row_id)
    return render_template(
        "projects/split.html",
        made=made,
        row=row,
        refused=refused,
        parts=parts_shown(request.form, row),
        needs=need_rows(need.need_id for need in row.needs),
    )


@contextmanager
def _told() -> Iterator[None]:
    """A refusal is told on the desk, which shows how things are now."""
    try:
        yield
    except Refusal as refusal:
        flash(sentence(refusal), "warning")


def _chosen(made: Any) -> Any | None:
    """The row of this list that was chosen to go into; none is told."""
    row_id = uuid_or_none(request.form.get("row"))
    row = queries.row_of(row_id, made.id) if row_id else None
    if row is None:
        flash(_("请先选好要并到哪个项目。"), "warning")
    return row


def _first_taking(results: Sequence[Outcome]) -> Taking:
    """What the latest round's count decided for, where it decided; else as the money goes."""
    return Taking.DECIDED if any(each.decides for each in results[:1]) else Taking.BUDGET


def _money_of(made: Any, results: Sequence[Outcome]) -> int | None:
    """How much there is: the money the latest round was voted on with, else what the list's cover says."""
    return next((each.round.budget_fen for each in results[:1]), None) or made.budget_fen


def _preview(made: Any, form: TakeForm) -> Preview | None:
    try:
        return conversion.preview(made, UUID(form.round_id.data), Taking(form.taking.data), form.amount())
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return None


def _draft(code: str, list_id: UUID) -> Any:
    made = seen_list(code, list_id)
    permit(policy.may_edit(me(), code, made.state))
    return made


def _taken(made: Any, rows: Sequence[Any]) -> Response:
    if rows:
        flash(_("列入了 %(count)s 个项目，请补齐责任单位和时限。", count=len(rows)), "success")
    return _desk(made, rows[0].id if rows else None)


def _desk(made: Any, row_id: UUID | None = None) -> Response:
    """Back to the desk, at the row that was worked on."""
    anchor = f"row-{row_id}" if row_id else "pick"
    return redirect(url_for(".convert", code=made.community_code, list_id=made.id, _anchor=anchor), 303)
