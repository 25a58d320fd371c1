"""Pages of needs for everybody: the list, one need, saying what is missing, supporting, talking."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.cycles.queries import stage_now
from deliberation.database import unit_of_work
from deliberation.needs import policy, queries, service
from deliberation.needs.forms import CommentForm, FilterForm, NeedForm
from deliberation.needs.rules import NeedState, takes_support
from deliberation.needs.shown import author_shown, next_step, sentence_of, slips, standing, steps
from deliberation.needs.views import sorting
from deliberation.needs.views.shared import blueprint, is_author, parts_of
from deliberation.places.queries import estates_of
from deliberation.web.access import (
    access,
    any_of,
    current_actor,
    everyone,
    found,
    lives_here,
    permit,
    works_here,
)
from deliberation.web.forms import refused_into
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
    )


@blueprint.get("/mine")
@access(lives_here)
def mine(code: str) -> str:
    """All my needs, each with its last step and the next one."""
    actor = current_actor()
    wanted = FilterForm(request.args).wanted((actor.account_id, actor.resident_id))
    page = queries.needs_of(code, wanted, page_number())
    last = queries.latest_events([row.Need.id for row in page.items])
    ways = {need_id: {"at": event.at, "sentence": sentence_of(event)} for need_id, event in last.items()}
    shown = [(slip, ways.get(slip.need.id), next_step(slip.need)) for slip in slips(page.items, False)]
    return render_template("needs/mine.html", page=page, shown=shown)


@blueprint.route("/new", methods=["GET", "POST"])
@access(any_of(lives_here, works_here))
def new(code: str) -> str | Response:
    """Say what is missing."""
    actor = current_actor()
    if not policy.may_submit(actor, code):
        return redirect(url_for(".sorting.enter", code=code))
    form = NeedForm(estates=estates_of(code))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                need_id = service.submit(actor, code, form.draft(), form.key.data).id
            return redirect(url_for(".sent", code=code, need_id=need_id), 303)
    waits = not policy.joins_cycle(stage_now(code)[1])
    return render_template("needs/new.html", form=form, waits=waits)


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
    return _page_of(code, need_id, CommentForm(formdata=None))


def _page_of(code: str, need_id: UUID, form: CommentForm) -> str:
    actor = current_actor()
    row = found(queries.need_shown(need_id, code))
    need, names = row.Need, policy.sees_names(actor, code)
    readable = need.published_at or policy.may_read_unpublished(actor, code, is_author(actor, need))
    found(readable or None)
    comments = queries.comments_of(need_id, page_number(), actor.account_id, names)
    return render_template(
        "needs/show.html",
        row=row,
        need=need,
        stands=standing(need),
        author=author_shown(row, names),
        survivor=queries.survivor_of(need) if need.state == NeedState.MERGED else None,
        merged=queries.merged_into(need_id),
        steps=steps(queries.events_of(need_id)),
        comments=comments,
        comment_names=[sorting.commenter(each, names) for each in comments.items],
        supported=queries.has_supported(need_id, actor.resident_id),
        supportable=takes_support(need.state) and need.published_at is not None,
        may_support=policy.may_support(actor, code),
        may_comment=policy.may_comment(actor, code),
        may_sort=policy.may_sort(actor, code),
        form=form,
        **parts_of(code, row, actor),
    )


@blueprint.post("/<uuid:need_id>/support")
@access(lives_here)
def support(code: str, need_id: UUID) -> Response:
    """Support a need; of a merged one the survivor."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    with unit_of_work():
        supported = service.support(actor, need)
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
    need = found(queries.need_of(need_id, code))
    with unit_of_work():
        target = service.withdraw_support(current_actor(), need).id
    flash(_("您的支持已经收回。"), "info")
    return redirect(url_for(".show", code=code, need_id=target), 303)


@blueprint.post("/<uuid:need_id>/comments")
@access(any_of(lives_here, works_here))
def comment(code: str, need_id: UUID) -> str | Response:
    """Say something about a need."""
    actor, need, form = current_actor(), found(queries.need_of(need_id, code)), CommentForm()
    readable = need.published_at or policy.may_read_unpublished(actor, code, is_author(actor, need))
    found(readable or None)
    permit(policy.may_comment(actor, code))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                said = service.comment(actor, need, form.text.data or "", form.key.data)
                public = said.published_at is not None
            flash(_("评论发出了。") if public else _("评论收到了，社区工作者看过后公开。"), "success")
            return redirect(url_for(".show", code=code, need_id=need_id, _anchor="comments"), 303)
    return _page_of(code, need_id, form)
