"""What neighbours do with a need: support it, talk about it, report a text, put their own right."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.needs import moderating, policy, queries, remarks, reporting, service
from deliberation.needs.forms import CommentForm, ReportForm, ReviseForm, uuid_or_none
from deliberation.needs.rules import Draft, ReportReason, TextKind
from deliberation.needs.said import answered_in, is_mine, reader_of, talk_of
from deliberation.needs.views.pages import need_page
from deliberation.needs.views.shared import blueprint, is_author, on_need_page, readable
from deliberation.web.access import (
    access,
    any_of,
    current_actor,
    everyone,
    found,
    lives_here,
    permit,
    plans_here,
    works_here,
)
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

talks_here = any_of(lives_here, plans_here, works_here)


@on_need_page
def talk_part(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """What neighbours said, and the form to say something or to reply."""
    talk, form = talk_of(row.Need, page_number(), actor), CommentForm(formdata=None)
    answered = answered_in(talk, uuid_or_none(request.args.get("reply")))
    form.reply_to.data = str(answered.id) if answered else ""
    return {
        "talk": talk,
        "form": form,
        "answered": answered,
        "may_comment": policy.may_comment(actor, code),
        "may_report": policy.may_report(actor, code),
    }


@blueprint.post("/<uuid:need_id>/support")
@access(lives_here)
def support(code: str, need_id: UUID) -> Response:
    """Support a need; of a merged one the survivor."""
    actor = current_actor()
    with unit_of_work():
        supported = service.support(actor, found(queries.need_of(need_id, code)))
        target, number = supported.id, supported.number
    if target != need_id:
        flash(_("这条需求已经合并，您支持的是合并后的需求 %(number)s。", number=number), "info")
    elif actor.confirmed:
        flash(_("谢谢，您的支持已经算上了。"), "success")
    else:
        flash(_("收到了。社区确认您的住户身份后，您的支持就会算上。"), "info")
    return redirect(url_for(".show", code=code, need_id=target), 303)


@blueprint.post("/<uuid:need_id>/withdraw")
@access(lives_here)
def withdraw(code: str, need_id: UUID) -> Response:
    """Take one's support back."""
    with unit_of_work():
        target = service.withdraw_support(current_actor(), found(queries.need_of(need_id, code))).id
    flash(_("您的支持已经收回。想再支持，随时可以。"), "info")
    return redirect(url_for(".show", code=code, need_id=target), 303)


@blueprint.post("/<uuid:need_id>/comments")
@access(talks_here)
def comment(code: str, need_id: UUID) -> str | Response:
    """Say something about a need, or reply to what somebody said."""
    actor, need, form = current_actor(), found(queries.need_of(need_id, code)), CommentForm()
    found(readable(code, need, actor) or None)
    permit(policy.may_comment(actor, code))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                target = reply_target(code, form)
                said = service.comment(actor, need, form.text.data or "", form.key.data, target)
                public = said.published_at is not None
            flash(_("发出了。") if public else _("收到了，社区工作者看过后公开。"), "success")
            return redirect(place_of(code, said, actor), 303)
    if form.form_errors:
        form.reply_to.data = ""
    return need_page(code, need_id, form=form)


def reply_target(code: str, form: CommentForm) -> Any:
    """What is replied to, if anything."""
    comment_id = uuid_or_none(form.reply_to.data)
    return moderating.text_of(TextKind.COMMENT, comment_id, code) if comment_id else None


@blueprint.get("/<uuid:need_id>/comments/<uuid:comment_id>")
@access(everyone)
def said(code: str, need_id: UUID, comment_id: UUID) -> Response:
    """Go to where a remark or reply stands on the page of its need."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    found(readable(code, need, actor) or None)
    comment = found(queries.comment_of(comment_id, need_id, code))
    return redirect(place_of(code, comment, actor), 303)


def place_of(code: str, comment: Any, actor: Actor) -> str:
    """The page of the need on which a remark or reply stands, and its place there."""
    page = remarks.page_with(comment, reader_of(actor, code))
    known: dict[str, Any] = {"page": page} if page > 1 else {}
    known |= {"code": code, "need_id": comment.need_id, "_anchor": f"comment-{comment.id}"}
    if comment.solution_id:
        return url_for(".solution", solution_id=comment.solution_id, **known)
    return url_for(".show", **known)


@blueprint.post("/<uuid:need_id>/comments/<uuid:comment_id>/withdraw")
@access(talks_here)
def withdraw_comment(code: str, need_id: UUID, comment_id: UUID) -> Response:
    """Take one's own words back."""
    actor, comment = current_actor(), found(queries.comment_of(comment_id, need_id, code))
    found(is_mine(comment, reader_of(actor, code)) or None)
    with unit_of_work():
        service.withdraw_comment(actor, comment)
    flash(_("您的话收回了，原来的地方写着“本人撤回”。"), "info")
    return redirect(place_of(code, comment, actor), 303)


@blueprint.route("/<uuid:need_id>/report", methods=["GET", "POST"])
@access(talks_here)
def report(code: str, need_id: UUID) -> str | Response:
    """Say that a text of this need should not stand."""
    actor, text, form = current_actor(), _reported(code, need_id), ReportForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.report(actor, text, ReportReason(form.reason.data), form.text.data or "")
            flash(_("收到了。社区工作者会看，结果会发消息告诉您；对方看不到是谁举报的。"), "success")
            return redirect(url_for(".show", code=code, need_id=need_id), 303)
    kind = reporting.kind_of(text)
    need = reporting.need_of_text(text)
    return render_template("needs/report.html", form=form, text=text, kind=kind, need=need)


def _reported(code: str, need_id: UUID) -> Any:
    """The text the address names: the need, or a comment or a proposed way below it."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    found(readable(code, need, actor) or None)
    for kind in (TextKind.COMMENT, TextKind.SOLUTION):
        if kind in request.args:
            text_id = uuid_or_none(request.args[kind])
            text: Any = moderating.text_of(kind, text_id, code) if text_id else None
            return found(text if text is not None and text.need_id == need_id and _open(text) else None)
    return found(need if _open(need) else None)


def _open(text: Any) -> bool:
    """A report is of what everybody can read; of what was taken down in between the form says so."""
    return request.method == "POST" or reporting.is_public(text)


@blueprint.route("/<uuid:need_id>/revise", methods=["GET", "POST"])
@access(lives_here)
def revise(code: str, need_id: UUID) -> str | Response:
    """The author puts a taken-down need right and sends it again."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    mine = is_author(actor, need)
    found(policy.may_put_right(actor, code, mine, need.withheld_at is not None) or None)
    form = ReviseForm(obj=need)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.revise(actor, need, form.draft(_as_it_was(need)))
            flash(_("收到了，社区工作者看过后重新公开。"), "success")
            return redirect(url_for(".show", code=code, need_id=need_id), 303)
    return render_template("needs/revise.html", form=form, need=need)


def _as_it_was(need: Any) -> Draft:
    return Draft(**{name: getattr(need, name) for name in Draft.__dataclass_fields__})
