"""Moderation for workers: the piles of texts to look at, and one text with everything to be done with it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import moderating, queries, service, watch
from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.forms.moderating import LookForm
from deliberation.needs.rules import TextKind, Watch
from deliberation.needs.views.sorting import blueprint
from deliberation.needs.watched import watching
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence

MOST_AT_ONCE = 100
ACTS = ("publish", "take_down", "restore", "dismiss")


@blueprint.get("/moderating")
@access(works_here)
def moderate(code: str) -> str:
    """The texts that wait for a look, hold a listed word, were reported, or were taken down."""
    asked = request.args.get("pile", "")
    counts = watch.pile_counts(code)
    first = next((pile for pile in Watch if counts[pile] and pile != Watch.DOWN), Watch.WAITING)
    pile = Watch(asked) if asked in set(Watch) else first
    page = watch.pile_of(code, pile, page_number())
    return render_template(
        "needs/moderating.html",
        pile=pile,
        counts=counts,
        page=page,
        texts=[watching(each) for each in page.items],
        form=LookForm(formdata=None),
    )


@blueprint.get("/<uuid:need_id>/look")
@access(works_here)
def look(code: str, need_id: UUID) -> str:
    """One text, and what a worker can do with it."""
    kind, text_id = _named(code, need_id)
    seen = found(watch.watched(code, kind, text_id))
    return render_template("needs/moderating_one.html", text=watching(seen), form=LookForm(formdata=None))


def _named(code: str, need_id: UUID) -> tuple[TextKind, UUID]:
    """The text the address names: the need, or a comment or a proposed way below it."""
    found(queries.need_of(need_id, code))
    for kind in (TextKind.COMMENT, TextKind.SOLUTION):
        if kind in request.args:
            text_id = found(uuid_or_none(request.args[kind]))
            text: Any = found(moderating.text_of(kind, text_id, code))
            found(text.need_id == need_id or None)
            return kind, text_id
    return TextKind.NEED, need_id


@blueprint.post("/moderating")
@access(works_here)
def judge(code: str) -> Response:
    """Publish, take down, restore or let stand: one text or several at once."""
    form, actor = LookForm(), current_actor()
    texts = _chosen(code, form.texts.data or [], form.act.data or "")
    if not form.validate() or form.act.data not in ACTS:
        flash(" ".join(form.why.errors) or _("没有看懂要做什么，请再试一次。"), "error")
    elif not texts:
        flash(_("还没有选中。请先在要处理的文字前打勾。"), "warning")
    else:
        _report(form.act.data, *_all(actor, texts, form.act.data, form.why.data or ""))
    return redirect(_back(code), 303)


def _chosen(code: str, keys: list[str], act: str) -> list[Any]:
    """The texts of this community that the form names; photos are only taken down and put back."""
    kinds = set(TextKind) if act in ("take_down", "restore") else set(TextKind) - {TextKind.PHOTO}
    chosen = []
    for key in keys[:MOST_AT_ONCE]:
        kind, _colon, text_id = key.partition(":")
        wanted = uuid_or_none(text_id)
        text = moderating.text_of(TextKind(kind), wanted, code) if wanted and kind in kinds else None
        if text is not None:
            chosen.append(text)
    return chosen


def _all(actor: Actor, texts: list[Any], act: str, why: str) -> tuple[int, list[str]]:
    """Do one act with each text, each for itself; how many it was done to, and why others were not."""
    done, refused = 0, []
    for text in texts:
        try:
            with unit_of_work():
                _one(actor, text, act, why)
            done += 1
        except Refusal as refusal:
            refused.append(sentence(refusal))
    return done, list(dict.fromkeys(refused))


def _one(actor: Actor, text: Any, act: str, why: str) -> None:
    if act == "publish":
        service.publish_text(actor, text)
    elif act == "take_down":
        service.take_down(actor, text, why)
    elif act == "restore":
        service.restore(actor, text, why)
    else:
        service.dismiss(actor, text, why)


def _report(act: str, done: int, refused: list[str]) -> None:
    said = {
        "publish": _("公开了 %(count)s 条，作者会收到消息。", count=done),
        "take_down": _("撤下了 %(count)s 条，作者会收到消息和原因。", count=done),
        "restore": _("恢复了 %(count)s 条，作者会收到消息。", count=done),
        "dismiss": _("%(count)s 条留着，举报的人会收到消息。", count=done),
    }
    if done:
        flash(said[act], "success")
    for words in refused:
        flash(words, "error")


def _back(code: str) -> str:
    """The pile the form stood on, or the page of the one text."""
    asked, page = request.form.get("pile", ""), request.form.get("page", "")
    if request.form.get("look"):
        need_id = uuid_or_none(request.form["look"])
        kinds = [kind for kind in ("comment", "solution") if request.form.get(kind)]
        named: dict[str, Any] = {kind: request.form[kind] for kind in kinds}
        if need_id:
            return url_for(".look", code=code, need_id=need_id, **named)
    known: dict[str, Any] = {"pile": asked} if asked in set(Watch) else {}
    return url_for(".moderate", code=code, page=page if page.isdecimal() else None, **known)
