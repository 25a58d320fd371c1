"""Entering what neighbours did on paper, by phone or at the door: one after the other, or a whole sheet.

The page never acts on a guess: where a door or a word fits several, it shows them and waits for a choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import behalf, finding, queries, service
from deliberation.needs.behalf import Speaker
from deliberation.needs.forms.behalf import BehalfForm, SheetForm
from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.rules import SHEET_LINES, Behalf, Channel, ReportReason
from deliberation.needs.sheets import Outcome
from deliberation.needs.views.sorting import blueprint
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import sentence
from deliberation.wording import tidy

Found = TypeVar("Found")
BY_NAME = "by name"
SIZES = {"most": SHEET_LINES, "most_people": finding.MOST_PEOPLE}


@dataclass(frozen=True)
class Choice:
    """What the page found for the words typed: the one meant, or several to choose from."""

    meant: Any = None
    several: Sequence[Any] = ()
    by_name: bool = False


@blueprint.route("/behalf", methods=["GET", "POST"], endpoint="behalf")
@access(works_here)
def one_by_one(code: str) -> str | Response:
    """Enter a support, its withdrawal, a comment or a report for somebody."""
    form = BehalfForm()
    if request.method == "GET":
        _prefill(form)
    who, need, remark = Choice(), Choice(), Choice()
    if form.validate_on_submit():
        who, need, remark = _meant(code, form)
        if who.meant is not None and need.meant is not None and remark.meant is not None:
            with refused_into(form):
                with unit_of_work():
                    done = _enter(current_actor(), form, who.meant, need.meant, remark.meant)
                return redirect(url_for(".behalf", code=code, **done, **_kept(form)), 303)
    return render_template(
        "needs/behalf.html",
        form=form,
        who=who,
        need=need,
        remark=remark,
        last=_last(code),
        by_name=BY_NAME,
        **SIZES,
    )


def _prefill(form: BehalfForm) -> None:
    """What was chosen last stays for the next one."""
    form.channel.data = request.args.get("channel") or None
    form.act.data = request.args.get("act") or Behalf.SUPPORT.value
    form.need.data = tidy(request.args.get("need"))


def _kept(form: BehalfForm) -> dict[str, Any]:
    return {"channel": form.channel.data, "act": form.act.data, "need": form.need.data or ""}


def _meant(code: str, form: BehalfForm) -> tuple[Choice, Choice, Choice]:
    """The person, the need and (for a report) the remark that are meant, or what there is to choose from."""
    who = _person(code, form)
    need = _chosen("need", form.need, finding.needs_meant(code, form.need.data or ""))
    if need.meant is None and not need.several:
        form.need.errors = [_("没有找到这条需求，请核对编号，或者换个字词。")]
    if form.act.data != Behalf.REPORT or not form.remark.data or need.meant is None:
        return who, need, Choice(need.meant)
    remark = _chosen("remark", form.remark, finding.remarks_meant(need.meant, form.remark.data))
    if remark.meant is None and not remark.several:
        form.remark.errors = [_("这条需求下面没有这句话。要举报需求本身，这里空着就行。")]
    return who, need, remark


def _person(code: str, form: BehalfForm) -> Choice:
    """Somebody of the roll; what was said or reported may also come from somebody it does not know."""
    people = finding.people_meant(code, form.who.data or "")
    named = form.act.data in (Behalf.COMMENT, Behalf.REPORT)
    choice = _chosen("who", form.who, people, named)
    if choice.meant == BY_NAME:
        return Choice(service.speaker_named(form.who.data or ""))
    if choice.meant is not None:
        return Choice(service.speaker_of(choice.meant.id, code))
    if not people and not named:
        form.who.errors = [_("名册上没有找到。换个写法试试，例如 1-2-301，或者只写姓名。")]
    return choice


def _chosen(name: str, field: Any, found_rows: Sequence[Any], by_name: bool = False) -> Choice:
    """The only one, or the one picked from what these very words had found before."""
    picked = request.form.get(f"{name}_pick", "")
    if request.form.get(f"{name}_for") == field.data:
        if by_name and picked == BY_NAME:
            return Choice(BY_NAME)
        row = next((each for each in found_rows if str(each.id) == picked), None)
        if row is not None:
            return Choice(row)
    if len(found_rows) == 1:
        return Choice(found_rows[0])
    return Choice(None, found_rows, by_name)


def _enter(actor: Actor, form: BehalfForm, who: Speaker, need: Any, text: Any) -> dict[str, Any]:
    """Do it; returns what the page must know to tell of it and to undo it."""
    channel, act = Channel(form.channel.data), Behalf(form.act.data)
    done: dict[str, Any] = {"done": act.value, "on": need.id, "who": who.resident_id}
    if act == Behalf.SUPPORT:
        survivor, new = service.support_for(actor, need, who, channel)
        return {**done, "on": survivor.id, "already": None if new else 1}
    if act == Behalf.WITHDRAW:
        survivor, gone = service.withdraw_for(actor, need, who, channel)
        return {**done, "on": survivor.id, "already": None if gone else 1}
    if act == Behalf.COMMENT:
        said = service.comment_for(actor, need, who, form.text.data or "", channel, form.key.data)
        return {**done, "row": said.id}
    reason = _reason(form)
    filed = service.report_for(actor, text, who, reason, form.text.data or "", channel)
    return {**done, "row": filed.id}


def _reason(form: BehalfForm) -> ReportReason:
    if form.reason.data not in set(ReportReason):
        raise Refusal("needs.report_reason_missing")
    return ReportReason(form.reason.data)


@dataclass(frozen=True)
class Last:
    """What was entered a moment ago, in words, and what undoes it (fields of a form), if anything can."""

    said: str
    undo: dict[str, Any]


def _last(code: str) -> Last | None:
    """What the address says was entered, as far as it still stands."""
    act = request.args.get("done", "")
    need_id = uuid_or_none(request.args.get("on"))
    need = queries.need_of(need_id, code) if need_id else None
    if act not in set(Behalf) or need is None:
        return None
    resident_id, row = uuid_or_none(request.args.get("who")), uuid_or_none(request.args.get("row"))
    name = behalf.name_of(need, resident_id, row)
    facts = {"name": name, "number": need.number, "title": need.title}
    fields = {"act": act, "on": need.id, "who": resident_id or "", "row": row or ""}
    if request.args.get("already"):
        said = {
            Behalf.SUPPORT: _("%(name)s 以前已经支持过 %(number)s“%(title)s”，只算一次。", **facts),
            Behalf.WITHDRAW: _("%(name)s 没有支持 %(number)s“%(title)s”，不用收回。", **facts),
        }
        return Last(said.get(Behalf(act), ""), {})
    said = {
        Behalf.SUPPORT: _("登记好了：%(name)s 支持 %(number)s“%(title)s”。", **facts),
        Behalf.WITHDRAW: _("登记好了：%(name)s 收回对 %(number)s“%(title)s”的支持。", **facts),
        Behalf.COMMENT: _("登记好了：%(name)s 对 %(number)s“%(title)s”说的话。", **facts),
        Behalf.REPORT: _("登记好了：%(name)s 在 %(number)s“%(title)s”的举报。", **facts),
    }
    undoable = behalf.can_undo(current_actor(), Behalf(act), need, resident_id, row)
    return Last(said[Behalf(act)], fields if undoable else {})


@blueprint.post("/behalf/undo")
@access(works_here)
def undo_behalf(code: str) -> Response:
    """Take back what was entered by mistake."""
    actor, act = current_actor(), request.form.get("act", "")
    need_id = uuid_or_none(request.form.get("on"))
    need = found(queries.need_of(need_id, code) if need_id else None)
    resident_id, row = uuid_or_none(request.form.get("who")), uuid_or_none(request.form.get("row"))
    channel = request.form.get("channel", "")
    with unit_of_work():
        _undo(
            actor, act, need, resident_id, row, Channel(channel) if channel in set(Channel) else Channel.PAPER
        )
    flash(_("撤销了，就像没有登记过。"), "info")
    kept: dict[str, Any] = {name: request.form.get(name) or None for name in ("channel", "need")}
    return redirect(url_for(".behalf", code=code, **kept, act=act), 303)


def _undo(
    actor: Actor, act: str, need: Any, resident_id: UUID | None, row: UUID | None, channel: Channel
) -> None:
    undoes: dict[str, Callable[[], object]] = {}
    if resident_id is not None:
        undoes[Behalf.SUPPORT] = lambda: service.undo_support(actor, need, resident_id)
        undoes[Behalf.WITHDRAW] = lambda: service.undo_withdrawal(actor, need, resident_id, channel)
    if row is not None:
        undoes[Behalf.COMMENT] = lambda: service.undo_comment(actor, need, row)
        undoes[Behalf.REPORT] = lambda: service.undo_report(actor, need, row)
    if act not in undoes:
        raise Refusal("needs.nothing_to_undo")
    undoes[act]()


@blueprint.route("/behalf/sheet", methods=["GET", "POST"])
@access(works_here)
def sheet(code: str) -> str:
    """Enter a whole sheet of signatures for one need; lines that fit several persons ask who it is."""
    form, results, need = SheetForm(), [], Choice()
    if request.method == "GET":
        form.channel.data = request.args.get("channel") or "paper"
        form.need.data = tidy(request.args.get("need"))
    if form.validate_on_submit():
        need = _chosen("need", form.need, finding.needs_meant(code, form.need.data or ""))
        lines = [tidy(line) for line in (form.lines.data or "").split("\n") if tidy(line)]
        picks = _picks()
        if need.meant is None and not need.several:
            form.need.errors = [_("没有找到这条需求，请核对编号，或者换个字词。")]
        elif len(lines) > SHEET_LINES:
            form.lines.errors = [
                _(
                    "一次最多 %(most)s 行，现在是 %(have)s 行。请分几次登记。",
                    most=SHEET_LINES,
                    have=len(lines),
                )
            ]
        elif need.meant is not None and not (lines or picks):
            form.lines.errors = [_("还没有写门牌。一行写一个，例如 1-2-301 王秀兰。")]
        elif need.meant is not None:
            results = _sign(code, form, need.meant, lines, picks)
    survivor = queries.survivor_of(need.meant) if results else None
    return render_template(
        "needs/behalf_sheet.html", form=form, need=need, survivor=survivor, results=results, **SIZES
    )


def _picks() -> dict[str, str]:
    """The persons chosen for lines that fit several: the line, and whom it means."""
    places = [name.removeprefix("pick-") for name in request.form if name.startswith("pick-")]
    return {tidy(request.form.get(f"line-{place}")): request.form[f"pick-{place}"] for place in places}


def _sign(code: str, form: SheetForm, need: Any, lines: list[str], picks: Any) -> list[Any]:
    """Enter every line; a refusal (the need is closed, say) is told on the form."""
    try:
        with unit_of_work():
            results = service.sign_sheet(current_actor(), need, lines, picks, Channel(form.channel.data))
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return []
    # What was not found stays in its box, to be put right; the rest is done.
    form.lines.data = "\n".join(each.line for each in results if each.outcome == Outcome.UNKNOWN)
    form.lines.raw_data = None
    return results


@blueprint.post("/behalf/sheet/undo")
@access(works_here)
def undo_sheet(code: str) -> Response:
    """Take back every support a sheet has just brought."""
    need_id = uuid_or_none(request.form.get("on"))
    need = found(queries.need_of(need_id, code) if need_id else None)
    people = [each for text in request.form.getlist("who")[:SHEET_LINES] if (each := uuid_or_none(text))]
    with unit_of_work():
        count = service.undo_sheet(current_actor(), need, people)
    flash(_("撤销了 %(count)s 位的支持。", count=count), "info")
    return redirect(url_for(".sheet", code=code, need=need.number), 303)
