"""Taking acts of sorting back, and looking back at what was done."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs import deeds, policy, service
from deliberation.needs.desk_shown import done_shown, left_shown
from deliberation.needs.forms import uuid_or_none
from deliberation.needs.views.sorting import blueprint
from deliberation.needs.views.sorting_desk import way_here
from deliberation.web.access import access, current_actor, found, permit, works_here
from deliberation.web.paging import page_number


@blueprint.post("/undo")
@access(works_here)
def undo(code: str) -> Response:
    """Take back what was done together; what cannot be taken back is left and named."""
    actor, batch = current_actor(), found(uuid_or_none(request.form.get("batch")))
    acts = deeds.acts_done(batch, code)
    first = found(acts[0] if acts else None).NeedAct
    permit(policy.may_undo(actor, code, first.account_id == actor.account_id))
    with unit_of_work():
        outcome = service.undo(actor, code, batch)
    if outcome.left:
        which = left_shown(outcome.left)
        flash(_("%(count)s 条没有撤回：%(which)s", count=len(outcome.left), which=which), "warning")
    if len(outcome.done) == 1:
        flash(_("撤回了，%(number)s 又是原来的样子。", number=outcome.done[0]), "success")
    elif outcome.done:
        flash(_("撤回了，%(count)s 条又是原来的样子。", count=len(outcome.done)), "success")
    if request.form.get("back") == "done":
        return redirect(url_of_done(code), 303)
    return redirect(way_here(code).url(need=first.need_id, _anchor="panel"), 303)


def url_of_done(code: str) -> str:
    """The page of the last acts, as it was looked at."""
    return url_for(
        "needs.sorting.done", code=code, page=request.args.get("page"), who=request.args.get("who")
    )


@blueprint.get("/done")
@access(works_here)
def done(code: str) -> str:
    """What I have done of late (a lead: what all have done), with what can still be taken back."""
    actor = current_actor()
    everybody = policy.may_undo(actor, code, False) and request.args.get("who") == "all"
    page = deeds.batches_of(code, None if everybody else actor.account_id, page_number())
    shown = [done_shown(rows, actor) for rows in page.items]
    return render_template(
        "needs/done.html",
        page=page,
        shown=[each for each in shown if each],
        everybody=everybody,
        may_see_all=policy.may_undo(actor, code, False),
    )
