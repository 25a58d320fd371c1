"""Ways to meet a shortlisted need: side by side, one with its comments, proposing, checking, choosing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.needs import piles, policy, queries, service, solutions
from deliberation.needs.forms import uuid_or_none
from deliberation.needs.forms.solving import (
    AssessForm,
    EnterWayCommentForm,
    EnterWayForm,
    HideWayForm,
    ProposeForm,
    ReviseWayForm,
    WayCommentForm,
    assessed,
    number_in,
)
from deliberation.needs.holding import freedom_of
from deliberation.needs.rules import Channel, Proposer
from deliberation.needs.said import answered_in, talk_of
from deliberation.needs.shown import Slip, slips
from deliberation.needs.solving import words_are_open
from deliberation.needs.views.shared import blueprint, is_author, on_need_page
from deliberation.needs.views.talking import place_of, reply_target
from deliberation.needs.ways import takes_ways
from deliberation.places.addresses import address
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
from deliberation.web.phrases import label
from deliberation.wording import mask_name, tidy

HERE = "/<uuid:need_id>/solutions"
ONE = f"{HERE}/<uuid:solution_id>"
TONES = {"ready": "done", "conditional": "waiting", "hard": "waiting", "unknown": "neutral"}
anybody_here = any_of(lives_here, plans_here, works_here)
desk = any_of(plans_here, works_here)


@dataclass(frozen=True)
class Way:
    """A way as the page shows it."""

    said: Any
    proposer: str
    comments: int
    entered_by: str
    tone: str
    mine: bool

    @property
    def standing(self) -> str:
        """'hidden', 'waiting', 'chosen', or '' for one among others."""
        if self.said.hidden_at is not None:
            return "hidden"
        if self.said.published_at is None:
            return "waiting"
        return "chosen" if self.said.chosen_at is not None else ""


def _way(row: Any, actor: Actor, names: bool) -> Way:
    said = row.NeedSolution
    mine = actor.account_id is not None and said.account_id == actor.account_id
    tone = TONES.get(str(said.feasibility), "neutral")
    return Way(said, _proposer(row, names), row.comments, row.entered_by_name or "", tone, mine)


def _proposer(row: Any, names: bool) -> str:
    """Departments by name, planner and worker by their role, residents by name, nickname or masked name."""
    said = row.NeedSolution
    if said.proposer == Proposer.DEPARTMENT:
        return str(said.proposer_name)
    if said.proposer != Proposer.RESIDENT:
        return label("proposer", said.proposer)
    name = row.account_name or row.resident_name or said.proposer_name
    shown = name if names else row.nickname or mask_name(name or "")
    return str(shown or label("proposer", said.proposer))


def _readable(code: str, need_id: UUID) -> Any:
    """The need, if this visitor may read it."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    may = need.published_at or policy.may_read_unpublished(actor, code, is_author(actor, need))
    return found(need if may else None)


@on_need_page
def ways_in_brief(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """How many ways there are and which one is chosen, on the page of a shortlisted need."""
    if not takes_ways(row.Need.state):
        return {"ways": None}
    return {"ways": {"count": row.ways_count, "chosen": row.way_chosen}}


@blueprint.get(HERE, endpoint="solutions")
@access(everyone)
def solutions_of_need(code: str, need_id: UUID) -> str:
    """The ways to meet a need side by side."""
    return _page(code, need_id, ProposeForm(formdata=None))


def _page(code: str, need_id: UUID, form: ProposeForm) -> str:
    actor, need = current_actor(), _readable(code, need_id)
    names = policy.sees_names(actor, code)
    rows = solutions.solutions_of(need_id, actor.account_id, names)
    return render_template(
        "needs/solutions.html",
        need=need,
        ways=[_way(row, actor, names) for row in rows],
        form=form,
        **_rights(actor, code, need),
    )


def _rights(actor: Actor, code: str, need: Any) -> dict[str, bool]:
    """What this visitor may do with the ways of a need as it stands."""
    free, shortlisted = freedom_of(need.id), takes_ways(need.state)
    takes = shortlisted and free.ways
    return {
        "closed": shortlisted and not free.ways,
        "pending": takes and not free.choice,
        "takes": takes,
        "may_propose": takes and policy.may_propose(actor, code),
        "may_assess": takes and policy.may_assess(actor, code),
        "may_choose": takes and free.choice and policy.may_choose(actor, code),
        "may_enter": takes and policy.may_enter(actor, code),
        "may_sort": policy.may_sort(actor, code),
        "may_comment": policy.may_comment(actor, code),
    }


@blueprint.post(HERE)
@access(anybody_here)
def propose(code: str, need_id: UUID) -> str | Response:
    """Propose a way; planner and worker go on to its figures."""
    actor, need, form = current_actor(), _readable(code, need_id), ProposeForm()
    permit(policy.may_propose(actor, code))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                said = service.propose(actor, need, form.proposal(), form.key.data)
                said_id, public = said.id, said.published_at is not None
            if policy.may_assess(actor, code):
                flash(_("办法记下了。接着核一核能不能做、要多少钱。"), "success")
                return _to(".assess_way", code, need_id, said_id)
            flash(
                _("谢谢，您的办法已经列在这里了。") if public else _("收到了，社区工作者看过以后公开。"),
                "success",
            )
            return _to(".solution", code, need_id, said_id)
    return _page(code, need_id, form)


@blueprint.get(ONE)
@access(everyone)
def solution(code: str, need_id: UUID, solution_id: UUID) -> str:
    """One way, and what people say about it."""
    return _one(code, need_id, solution_id, WayCommentForm(formdata=None))


def _one(code: str, need_id: UUID, solution_id: UUID, form: WayCommentForm) -> str:
    actor, need = current_actor(), _readable(code, need_id)
    names = policy.sees_names(actor, code)
    row = found(solutions.solution_shown(solution_id, need_id, code, actor.account_id, names))
    way = _way(row, actor, names)
    talk = talk_of(need, page_number(), actor, solution_id)
    answered = answered_in(talk, uuid_or_none(request.args.get("reply")))
    if answered and not form.is_submitted():
        form.reply_to.data = str(answered.id)
    rights = _rights(actor, code, need)
    still = rights["takes"] and not (rights["pending"] and way.said.chosen_at is not None)
    mine = way.mine and words_are_open(way.said)
    rights["may_assess"] = rights["may_assess"] and still
    return render_template(
        "needs/solution.html",
        need=need,
        way=way,
        talk=talk,
        answered=answered,
        may_report=policy.may_report(actor, code),
        form=form,
        may_revise=still and policy.may_revise(actor, code, mine),
        **rights,
    )


@blueprint.post(ONE)
@access(anybody_here)
def comment_on_way(code: str, need_id: UUID, solution_id: UUID) -> str | Response:
    """Say something about a way."""
    actor, need, form = current_actor(), _readable(code, need_id), WayCommentForm()
    said = _readable_way(code, need_id, solution_id)
    permit(policy.may_comment(actor, code))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                target = reply_target(code, form)
                spoken = service.comment_on_way(
                    actor, need, said, form.text.data or "", form.key.data, target
                )
                public = spoken.published_at is not None
            flash(_("评论发出了。") if public else _("评论收到了，社区工作者看过后公开。"), "success")
            return redirect(place_of(code, spoken, actor), 303)
    if form.form_errors:
        form.reply_to.data = ""
    return _one(code, need_id, solution_id, form)


def _readable_way(code: str, need_id: UUID, solution_id: UUID) -> Any:
    """The way, if this visitor may read it."""
    actor = current_actor()
    names = policy.sees_names(actor, code)
    return found(solutions.solution_shown(solution_id, need_id, code, actor.account_id, names)).NeedSolution


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@access(anybody_here)
def revise_way(code: str, need_id: UUID, solution_id: UUID) -> str | Response:
    """Correct the words of a way."""
    actor, need = current_actor(), _readable(code, need_id)
    said = _readable_way(code, need_id, solution_id)
    permit(policy.may_revise(actor, code, said.account_id == actor.account_id))
    form = ReviseWayForm(data={"title": said.title, "text": said.text, "version": said.version})

    def act(version: int) -> None:
        service.revise_way(actor, need, said, form.proposal(), version)

    if _saved(form, said, act):
        flash(_("改好了。"), "success")
        return _to(".solution", code, need_id, solution_id)
    return render_template("needs/solution_edit.html", need=need, said=said, form=form)


@blueprint.route(f"{ONE}/assess", methods=["GET", "POST"])
@access(desk)
def assess_way(code: str, need_id: UUID, solution_id: UUID) -> str | Response:
    """Check whether a way can be done, and what it costs."""
    actor, need = current_actor(), _readable(code, need_id)
    said = _readable_way(code, need_id, solution_id)
    form = AssessForm(data=assessed(said))

    def act(version: int) -> None:
        service.assess_way(actor, need, said, form.assessment(), version)

    if _saved(form, said, act):
        flash(_("核好了，提出的人会收到消息。"), "success")
        return _to(".solution", code, need_id, solution_id)
    return render_template("needs/solution_assess.html", need=need, said=said, form=form)


def _saved(form: Any, said: Any, act: Callable[[int], None]) -> bool:
    """Whether a form was sent and its act done. When somebody else has changed the way meanwhile, what was
    typed stays, and the form now knows what stands there: sending it again is meant."""
    if not form.validate_on_submit():
        return False
    version, saved = number_in(form.version.data), False
    with refused_into(form):
        with unit_of_work():
            act(version)
        saved = True
    if not saved:
        form.changed = said.version != version
        form.version.data, form.version.raw_data = said.version, None
    return saved


@blueprint.post(f"{ONE}/choose")
@access(works_here)
def choose_way(code: str, need_id: UUID, solution_id: UUID) -> Response:
    """This is how it will be done."""
    return _act(code, need_id, solution_id, service.choose_way, _("选定了，会写到选票和项目清单上。"))


@blueprint.post(f"{ONE}/unchoose")
@access(works_here)
def unchoose_way(code: str, need_id: UUID, solution_id: UUID) -> Response:
    """Take the choice back."""
    return _act(code, need_id, solution_id, service.unchoose_way, _("收回了，可以重新选。"))


def _act(
    code: str,
    need_id: UUID,
    solution_id: UUID,
    act: Callable[[Actor, Any, Any, int], None],
    sentence: str,
) -> Response:
    need = found(queries.need_of(need_id, code))
    said = found(solutions.solution_of(solution_id, need_id, code))
    with unit_of_work():
        act(current_actor(), need, said, number_in(request.form.get("version")))
    flash(sentence, "success")
    return redirect(url_for(".solutions", code=code, need_id=need_id), 303)


@blueprint.post(f"{ONE}/publish")
@access(works_here)
def publish_way(code: str, need_id: UUID, solution_id: UUID) -> Response:
    """Let everybody read a way."""
    need = found(queries.need_of(need_id, code))
    said = found(solutions.solution_of(solution_id, need_id, code))
    with unit_of_work():
        service.publish_way(current_actor(), need, said)
    flash(_("公开了，提出的人会收到消息。"), "success")
    return _to(".solution", code, need_id, solution_id)


@blueprint.route(f"{ONE}/hide", methods=["GET", "POST"])
@access(works_here)
def hide_way(code: str, need_id: UUID, solution_id: UUID) -> str | Response:
    """Take a way off the page, with the reason."""
    need = found(queries.need_of(need_id, code))
    said = found(solutions.solution_of(solution_id, need_id, code))
    form = HideWayForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.hide_way(current_actor(), need, said, form.why.data or "")
            flash(_("撤下了，提出的人会收到消息。"), "success")
            return _to(".solution", code, need_id, solution_id)
    return render_template("needs/solution_hide.html", need=need, said=said, form=form)


@blueprint.route(f"{HERE}/enter", methods=["GET", "POST"])
@access(works_here)
def enter_way(code: str, need_id: UUID) -> str | Response:
    """Write down a way a resident told, or a department sent."""
    need, words = found(queries.need_of(need_id, code)), tidy(request.args.get("who"))
    form = EnterWayForm()
    if request.method == "GET":
        form.resident.data = request.args.get("resident", "")
        form.proposer.data = Proposer.RESIDENT.value if form.resident.data else None
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                said = _entered(need, form)
                said_id = said.id
            flash(_("登记好了。接着核一核能不能做、要多少钱；现在不清楚，可以以后再核。"), "success")
            return _to(".assess_way", code, need_id, said_id)
    known = _who(code, words, uuid_or_none(form.resident.data))
    return render_template("needs/solution_enter.html", need=need, form=form, **known)


def _entered(need: Any, form: EnterWayForm) -> Any:
    actor, name, channel = current_actor(), form.name.data or "", Channel(form.channel.data)
    if form.proposer.data == Proposer.DEPARTMENT:
        return service.propose_for_department(actor, need, form.proposal(), name, channel, form.key.data)
    resident_id = uuid_or_none(form.resident.data)
    return service.propose_on_behalf(actor, need, form.proposal(), channel, name, resident_id, form.key.data)


def _door(row: Any) -> tuple[UUID, str, str]:
    resident_id, name, *parts = row
    return resident_id, name, address(*parts)


@blueprint.route(f"{ONE}/say", methods=["GET", "POST"])
@access(works_here)
def enter_way_comment(code: str, need_id: UUID, solution_id: UUID) -> str | Response:
    """Write down what a resident says about a way."""
    need = found(queries.need_of(need_id, code))
    said = found(solutions.solution_of(solution_id, need_id, code))
    words, form = tidy(request.args.get("who")), EnterWayCommentForm()
    if request.method == "GET":
        form.resident.data = request.args.get("resident", "")
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.comment_on_way_for(
                    current_actor(),
                    need,
                    said,
                    form.text.data or "",
                    Channel(form.channel.data),
                    form.name.data or "",
                    uuid_or_none(form.resident.data),
                    form.key.data,
                )
            flash(_("登记好了，已经列在评论里。"), "success")
            return _to(".solution", code, need_id, solution_id, "comments")
    known = _who(code, words, uuid_or_none(form.resident.data))
    return render_template("needs/solution_say.html", need=need, said=said, form=form, **known)


def _who(code: str, words: str, resident_id: UUID | None) -> dict[str, Any]:
    """The search for a resident: the words, who was found, who is chosen."""
    return {
        "words": words,
        "doors": [_door(row) for row in piles.residents_found(code, words)] if words else [],
        "resident": piles.resident_of(resident_id, code) if resident_id else None,
    }


def _to(endpoint: str, code: str, need_id: UUID, solution_id: UUID, anchor: str | None = None) -> Response:
    url = url_for(endpoint, code=code, need_id=need_id, solution_id=solution_id, _anchor=anchor)
    return redirect(url, 303)


@blueprint.get("/to-solve")
@access(desk)
def to_solve(code: str) -> str:
    """The shortlisted needs that wait for a way."""
    page = solutions.needs_to_solve(code, page_number())
    names = policy.sees_names(current_actor(), code)
    shown = slips(page.items, names, "needs.solutions")
    return render_template(
        "needs/to_solve.html",
        page=page,
        slips=[_asking(slip, row) for slip, row in zip(shown, page.items, strict=True)],
    )


def _asking(slip: Slip, row: Any) -> Slip:
    """The slip of a need that wants a way, with how far its ways are."""
    if row.checked:
        return replace(slip, state_label=_("核过 %(count)s 个办法", count=row.checked), state_tone="info")
    wants = _("%(count)s 个办法等着核", count=row.ways) if row.ways else _("还没有办法")
    return replace(slip, state_label=wants, state_tone="waiting")
