"""Putting a list up: for how long, taking it back, going on, putting right what does not weigh."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.projects import policy, publicising, queries
from deliberation.projects.days import Counting, Period
from deliberation.projects.forms import ReasonForm
from deliberation.projects.forms.publicity import CorrectForm, PublicForm, correction_of
from deliberation.projects.rules import PUBLIC_DAYS
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.pages import gaps_of, sums
from deliberation.projects.views.shared import ONE, back, blueprint, me, seen_list, seen_row
from deliberation.web.access import access, permit, works_here
from deliberation.web.forms import refused_into


@blueprint.route(f"{ONE}/publicise", methods=["GET", "POST"])
@access(works_here)
def publicise(code: str, list_id: UUID) -> str | Response:
    """Put the list up for objections; the last day is shown before it is confirmed."""
    made = seen_list(code, list_id)
    permit(policy.may_publicise(me(), code, made.state))
    rows = queries.rows_of(made.id)
    form = PublicForm(data={"from_on": today(), "days": PUBLIC_DAYS, "counting": Counting.CALENDAR.value})
    planned = None
    if form.validate_on_submit():
        with refused_into(form):
            if request.form.get("step") == "look":
                planned = _planned(form)
            else:
                with unit_of_work():
                    put_up = publicising.publicise(
                        me(),
                        made,
                        form.from_on.data or today(),
                        form.days.data or 0,
                        Counting(form.counting.data),
                    )
                if put_up.unknown_year:
                    flash(_unknown(put_up.unknown_year), "info")
                return back(made, _("清单公示了，可以打印公示张贴。"))
    return render_template(
        "projects/publicise.html",
        form=form,
        made=made,
        missing=gaps_of(made, rows),
        sums=sums(rows),
        rows=rows,
        planned=planned,
        unknown=_unknown(planned.unknown_year) if planned and planned.unknown_year else "",
        may_go_on=publicising.may_go_on(made),
    )


def _planned(form: PublicForm) -> Period:
    counting = Counting(form.counting.data)
    return publicising.planned(form.from_on.data or today(), form.days.data or 0, counting)


def _unknown(year: int) -> str:
    return _("%(year)s 年的放假安排还没有公布，不能按工作日计算，这次按自然日算。", year=year)


@blueprint.post(f"{ONE}/go-on")
@access(works_here)
def go_on(code: str, list_id: UUID) -> Response:
    """Put the list up again for the days that were left."""
    made = seen_list(code, list_id)
    permit(policy.may_publicise(me(), code, made.state))
    with unit_of_work():
        publicising.go_on(me(), made)
    return back(made, _("公示接着进行，原来剩下的天数照算。"))


@blueprint.route(f"{ONE}/withdraw", methods=["GET", "POST"])
@access(works_here)
def withdraw(code: str, list_id: UUID) -> str | Response:
    """Take the list back to mend it."""
    made = seen_list(code, list_id)
    permit(policy.may_withdraw(me(), code, made.state))
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                publicising.withdraw(me(), made, form.reason.data or "")
            return back(made, _("清单收回了。改动了项目、地点、内容或钱，要重新公示；没有改，可以接着公示。"))
    return render_template("projects/withdraw.html", form=form, made=made)


@blueprint.route(f"{ONE}/rows/<uuid:row_id>/correct", methods=["GET", "POST"])
@access(works_here)
def correct(code: str, list_id: UUID, row_id: UUID) -> str | Response:
    """Put right what does not weigh, while the list is put up."""
    made = seen_list(code, list_id)
    permit(policy.may_correct(me(), code, made.state))
    row = seen_row(made, row_id)
    form = CorrectForm(data=correction_of(made, row))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                count = publicising.correct(me(), made, row, form.correction(), revision_in(form))
            said = _("更正了 %(count)s 处，大家在清单页看得到。", count=count) if count else _("没有改动。")
            flash(said, "success")
            return redirect(url_for(".show", code=code, list_id=list_id, _anchor=f"row-{row_id}"), 303)
    if form.form_errors:
        form.revision.data = str(made.revision)
    return render_template("projects/correct.html", form=form, made=made, row=row)
