"""The worker's desk of needs: the pile, one need with everything that can be done to it, entry on behalf."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import piles, queries, service
from deliberation.needs.forms import (
    AnswerForm,
    EditForm,
    EnterForm,
    FilterForm,
    MergeForm,
    PanelForm,
    RejectForm,
    ShortlistForm,
    WithholdForm,
    draft_values,
    uuid_or_none,
)
from deliberation.needs.remarks import EVERYTHING
from deliberation.needs.rules import LIVE, Channel, Queue, Reason
from deliberation.needs.said import talk_of
from deliberation.needs.shown import author_shown, slips, standing, steps
from deliberation.places.addresses import address
from deliberation.places.queries import estates_of
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import Form, refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import label
from deliberation.wording import tidy

blueprint = Blueprint("sorting", __name__, url_prefix="/desk")
Act = Callable[[Actor, Any], object]


@blueprint.get("/")
@access(works_here)
def index(code: str) -> str:
    """The pile: what waits for an OK first, then what waits for an answer."""
    asked = request.args.get("queue", "")
    queue = Queue(asked) if asked in set(Queue) else Queue.TODO
    form = FilterForm(request.args)
    page = piles.queue_of(code, queue, form.wanted(), page_number())
    return render_template(
        "needs/desk.html",
        queue=queue,
        counts=piles.queue_counts(code),
        form=form,
        page=page,
        slips=slips(page.items, True, "needs.sorting.panel"),
    )


@blueprint.get("/<uuid:need_id>")
@access(works_here)
def panel(code: str, need_id: UUID) -> str:
    """One need and everything a worker can do with it."""
    return _panel(code, need_id)


def _panel(code: str, need_id: UUID, **failed: Form) -> str:
    row = found(queries.need_shown(need_id, code))
    need, words = row.Need, tidy(request.args.get("q"))
    forms: dict[str, Any] = {**_forms(code, need), **failed}
    return render_template(
        "needs/panel.html",
        row=row,
        need=need,
        stands=standing(need),
        author=author_shown(row, True),
        live=need.state in LIVE,
        steps=steps(queries.events_of(need_id)),
        merged=queries.merged_into(need_id),
        survivor=queries.survivor_of(need) if need.merged_into_id else None,
        talk=talk_of(need, page_number(), current_actor(), EVERYTHING),
        words=words,
        targets=piles.merge_targets(code, need_id, words) if words else [],
        reason_hints={each.value: _hint(each) for each in Reason},
        **forms,
    )


def _hint(reason: Reason) -> str:
    return "" if reason == Reason.OUTSIDE else label("reason_hint", reason)


def _forms(code: str, need: Any) -> dict[str, Form]:
    owners = {"cost": need.cost_fen, "note": need.cost_note, "owners_decision": need.owners_decision}
    return {
        "answer_form": AnswerForm(formdata=None, text=need.answer),
        "edit_form": EditForm(formdata=None, estates=estates_of(code), data=draft_values(need)),
        "merge_form": MergeForm(formdata=None),
        "reject_form": RejectForm(formdata=None),
        "shortlist_form": ShortlistForm(formdata=None, data=owners),
        "withhold_form": WithholdForm(formdata=None),
    }


def _act(
    code: str, need_id: UUID, act: Act, sentence: str, form: PanelForm | None = None, name: str = ""
) -> str | Response:
    """Do one act of the panel; a refusal is shown in its form, or on a page of its own."""
    need, actor = found(queries.need_of(need_id, code)), current_actor()
    if form is None:
        with unit_of_work():
            act(actor, need)
        return _back(code, need_id, sentence)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                act(actor, need)
            return _back(code, need_id, sentence)
    return _panel(code, need_id, **{name: form})


def _back(code: str, need_id: UUID, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for("needs.sorting.panel", code=code, need_id=need_id), 303)


@blueprint.post("/<uuid:need_id>/publish")
@access(works_here)
def publish(code: str, need_id: UUID) -> str | Response:
    """Let everybody read it."""
    return _act(code, need_id, service.publish, _("公开了，提出的人会收到消息。"))


@blueprint.post("/<uuid:need_id>/withhold")
@access(works_here)
def withhold(code: str, need_id: UUID) -> str | Response:
    """Take the text off the public pages."""
    form = WithholdForm()
    return _act(
        code,
        need_id,
        lambda actor, need: service.withhold(actor, need, form.why.data or ""),
        _("撤下了，提出的人会收到消息。"),
        form,
        "withhold_form",
    )


@blueprint.post("/<uuid:need_id>/answer")
@access(works_here)
def answer(code: str, need_id: UUID) -> str | Response:
    """Answer in public."""
    form = AnswerForm()
    return _act(
        code,
        need_id,
        lambda actor, need: service.answer(actor, need, form.text.data or ""),
        _("答复好了，提出和支持的人会收到消息。"),
        form,
        "answer_form",
    )


@blueprint.post("/<uuid:need_id>/edit")
@access(works_here)
def edit(code: str, need_id: UUID) -> str | Response:
    """Correct words, category, place."""
    form = EditForm(estates=estates_of(code))
    return _act(
        code,
        need_id,
        lambda actor, need: service.edit(actor, need, form.draft(), form.owners_decision.data),
        _("改好了。"),
        form,
        "edit_form",
    )


@blueprint.post("/<uuid:need_id>/merge")
@access(works_here)
def merge(code: str, need_id: UUID) -> str | Response:
    """Merge it into another need, named by its number."""
    form = MergeForm()

    def act(actor: Actor, need: Any) -> None:
        into = queries.need_numbered(code, form.number.data or "")
        if into is None:
            raise Refusal("needs.no_target")
        service.merge(actor, need, into)

    return _act(code, need_id, act, _("合并好了，支持的人数已经一起算上。"), form, "merge_form")


@blueprint.post("/<uuid:need_id>/reject")
@access(works_here)
def reject(code: str, need_id: UUID) -> str | Response:
    """Refuse it with a public reason."""
    form = RejectForm()
    return _act(
        code,
        need_id,
        lambda actor, need: service.reject(actor, need, Reason(form.reason.data), form.text.data or ""),
        _("已记为不采纳，原因会公开。"),
        form,
        "reject_form",
    )


@blueprint.post("/<uuid:need_id>/shortlist")
@access(works_here)
def shortlist(code: str, need_id: UUID) -> str | Response:
    """Put it on the shortlist, or change its rough cost."""
    form = ShortlistForm()
    return _act(
        code,
        need_id,
        lambda actor, need: service.shortlist(
            actor, need, form.cost.data, form.note.data or "", form.owners_decision.data
        ),
        _("已列入候选清单。"),
        form,
        "shortlist_form",
    )


@blueprint.post("/<uuid:need_id>/unshortlist")
@access(works_here)
def unshortlist(code: str, need_id: UUID) -> str | Response:
    """Take it off the shortlist."""
    return _act(code, need_id, service.unshortlist, _("已移出候选清单。"))


@blueprint.post("/<uuid:need_id>/reopen")
@access(works_here)
def reopen(code: str, need_id: UUID) -> str | Response:
    """Take a refusal or a merge back."""
    return _act(code, need_id, service.reopen, _("重新打开了。"))


@blueprint.route("/enter", methods=["GET", "POST"])
@access(works_here)
def enter(code: str) -> str | Response:
    """Write down what somebody said on paper, by phone or at the door."""
    words = tidy(request.args.get("who"))
    form = EnterForm(estates=estates_of(code))
    if request.method == "GET":
        form.channel.data = request.args.get("channel") or None
        form.resident.data = request.args.get("resident", "")
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                need = _entered(code, form)
                number, need_id = need.number, need.id
            flash(_("登记好了，编号 %(number)s。可以接着登记下一条。", number=number), "success")
            return redirect(url_for(".enter", code=code, channel=form.channel.data, last=need_id), 303)
    resident_id = uuid_or_none(form.resident.data)
    return render_template(
        "needs/enter.html",
        form=form,
        words=words,
        doors=[_door(row) for row in piles.residents_found(code, words)] if words else [],
        resident=piles.resident_of(resident_id, code) if resident_id else None,
        last=request.args.get("last") and uuid_or_none(request.args["last"]),
    )


def _entered(code: str, form: EnterForm) -> Any:
    return service.submit_on_behalf(
        current_actor(),
        code,
        form.draft(),
        Channel(form.channel.data),
        form.name.data or "",
        uuid_or_none(form.resident.data),
        form.key.data,
    )


def _door(row: Any) -> tuple[UUID, str, str]:
    resident_id, name, *parts = row
    return resident_id, name, address(*parts)
