"""Changes of a project under way: asked for by the community, decided by the street office.

What was submitted stays as it was frozen; an approved change applies to the project alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects.capping import caps_of
from deliberation.projects.carrying import take_hold, tell_needs, tell_officers, tell_workers
from deliberation.projects.carrying_rules import (
    REPORTED,
    CarryStage,
    ChangeKind,
    ChangeState,
    check_spent,
    step,
)
from deliberation.projects.editing import set_funding
from deliberation.projects.models import Project, ProjectChange, ProjectList
from deliberation.projects.resourcing import take_back
from deliberation.projects.rules import FundingSource
from deliberation.wording import tidy_lines

TOLD = {
    ChangeState.APPROVED: "notice.projects.change_approved",
    ChangeState.REFUSED: "notice.projects.change_refused",
}


@dataclass(frozen=True)
class Wish:
    """What is to be changed, and why; only the value of its kind counts. Money in fen.

    `funding` says who pays how much of a new sum; without it, who paid all of it alone goes on doing so.
    """

    kind: ChangeKind
    reason: str
    cost_fen: int | None = None
    finish_on: date | None = None
    content: str = ""
    funding: Mapping[FundingSource, int] | None = None


def ask(actor: Actor, made: ProjectList, row: Project, wish: Wish) -> ProjectChange:
    """Ask the street office for a change; one of a kind at a time."""
    take_hold(made, row)
    if row.stage not in REPORTED:
        raise Refusal("projects.wrong_stage", stage=row.stage.value)
    _check(row, wish)
    funding = _funding(row, wish) if wish.kind == ChangeKind.MONEY else {}
    waiting = select(ProjectChange.id).where(
        ProjectChange.project_id == row.id,
        ProjectChange.kind == wish.kind,
        ProjectChange.state == ChangeState.WAITING,
    )
    if db.session.scalars(waiting).first():
        raise Refusal("projects.change_waits")
    change = ProjectChange(
        community_code=row.community_code,
        project_id=row.id,
        kind=wish.kind,
        state=ChangeState.WAITING,
        cost_fen=wish.cost_fen if wish.kind == ChangeKind.MONEY else None,
        funding=funding,
        finish_on=wish.finish_on if wish.kind == ChangeKind.TIME else None,
        content=tidy_lines(wish.content) if wish.kind == ChangeKind.CONTENT else "",
        reason=tidy_lines(wish.reason),
        before=_now(row),
        warnings=_warnings(row, wish),
        asked_by=actor.account_id,
    )
    db.session.add(change)
    db.session.flush()
    after = _wished(change)
    record(actor, "projects.ask_change", "project", row.id, row.community_code, change.before, after)
    tell_officers(made, row, "notice.projects.change_asked", {})
    return change


def approve(actor: Actor, made: ProjectList, row: Project, change: ProjectChange, note: str = "") -> None:
    """The street office approves: the project is changed, unless it is not any more as the request saw it."""
    take_hold(made, row)
    _still_waiting(change)
    if change.before != {name: _now(row)[name] for name in change.before}:
        raise Refusal("projects.row_changed_meanwhile")
    if change.kind == ChangeKind.STOP:
        row.stage = step(row.stage, CarryStage.STOPPED)
        for promised in list(row.pledged):
            take_back(actor, made, row, promised, change.reason[:300])
        tell_needs(actor, made, row, "projects.need_stopped")
    elif change.kind == ChangeKind.MONEY:
        row.cost_fen = change.cost_fen
        if change.funding:
            set_funding(row, {FundingSource(source): fen for source, fen in change.funding.items()})
    elif change.kind == ChangeKind.TIME:
        row.finish_on = change.finish_on
    else:
        row.content = change.content
    _decide(actor, made, row, change, ChangeState.APPROVED, tidy_lines(note))


def refuse(actor: Actor, made: ProjectList, row: Project, change: ProjectChange, reason: str) -> None:
    """The street office refuses, saying why; the project stays as it is."""
    take_hold(made, row)
    _still_waiting(change)
    if not tidy_lines(reason):
        raise Refusal("projects.no_reason")
    _decide(actor, made, row, change, ChangeState.REFUSED, tidy_lines(reason))


def _decide(
    actor: Actor, made: ProjectList, row: Project, change: ProjectChange, state: ChangeState, said: str
) -> None:
    change.state, change.decision_reason = state, said
    change.decided_by, change.decided_at = actor.account_id, now()
    row.carry_revision += 1
    act = "projects.approve_change" if state == ChangeState.APPROVED else "projects.refuse_change"
    after = {**_wished(change), "stage": row.stage, "said": said}
    record(actor, act, "project", row.id, row.community_code, change.before, after)
    tell_workers(made, row, TOLD[state], {"said": said})
    db.session.flush()


def _still_waiting(change: ProjectChange) -> None:
    db.session.refresh(change, with_for_update=True)
    if change.state != ChangeState.WAITING:
        raise Refusal("projects.change_decided")


def _check(row: Project, wish: Wish) -> None:
    if not tidy_lines(wish.reason):
        raise Refusal("projects.no_reason")
    for fen in (wish.cost_fen, *(wish.funding or {}).values()):
        check_spent(fen)
    told: dict[ChangeKind, bool] = {
        ChangeKind.MONEY: wish.cost_fen is not None and _moves_money(row, wish),
        ChangeKind.TIME: wish.finish_on is not None and wish.finish_on != row.finish_on,
        ChangeKind.CONTENT: bool(tidy_lines(wish.content)) and tidy_lines(wish.content) != row.content,
        ChangeKind.STOP: True,
    }
    if not told[wish.kind]:
        raise Refusal("projects.change_of_nothing")
    if wish.kind == ChangeKind.TIME and row.start_on and wish.finish_on and wish.finish_on < row.start_on:
        raise Refusal("projects.day_before_start", start_on=row.start_on.isoformat())


def _moves_money(row: Project, wish: Wish) -> bool:
    others_pay = wish.funding is not None and _parts(wish.funding) != _paid_now(row)
    return others_pay or wish.cost_fen != row.cost_fen


def _funding(row: Project, wish: Wish) -> dict[str, int]:
    """Who pays how much of the new sum, to the fen."""
    total, now_paid = wish.cost_fen or 0, _paid_now(row)
    parts = now_paid if wish.funding is None else _parts(wish.funding)
    if parts == now_paid and len(parts) == 1:
        parts = dict.fromkeys(parts, total)
    if sum(parts.values()) != total:
        raise Refusal("projects.change_funding", cost_fen=total, funding_fen=sum(parts.values()))
    return parts


def _parts(funding: Mapping[FundingSource, int]) -> dict[str, int]:
    return {source.value: fen for source, fen in funding.items() if fen}


def _paid_now(row: Project) -> dict[str, int]:
    return _parts({part.source: part.amount_fen for part in row.funding})


def _warnings(row: Project, wish: Wish) -> dict[str, Any]:
    """What the officer must know before deciding: the cap that is passed, resources that were promised."""
    if wish.kind == ChangeKind.MONEY:
        cap = caps_of(row.community_code).get(row.kind)
        return {"cap_fen": cap} if cap is not None and (wish.cost_fen or 0) > cap else {}
    if wish.kind == ChangeKind.STOP and row.pledged:
        return {"pledged": [each.resource.name for each in row.pledged]}
    return {}


def _now(row: Project) -> dict[str, Any]:
    return {
        "cost_fen": row.cost_fen,
        "finish_on": row.finish_on.isoformat() if row.finish_on else None,
        "content": row.content,
        "funding": _paid_now(row),
    }


def _wished(change: ProjectChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "cost_fen": change.cost_fen,
        "funding": change.funding,
        "finish_on": change.finish_on.isoformat() if change.finish_on else None,
        "content": change.content,
        "reason": change.reason,
        "warnings": change.warnings,
    }
