"""The street office: what was handed in, and the decision on it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.projects import attaching, objecting, policy, queries, street, submission, verdicts
from deliberation.projects.forms import DecideForm, row_reasons, rows_declined
from deliberation.projects.rules import ListState, RowVerdict
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
        streets=[(code, street.street_name(code)) for code in scopes if len(code) == 9],
        households=queries.households_in({row.ProjectList.community_code for row in page.items}),
    )


@blueprint.route(f"{ONE}/decide", methods=["GET", "POST"])
@access(oversees_here)
def decide(code: str, list_id: UUID) -> str | Response:
    """Accept what was handed in, in whole or in part, or return it with what must change; or save what was
    written so far."""
    made = seen_list(code, list_id)
    came_late = request.method == "POST" and made.state in SHOWN and made.state != ListState.SUBMITTED
    if not came_late:
        permit(policy.may_decide(me(), code, made.state))
    rows = queries.rows_of(made.id)
    draft = verdicts.draft_of(me(), made)
    noted: Mapping[str, str] = request.form if request.method == "POST" else (draft.facts if draft else {})
    form = DecideForm(data={"reason": noted.get("reason", ""), "verdict": noted.get("verdict")})
    reasons, declined = row_reasons(noted, rows), rows_declined(noted, rows)
    if came_late:
        return render_template(
            "projects/decided_meanwhile.html", form=form, made=made, rows=rows, reasons=reasons, tones=TONES
        )
    if request.method == "POST" and "save" in request.form:
        with refused_into(form):
            with unit_of_work():
                verdicts.save_draft(me(), made, _notes(form, reasons, declined))
            flash(_("存好了，还没有办理。下次打开接着写。"), "success")
            return redirect(url_for(".decide", code=code, list_id=list_id), 303)
    elif form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                _decided(made, form, reasons, declined)
            said = _("清单接收了。") if made.state == ListState.ACCEPTED else _("清单退回社区了。")
            flash(said, "success")
            return redirect(url_for(".inbox"), 303)
    form.revision.data = str(made.revision)
    return render_template(
        "projects/decide.html",
        form=form,
        made=made,
        rows=rows,
        sums=sums(rows),
        reasons=reasons,
        declined=declined,
        draft=draft,
        others=verdicts.also_reading(me(), made),
        traces={row.id: [trace(code, each) for each in row.decisions] for row in rows},
        tally=objecting.tally_of(made),
        papers=[each for each in attaching.files_of(made.id) if each.replaced_at is None],
    )


def _decided(made: Any, form: DecideForm, reasons: Mapping[UUID, str], declined: Collection[UUID]) -> None:
    note, seen = form.reason.data or "", form.seen()
    if form.verdict.data == "accept":
        not_taken = {row_id: reasons[row_id] for row_id in declined}
        submission.accept(me(), made, note, not_taken, seen)
    else:
        submission.return_(me(), made, note, reasons, seen)


def _notes(form: DecideForm, reasons: Mapping[UUID, str], declined: Collection[UUID]) -> dict[str, str]:
    """What was written so far, under the names of the form's own fields."""
    written = {f"row-{row_id}": text for row_id, text in reasons.items() if text}
    marked = {f"verdict-{row_id}": RowVerdict.DECLINED.value for row_id in declined}
    return {"reason": form.reason.data or "", "verdict": form.verdict.data or "", **written, **marked}
