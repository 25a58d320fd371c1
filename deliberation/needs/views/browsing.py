"""Looking through needs: the list with its filters, and what may have been said before."""

from typing import Any

from flask import render_template, request, url_for

from deliberation.actors import Actor
from deliberation.needs import policy, queries
from deliberation.needs.drafts import draft_of
from deliberation.needs.forms.browsing import FILTERS, FilterForm, Mine, chips_of
from deliberation.needs.listed import needs_of
from deliberation.needs.rules import Order, Wanted
from deliberation.needs.shown import slips
from deliberation.needs.similar import Likeness, similar_to
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import estates_of
from deliberation.web.access import access, any_of, current_actor, everyone, lives_here, works_here
from deliberation.web.page import only_a_part
from deliberation.web.paging import page_number
from deliberation.web.phrases import label


@blueprint.get("/")
@access(everyone)
def index(code: str) -> str:
    """The needs of the community, to look through and search."""
    actor, estates = current_actor(), estates_of(code)
    form = FilterForm(request.args, estates=estates, mine=mine_here(actor, code))
    wanted = form.wanted()
    page = needs_of(code, wanted, page_number())
    kept = kept_here()
    return render_template(
        "needs/index.html",
        form=form,
        page=page,
        slips=slips(page.items, policy.sees_names(actor, code)),
        chips=[(chip.words, _without(code, kept, chip.name)) for chip in chips_of(wanted, estates)],
        orders=_orders(code, kept, wanted),
        kept=kept,
        nearby=[] if page.total else _nearby(code, wanted),
        may_enter=policy.may_enter(actor, code),
        draft=draft_of(actor, code) if actor.lives_in(code) else None,
    )


def mine_here(actor: Actor, code: str) -> Mine | None:
    """Whose needs are mine, for somebody who lives here."""
    return (actor.account_id, actor.resident_id) if actor.lives_in(code) else None


def kept_here() -> dict[str, str]:
    """The filters and the order in the address, for links to the same needs shown otherwise."""
    return {name: value for name in (*FILTERS, "order") if (value := request.args.get(name, ""))}


def _url(code: str, kept: dict[str, Any]) -> str:
    return url_for("needs.index", code=code, **kept)


def _without(code: str, kept: dict[str, str], name: str) -> str:
    return _url(code, {key: value for key, value in kept.items() if key != name})


def _orders(code: str, kept: dict[str, str], wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Each order: its name, its address, and whether it is the one shown."""
    others = {key: value for key, value in kept.items() if key != "order"}
    asked = {order: {} if order == Order.NEWEST else {"order": order} for order in Order}
    return [
        (label("order_short", order), _url(code, {**others, **asked[order]}), order == wanted.order)
        for order in Order
    ]


def _nearby(code: str, wanted: Wanted) -> list[Likeness]:
    """What says about the same as the words that found nothing."""
    return similar_to(code, wanted.words) if wanted.words else []


@blueprint.get("/similar")
@access(any_of(lives_here, works_here))
@only_a_part
def similar(code: str) -> str:
    """What may have been said before, as a part of the form in which a title is being typed."""
    actor, asked = current_actor(), request.args
    found = similar_to(
        code,
        asked.get("title", ""),
        asked.get("body", ""),
        asked.get("category", ""),
        place=asked.get("place", ""),
    )
    mine = queries.supported_among([each.need_id for each in found], actor.resident_id)
    return render_template(
        "needs/similar.html",
        code=code,
        found=[(each, each.need_id in mine) for each in found],
        may_support=policy.may_support(actor, code),
    )
