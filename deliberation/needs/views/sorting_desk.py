"""The sorting desk: the list on the left, the need at hand on the right, in one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

from deliberation.actors import Actor
from deliberation.needs import at_desk, deeds, photos, piles, policy, queries, queues
from deliberation.needs.at_desk import Help
from deliberation.needs.desk_shown import DeskRow, age, changes, desk_rows, done_shown
from deliberation.needs.forms import (
    FilterForm,
    MergeForm,
    RejectForm,
    ShortlistForm,
    WithholdForm,
    uuid_or_none,
)
from deliberation.needs.forms.sorting import AssignForm, CategoryForm, HandOverForm, ReadyAnswerForm
from deliberation.needs.queues import Pile
from deliberation.needs.ready import BLANKS, filled
from deliberation.needs.remarks import EVERYTHING
from deliberation.needs.rules import BULK_ACTS, Queue, Reason
from deliberation.needs.said import talk_of
from deliberation.needs.shown import author_shown, standing, steps
from deliberation.needs.similar import similar_to
from deliberation.needs.views.sorting import blueprint
from deliberation.places.addresses import place_and_phone
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import Form
from deliberation.web.paging import page_number
from deliberation.web.phrases import label
from deliberation.wording import tidy


@dataclass(frozen=True)
class Way:
    """Where at the desk somebody stands: the pile, what it is narrowed to, and how many rows a page has."""

    pile: Pile
    form: FilterForm
    size: int
    named: bool

    def args(self, **more: Any) -> dict[str, Any]:
        """The values of an address that leads back here."""
        kept = {name: self.form[name].data or None for name in ("q", "category", "state")}
        size = self.size if self.size != queues.SIZES[0] else None
        return {
            "code": self.pile.community_code,
            "queue": self.pile.queue.value,
            "size": size,
            **kept,
            **more,
        }

    def url(self, **more: Any) -> str:
        """The desk as it stands, with a need, a page, or what was done."""
        return url_for("needs.sorting.index", **self.args(**more))

    def act(self, act: str, need_id: UUID) -> str:
        """The address of an act on a need, from which the way leads back here."""
        endpoint = f"needs.sorting.{act}"
        if not self.named:
            return url_for(endpoint, code=self.pile.community_code, need_id=need_id)
        return url_for(endpoint, **self.args(need_id=need_id))


def way_here(code: str) -> Way:
    """The way as the address has it; nonsense is the first pile."""
    asked, size = request.args.get("queue", ""), request.args.get("size", "")
    form = FilterForm(request.args)
    pile = Pile(
        code,
        Queue(asked) if asked in set(Queue) else Queue.TODO,
        form.wanted(),
        current_actor().account_id,
    )
    sizes = {str(each): each for each in queues.SIZES}
    return Way(pile, form, sizes.get(size, queues.SIZES[0]), asked in set(Queue))


@blueprint.get("/")
@access(works_here)
def index(code: str) -> str:
    """The pile: what waits for an OK first, then what waits longest for an answer; and the need at hand."""
    return desk_page(code, uuid_or_none(request.args.get("need")))


@blueprint.get("/<uuid:need_id>")
@access(works_here)
def panel(code: str, need_id: UUID) -> str:
    """The desk with this need at hand."""
    return desk_page(code, need_id)


def desk_page(
    code: str,
    need_id: UUID | None,
    forms: Mapping[str, Form] | None = None,
    seen: int | None = None,
    refused: str = "",
) -> str:
    """The whole desk; with forms that were refused, the version somebody had seen, why an act was refused."""
    way, actor = way_here(code), current_actor()
    counts = g.queue_counts = queries.queue_counts(code, actor.account_id)
    total = None if way.pile.narrowed else counts[way.pile.queue]
    page = queues.rows_in(way.pile, page_number(), way.size, total)
    rows = desk_rows(page.items)
    if need_id is None and rows:
        need_id = rows[0].need_id
    batch = uuid_or_none(request.args.get("done"))
    return render_template(
        "needs/desk.html",
        way=way,
        counts=counts,
        page=page,
        rows=rows,
        at_hand=need_id,
        following=_following(way, page, rows, need_id),
        all_chosen=request.args.get("select") == "page",
        done=done_shown(deeds.acts_done(batch, code), actor) if batch else None,
        may_undo_all=policy.may_undo(actor, code, False),
        panel=_panel(code, need_id, way, actor, forms or {}, seen) if need_id else None,
        refused=refused,
        bulk_acts=BULK_ACTS,
        sizes=queues.SIZES,
    )


def _following(way: Way, page: Any, rows: list[DeskRow], need_id: UUID | None) -> str | None:
    """Where the next need of the list is: the row after this one, or the next page."""
    places = [row.need_id for row in rows]
    place = places.index(need_id) + 1 if need_id in places else 0
    if place < len(rows) and places[place] != need_id:
        return way.url(need=places[place], page=page.number, _anchor="panel")
    return way.url(page=page.number + 1, _anchor="panel") if page.number < page.pages else None


def _panel(
    code: str, need_id: UUID, way: Way, actor: Actor, failed: Mapping[str, Form], seen: int | None
) -> dict[str, Any]:
    row = found(at_desk.need_at_desk(need_id, code))
    need, words = row.Need, tidy(request.args.get("into"))
    ready = at_desk.help_at(code)
    acts = policy.possible_acts(actor, code, need.state, row.held)
    similar = _similar(code, need) if "merge" in acts else []
    targets = piles.merge_targets(code, need_id, words) if words else []
    return {
        "row": row,
        "need": need,
        "stands": standing(need),
        "author": author_shown(row, True),
        "age": age(need.created_at),
        "acts": acts,
        "photos": photos.photos_of_need(need_id, hidden=True),
        "steps": steps(queries.events_of(need_id)),
        "talk": talk_of(need, 1, actor, EVERYTHING),
        "words": words,
        "targets": [each for each in targets if each.Need.id not in {twin.need_id for twin in similar}],
        "found_any": bool(targets),
        "similar": similar,
        "answers": [(each.id, each.title, filled(each.text, blanks_of(need))) for each in ready.answers],
        "colleague_left": need.assigned_to is not None and need.assigned_to not in ready.colleagues,
        "reason_hints": {each.value: _hint(each) for each in Reason},
        "changed": changes(deeds.acts_since(need_id, seen), need) if seen is not None else None,
        "opened": list(failed),
        **_forms(need, ready),
        **failed,
    }


def _similar(code: str, need: Any) -> list[Any]:
    found_alike = similar_to(
        code, need.title, need.body, need.category, exclude=need.id, most=5, unpublished=True
    )
    return list(found_alike)


def blanks_of(need: Any) -> dict[str, str]:
    """What the blanks of a ready answer are filled with."""
    _place, phone = place_and_phone(g.community.contact)
    return dict(
        zip(BLANKS, (need.number, need.title, g.community.name, phone or _("居委会电话")), strict=True)
    )


def _hint(reason: Reason) -> str:
    return "" if reason == Reason.OUTSIDE else label("reason_hint", reason)


def _forms(need: Any, ready: Help) -> dict[str, Form]:
    costs = {"cost": need.cost_fen, "note": need.cost_note, "owners_decision": need.owners_decision}
    handed = {
        "to": need.destination or "department",
        "unit": need.destination_unit,
        "note": need.destination_note,
    }
    return {
        "answer_form": ReadyAnswerForm(formdata=None, answers=ready.answers, data={"text": need.answer}),
        "category_form": CategoryForm(
            formdata=None, off=ready.off - {need.category}, data={"category": need.category}
        ),
        "assign_form": AssignForm(
            formdata=None, colleagues=ready.colleagues, data={"colleague": str(need.assigned_to or "")}
        ),
        "hand_over_form": HandOverForm(formdata=None, data=handed),
        "merge_form": MergeForm(formdata=None),
        "reject_form": RejectForm(formdata=None),
        "shortlist_form": ShortlistForm(formdata=None, data=costs),
        "withhold_form": WithholdForm(formdata=None),
    }
