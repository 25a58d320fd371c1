"""The street office: what was handed in, and the decision on it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.projects import policy, queries, submission
from deliberation.projects.forms import DecideForm, row_reasons
from deliberation.projects.rules import ListState
from deliberation.projects.views.pages import TONES, sums, trace
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list
from deliberation.web.access import access, holding, oversees_here, permit
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

SHOWN = (ListState.SUBMITTED, ListState.ACCEPTED, ListState.RETURNED)


@blueprint.get("/office/lists")
@access(holding(Role.OFFICER))
def inbox() -> str:
    """The lists of the officer's communities, those that wait first."""
    asked = request.args.get("state", "")
    state = ListState(asked) if asked in SHOWN else None
    scopes = me().scopes(Role.OFFICER)
    page = queries.lists_for_office(scopes, page_number(), state)
    return render_template(
        "projects/inbox.html",
        page=page,
        tones=TONES,
        states=SHOWN,
        state=state,
        waiting=queries.waiting_count(scopes),
        households=queries.households_in({row.ProjectList.community_code for row in page.items}),
    )


@blueprint.route(f"{ONE}/decide", methods=["GET", "POST"])
@access(oversees_here)
def decide(code: str, list_id: UUID) -> str | Response:
    """Accept what was handed in, or return it with what must change."""
    made = seen_list(code, list_id)
    permit(policy.may_decide(me(), code, made.state))
    rows, form = queries.rows_of(made.id), DecideForm()
    reasons = row_reasons(request.form, rows)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                if form.verdict.data == "accept":
                    submission.accept(me(), made, form.reason.data or "")
                else:
                    submission.return_(me(), made, form.reason.data or "", reasons)
            said = _("清单接收了。") if made.state == ListState.ACCEPTED else _("清单退回社区了。")
            flash(said, "success")
            return redirect(url_for(".inbox"), 303)
    return render_template(
        "projects/decide.html",
        form=form,
        made=made,
        rows=rows,
        sums=sums(rows),
        reasons=reasons,
        traces={row.id: [trace(code, each) for each in row.decisions] for row in rows},
    )
