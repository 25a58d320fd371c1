"""Pages of needs for everybody: one need, saying what is missing."""

from uuid import UUID

from flask import render_template

from deliberation.needs import policy, queries
from deliberation.needs.rules import NeedState, takes_support
from deliberation.needs.shown import author_shown, standing, steps
from deliberation.needs.views.shared import blueprint, is_author, parts_of, readable
from deliberation.web.access import (
    access,
    current_actor,
    everyone,
    found,
    lives_here,
)
from deliberation.web.forms import Form


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
    row = found(queries.need_read(need_id, code, actor.account_id, actor.resident_id))
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
        "merged": queries.merged_into(need_id) if row.has_merged else [],
        "steps": steps(queries.events_of(need_id)),
        "supported": row.supported,
        "supportable": takes_support(need.state) and need.published_at is not None,
        "may_support": policy.may_support(actor, code),
        "may_sort": policy.may_sort(actor, code),
    }
    return render_template("needs/show.html", **{**known, **parts_of(code, row, actor), **failed})
