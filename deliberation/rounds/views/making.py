"""Making a round: plan, look at the ballot, announce, annul."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import start_of, today
from deliberation.cycles.queries import current_cycle
from deliberation.database import unit_of_work
from deliberation.needs.queries import shortlisted_needs
from deliberation.places.queries import estates_of
from deliberation.rounds import policy, queries, registers, service, terms
from deliberation.rounds.forms import BallotForm, PlanForm, ReasonForm, data_of
from deliberation.rounds.papers import tie_rule
from deliberation.rounds.plan_rules import fingerprint
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.views.ballot_sheet import sheet_of
from deliberation.rounds.views.looking import in_the_way, look_at
from deliberation.rounds.views.shared import HERE, ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, leads_here, permit, works_here
from deliberation.web.formats import money
from deliberation.web.forms import refused_into


@blueprint.route(f"{HERE}/new", methods=["GET", "POST"])
@access(works_here)
def new(code: str) -> str | Response:
    """Plan a round in one form."""
    return _plan(code, None)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@access(works_here)
def edit(code: str, round_id: UUID) -> str | Response:
    """Change a draft."""
    row = visible_round(code, round_id)
    permit(policy.may_edit(current_actor(), code, row.state))
    return _plan(code, row)


@blueprint.post(f"{HERE}/look")
@access(works_here)
def look(code: str) -> str:
    """The look at the ballot that is being planned, for the page that shows it beside the form."""
    needs = shortlisted_needs(code)
    form = PlanForm()
    form.offer(needs, queries.possible_signers(code), estates_of(code))
    return render_template("rounds/look.html", look=look_at(form, needs, code))


def _plan(code: str, row: RoundRow | None) -> str | Response:
    needs = shortlisted_needs(code)
    form = PlanForm(data=_begun(row))
    form.offer(needs, queries.possible_signers(code), estates_of(code))
    looked = request.method == "POST" and bool(request.form.get("look"))
    if not looked and form.validate_on_submit():
        with refused_into(form):
            saved_id = _save(code, row, form, needs)
            flash(_("草稿存好了。请看一看选票的样子，再公布。"), "success")
            return redirect(url_for(".preview", code=code, round_id=saved_id), 303)
    changed = bool(row and form.form_errors and form.seen.data != fingerprint(service.plan_of(row)))
    if row and changed:
        # Whoever saves again after the warning means it.
        form.seen.data = fingerprint(service.plan_of(row))
    return render_template(
        "rounds/edit.html",
        form=form,
        round=row,
        changed=changed,
        hints={str(need.id): _hint(need) for need in needs},
        method_hints=terms.method_hints(),
        look=look_at(form, needs, code) if looked or (row and not form.is_submitted()) else None,
    )


def _begun(row: RoundRow | None) -> dict[str, Any]:
    """What the form starts with: a new round opens tomorrow morning, for a week."""
    if row is None:
        opens_at = start_of(today() + timedelta(days=1)) + timedelta(hours=8)
        return {"k": 3, "opens_at": opens_at, "closes_at": opens_at + timedelta(days=7, hours=12)}
    plan = service.plan_of(row)
    return {**data_of(plan), "seen": fingerprint(plan)}


def _save(code: str, row: RoundRow | None, form: PlanForm, needs: Sequence[Any]) -> UUID:
    plan = form.plan(needs)
    with unit_of_work():
        if row:
            saved = service.revise(current_actor(), row.id, plan, form.seen.data or "")
        else:
            cycle = current_cycle(code)
            saved = service.create(current_actor(), code, cycle.id if cycle else None, plan)
        return saved.id


def _hint(need: Any) -> str:
    return _(
        "%(number)s · 估算 %(cost)s · %(supports)s 人支持 · 怎么办：%(way)s",
        number=need.number,
        cost=money(need.cost_fen),
        supports=need.supports,
        way=need.solution_title or _("还没有选定"),
    )


@blueprint.get(f"{ONE}/preview")
@access(works_here)
def preview(code: str, round_id: UUID) -> str:
    """The ballot as a voter will see it, and what announcing it freezes."""
    row = visible_round(code, round_id)
    permit(policy.may_edit(current_actor(), code, row.state))
    plan = service.current_plan(row)
    return render_template(
        "rounds/preview.html",
        round=row,
        sheet=sheet_of(plan, plan.options, BallotForm(formdata=None)),
        open_ways=[option.title for option in plan.options if option.need_id and not option.way],
        voters=len(registers.eligible(code, row.unit, row.estates)),
        signers=queries.signer_names(row),
        ties=tie_rule(row.ties),
        seen=fingerprint(plan),
        refusal=in_the_way(plan),
    )


@blueprint.post(f"{ONE}/announce")
@access(works_here)
def announce(code: str, round_id: UUID) -> Response:
    """Freeze the round and its register."""
    row = visible_round(code, round_id)
    permit(policy.may_plan(current_actor(), code))
    with unit_of_work():
        service.announce(current_actor(), row.id, request.form.get("seen"))
    flash(_("公布了。到了开始时间，投票会自动开始；到了结束时间，会自动计票。"), "success")
    return redirect(url_for(".show", code=code, round_id=round_id), 303)


@blueprint.post(f"{ONE}/discard")
@access(works_here)
def discard(code: str, round_id: UUID) -> Response:
    """Throw a draft away."""
    row = visible_round(code, round_id)
    with unit_of_work():
        service.discard(current_actor(), row.id)
    flash(_("草稿删除了。"), "success")
    return redirect(url_for(".index", code=code), 303)


@blueprint.route(f"{ONE}/annul", methods=["GET", "POST"])
@access(leads_here)
def annul(code: str, round_id: UUID) -> str | Response:
    """Stop a round with a public reason."""
    row = visible_round(code, round_id)
    permit(policy.may_annul(current_actor(), code, row.state))
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.annul(current_actor(), row.id, form.reason.data or "")
            flash(_("这轮投票作废了，选票已经销毁。"), "success")
            return redirect(url_for(".show", code=code, round_id=round_id), 303)
    return render_template("rounds/annul.html", form=form, round=row)


@blueprint.post(f"{ONE}/close")
@access(works_here)
def close(code: str, round_id: UUID) -> Response:
    """Count a round whose time is over, when the machine has not yet done it."""
    row = visible_round(code, round_id)
    with unit_of_work():
        service.close(current_actor(), row.id)
    return redirect(url_for(".show", code=code, round_id=round_id), 303)
