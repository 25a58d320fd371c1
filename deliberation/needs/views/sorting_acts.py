"""What a worker does with the need at hand; afterwards the next one of the pile is there."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import at_desk, queries, queues, service
from deliberation.needs.forms import MergeForm, RejectForm, ShortlistForm, WithholdForm, uuid_or_none
from deliberation.needs.forms.sorting import AssignForm, CategoryForm, HandOverForm, ReadyAnswerForm
from deliberation.needs.queues import Place
from deliberation.needs.ready import filled, ready_answer, ready_answers
from deliberation.needs.rules import Destination, Reason
from deliberation.needs.views.sorting import blueprint
from deliberation.needs.views.sorting_desk import Way, blanks_of, desk_page, way_here
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import Form
from deliberation.web.phrases import sentence

ActOnNeed = Callable[[Actor, Any], object]
NOTHING_SEEN = 1_000_000_000
MEANWHILE = frozenset({"needs.changed_meanwhile", "web.changed_meanwhile"})
Answer = str | Response | tuple[str, int]


def act_on(
    code: str,
    need_id: UUID,
    act: ActOnNeed,
    name: str = "",
    form: Form | None = None,
    moves_on: bool = False,
    others: Iterable[UUID] = (),
) -> Answer:
    """Do one act to the need at hand; what cannot be done is told on the desk, with everything typed kept."""
    found(queries.need_of(need_id, code))
    kept = {name: form} if form is not None else {}
    if form is not None and not others and not form.validate_on_submit():
        return desk_page(code, need_id, kept)
    way, seen = way_here(code), version_sent()
    try:
        with unit_of_work(), service.together() as batch:
            place = begin(code, need_id, seen, act, others)
            back = after(way, need_id, place, batch, moves_on)
    except Refusal as refusal:
        return refused(code, need_id, refusal, kept, seen)
    return redirect(back, 303)


def version_sent(name: str = "version") -> int | None:
    """The version of a need that stood on the page somebody acted on."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def begin(code: str, need_id: UUID, seen: int | None, act: ActOnNeed, others: Iterable[UUID]) -> Place:
    """Take the need up (and others with it), see that nobody changed it meanwhile, and act."""
    needs = {need.id: need for need in service.taken_up(code, {need_id, *others})}
    need = found(needs.get(need_id))
    service.refuse_if_changed(need, seen)
    place = queues.place_of(need)
    act(current_actor(), need)
    return place


def after(way: Way, need_id: UUID, place: Place, batch: UUID, moves_on: bool = False) -> str:
    """Where the desk goes on: the same need while it lies in the pile, else the next one."""
    if not way.named:
        code = way.pile.community_code
        return url_for("needs.sorting.panel", code=code, need_id=need_id, done=batch, _anchor="panel")
    here = queues.lies_in(way.pile, need_id)
    if here is None or moves_on:
        following = queues.next_in(way.pile, place)
        here = queues.lies_in(way.pile, following) if following else None
    return at_place(way, here, batch)


def at_place(way: Way, here: Place | None, batch: UUID) -> str:
    """The desk with the need of a place at hand, on the page where it lies."""
    if here is None:
        return way.url(done=batch, _anchor="panel")
    number = queues.page_of(way.pile, here, way.size)
    return way.url(need=here.need_id, page=number if number > 1 else None, done=batch, _anchor="panel")


def refused(
    code: str, need_id: UUID, refusal: Refusal, kept: dict[str, Form], seen: int | None
) -> str | tuple[str, int]:
    """Say on the desk why an act was not done."""
    if refusal.code in MEANWHILE:
        return desk_page(code, need_id, kept, seen=NOTHING_SEEN if seen is None else seen)
    said = sentence(refusal)
    if not kept:
        return desk_page(code, need_id, refused=said), 409
    for form in kept.values():
        form.form_errors.append(said)
    return desk_page(code, need_id, kept)


@blueprint.post("/<uuid:need_id>/publish")
@access(works_here)
def publish(code: str, need_id: UUID) -> Answer:
    """Let everybody read it."""
    return act_on(code, need_id, service.publish)


@blueprint.post("/<uuid:need_id>/withhold")
@access(works_here)
def withhold(code: str, need_id: UUID) -> Answer:
    """Take the text off the public pages."""
    form = WithholdForm()

    def act(actor: Actor, need: Any) -> None:
        service.withhold(actor, need, form.why.data or "")

    return act_on(code, need_id, act, "withhold_form", form)


@blueprint.post("/<uuid:need_id>/answer")
@access(works_here)
def answer(code: str, need_id: UUID) -> Answer:
    """Answer in public; or first fill the answer's field with one that lies ready."""
    form = ReadyAnswerForm(answers=ready_answers(code))
    if request.form.get("use"):
        ready = ready_answer(code, uuid_or_none(form.template.data))
        if ready is not None:
            form.text.data = filled(ready.text, blanks_of(found(queries.need_of(need_id, code))))
        return desk_page(code, need_id, {"answer_form": form})

    def act(actor: Actor, need: Any) -> None:
        service.answer(actor, need, form.text.data or "")

    return act_on(code, need_id, act, "answer_form", form)


@blueprint.post("/<uuid:need_id>/categorise")
@access(works_here)
def categorise(code: str, need_id: UUID) -> Answer:
    """Put it where it belongs."""
    form = CategoryForm()

    def act(actor: Actor, need: Any) -> None:
        service.categorise(actor, need, form.category.data or "")

    return act_on(code, need_id, act, "category_form", form)


@blueprint.post("/<uuid:need_id>/owners")
@access(works_here)
def owners(code: str, need_id: UUID) -> Answer:
    """Say that the owners must decide together, or that they need not."""
    wanted = request.form.get("owners") != "no"
    return act_on(code, need_id, lambda actor, need: service.flag_owners(actor, need, wanted))


@blueprint.post("/<uuid:need_id>/assign")
@access(works_here)
def assign(code: str, need_id: UUID) -> Answer:
    """Give it to a colleague, or to nobody in particular."""
    form = AssignForm(colleagues=at_desk.colleagues_of(code))
    chosen = form.account_id()

    def act(actor: Actor, need: Any) -> None:
        service.assign(actor, need, chosen)

    to_another = chosen not in (None, current_actor().account_id)
    return act_on(code, need_id, act, "assign_form", form, moves_on=to_another)


@blueprint.post("/<uuid:need_id>/hand-over")
@access(works_here)
def hand_over(code: str, need_id: UUID) -> Answer:
    """Hand it to a department, or to an estate that settles it by itself."""
    form = HandOverForm()

    def act(actor: Actor, need: Any) -> None:
        to = Destination(form.to.data)
        service.hand_over(actor, need, to, form.unit.data or "", form.note.data or "")

    return act_on(code, need_id, act, "hand_over_form", form)


@blueprint.post("/<uuid:need_id>/merge")
@access(works_here)
def merge(code: str, need_id: UUID) -> Answer:
    """Merge it into another need, or the other into it."""
    form = MergeForm()
    found(queries.need_of(need_id, code))
    number = request.form.get("target") or form.number.data or ""
    other = queries.need_numbered(code, number) if number else None
    if other is None:
        form.form_errors.append(sentence(Refusal("needs.no_target")))
        return desk_page(code, need_id, {"merge_form": form})
    stays = request.form.get("keep") == "this"

    def act(actor: Actor, need: Any) -> None:
        service.refuse_if_changed(other, version_sent("other_version"))
        service.merge(actor, *((other, need) if stays else (need, other)))

    survivor = queries.survivor_of(other)
    return act_on(code, need_id, act, "merge_form", form, others=(other.id, survivor.id))


@blueprint.post("/<uuid:need_id>/reject")
@access(works_here)
def reject(code: str, need_id: UUID) -> Answer:
    """Refuse it with a public reason."""
    form = RejectForm()

    def act(actor: Actor, need: Any) -> None:
        service.reject(actor, need, Reason(form.reason.data), form.text.data or "")

    return act_on(code, need_id, act, "reject_form", form)


@blueprint.post("/<uuid:need_id>/shortlist")
@access(works_here)
def shortlist(code: str, need_id: UUID) -> Answer:
    """Put it on the shortlist, or change its rough cost."""
    form = ShortlistForm()

    def act(actor: Actor, need: Any) -> None:
        service.shortlist(actor, need, form.cost.data, form.note.data or "", form.owners_decision.data)

    return act_on(code, need_id, act, "shortlist_form", form)


@blueprint.post("/<uuid:need_id>/unshortlist")
@access(works_here)
def unshortlist(code: str, need_id: UUID) -> Answer:
    """Take it off the shortlist."""
    return act_on(code, need_id, service.unshortlist)


@blueprint.post("/<uuid:need_id>/reopen")
@access(works_here)
def reopen(code: str, need_id: UUID) -> Answer:
    """Take up a closed need again."""
    return act_on(code, need_id, service.reopen)
