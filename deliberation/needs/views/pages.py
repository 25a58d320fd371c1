"""Pages of needs for everybody: the list, one need, saying what is missing."""

from uuid import UUID

from flask import render_template, request

from deliberation.needs import policy, queries
from deliberation.needs.drafts import draft_of
from deliberation.needs.forms import FilterForm
from deliberation.needs.rules import NeedState, takes_support
from deliberation.needs.shown import author_shown, slips, standing, steps
from deliberation.needs.views.shared import blueprint, is_author, parts_of, readable
from deliberation.web.access import (
    access,
    current_actor,
    everyone,
    found,
    lives_here,
)
from deliberation.web.forms import Form
from deliberation.web.paging import page_number


@blueprint.get("/")
@access(everyone)
def index(code: str) -> str:
    """The needs of the community, to look through and search."""
    form, actor = FilterForm(request.args), current_actor()
    page = queries.needs_of(code, form.wanted(), page_number())
    names = policy.sees_names(actor, code)
    return render_template(
        "needs/index.html",
        form=form,
        page=page,
        slips=slips(page.items, names),
        asked=any(request.args.get(name) for name in ("q", "category", "state")),
        may_enter=policy.may_enter(actor, code),
        draft=draft_of(actor, code),
    )


@blueprint.get("/<uuid:need_id>/sent")
@access(lives_here)
def sent(code: str, need_id: UUID) -> str:
    """What happens next with the need just sent."""
    row = found(queries.need_shown(need_id, code))
    found(is_author(current_actor(), row.Need) or None)
    return render_template("needs/sent.html", need=row.Need, stands=standing(row.Need))


@blueprint.get("/<uuid:need_id>")
@access(everyone)
def show(code: str, need_id: UUID) -> str:
    """One need: what is missing, who supports it, its way so far, what neighbours say."""
    return need_page(code, need_id)


def need_page(code: str, need_id: UUID, **failed: Form) -> str:
    """The page of one need; `failed` are forms sent back with what was typed."""
    actor = current_actor()
    row = found(queries.need_shown(need_id, code))
    need, names = row.Need, policy.sees_names(actor, code)
    if need.withheld_at is not None and not readable(code, need, actor):
        return render_template("needs/withheld.html", need=need)
    found(readable(code, need, actor) or None)
    known = {
        "row": row,
        "need": need,
        "stands": standing(need),
        "author": author_shown(row, names),
        "is_author": is_author(actor, need),
        "survivor": queries.survivor_of(need) if need.state == NeedState.MERGED else None,
        "merged": queries.merged_into(need_id),
        "steps": steps(queries.events_of(need_id)),
        "supported": queries.has_supported(need_id, actor.resident_id),
        "supportable": takes_support(need.state) and need.published_at is not None,
        "may_support": policy.may_support(actor, code),
        "may_sort": policy.may_sort(actor, code),
    }
    return render_template("needs/show.html", **{**known, **parts_of(code, row, actor), **failed})
