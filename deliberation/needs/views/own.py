"""One's own needs: written, supported, followed; following one, and reminding the community of one."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.needs import following, own, policy, queries, service
from deliberation.needs.drafts import draft_of
from deliberation.needs.rules import NUDGE_DAYS, Mine
from deliberation.needs.shown import Slip, next_step, sentence_of, slips
from deliberation.needs.views.shared import blueprint, is_author, on_need_page, readable
from deliberation.web.access import (
    access,
    any_of,
    current_actor,
    found,
    lives_here,
    permit,
    plans_here,
    works_here,
)
from deliberation.web.paging import page_number


@dataclass(frozen=True)
class Own:
    """One of my needs: its slip, its last step (day and sentence), the next one, how long it waits."""

    slip: Slip
    last: dict[str, Any] | None
    next: str
    days: int | None


@on_need_page
def own_part(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """Whether I follow the need, and for how long my own waits for an answer."""
    need = row.Need
    days = following.days_overdue(need)
    mine = policy.may_nudge(actor, code, is_author(actor, need))
    return {
        "follows": row.followed or (row.has_merged and own.follows(need.id, actor.account_id)),
        "may_follow": policy.may_follow(actor, code),
        "days_waiting": days,
        "may_nudge": mine and days is not None and following.may_nudge_now(need),
        "nudge_days": NUDGE_DAYS,
    }


@blueprint.get("/mine")
@access(lives_here)
def mine(code: str) -> str:
    """All my needs, each with its last step and the next one."""
    actor, asked = current_actor(), request.args.get("tab", "")
    tab = Mine(asked) if asked in set(Mine) else Mine.WRITTEN
    page = own.own_needs(code, tab, actor.account_id, actor.resident_id, page_number())
    return render_template(
        "needs/mine.html",
        tab=tab,
        counts=own.own_counts(code, actor.account_id, actor.resident_id),
        page=page,
        shown=_shown(page.items, actor),
        draft=draft_of(actor, code),
    )


def _shown(rows: Any, actor: Actor) -> list[Own]:
    last = queries.latest_events([row.Need.id for row in rows])
    return [_own(slip, last.get(slip.need.id), actor) for slip in slips(rows, False)]


def _own(slip: Slip, event: Any, actor: Actor) -> Own:
    if slip.need.withheld_at is not None and not is_author(actor, slip.need):
        slip = replace(slip, title=_("（文字已撤下）"), place="")
    last = {"at": event.at, "sentence": sentence_of(event)} if event else None
    return Own(slip, last, next_step(slip.need), following.days_overdue(slip.need))


@blueprint.post("/<uuid:need_id>/follow")
@access(any_of(lives_here, plans_here, works_here))
def follow(code: str, need_id: UUID) -> Response:
    """Be told of every step from now on."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    found(readable(code, need, actor) or None)
    with unit_of_work():
        target = service.follow(actor, need).id
    flash(_("关注好了。它每走一步，都会发消息告诉您。"), "success")
    return redirect(url_for(".show", code=code, need_id=target, _anchor="follow"), 303)


@blueprint.post("/<uuid:need_id>/unfollow")
@access(any_of(lives_here, plans_here, works_here))
def unfollow(code: str, need_id: UUID) -> Response:
    """Be told no more."""
    need = found(queries.need_of(need_id, code))
    with unit_of_work():
        service.unfollow(current_actor(), need)
    flash(_("不再关注了。"), "info")
    return redirect(url_for(".show", code=code, need_id=need_id, _anchor="follow"), 303)


@blueprint.post("/<uuid:need_id>/nudge")
@access(lives_here)
def nudge(code: str, need_id: UUID) -> Response:
    """Remind the community of my need that waits for an answer."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    found(readable(code, need, actor) or None)
    permit(policy.may_nudge(actor, code, is_author(actor, need)))
    with unit_of_work():
        service.nudge(actor, need)
    flash(_("已经提醒社区工作者，他们会收到消息，在梳理时也看得到您催过。"), "success")
    return redirect(url_for(".show", code=code, need_id=need_id), 303)
