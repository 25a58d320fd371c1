"""Needs and cycles: what waits moves into the next cycle, and what was not chosen goes on into it (结转).

Both go in bounded portions of a constant number of statements, and can be repeated: what has moved is not
found again. A need carried over begins the new cycle at its first stage; its history keeps the way so far.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, select, update

from deliberation.actors import Actor, machine
from deliberation.clock import now, today
from deliberation.cycles.models import Cycle
from deliberation.cycles.queries import collecting_cycle, next_to_collect
from deliberation.cycles.rules import Stage
from deliberation.database import db, reading, unit_of_work
from deliberation.journal.service import record
from deliberation.needs.holding import held_for_good, held_now, passing_holders, standing
from deliberation.needs.models import Need, NeedEvent, NeedFollow, NeedHold, NeedSupport
from deliberation.needs.queries import waiting_communities
from deliberation.needs.rules import LIVE, accepts_cycle, public_role
from deliberation.notices.models import Message
from deliberation.notices.service import Told, tell_all
from deliberation.people.models import Account

CHUNK = 500
CHUNKS_A_CHORE = 40
QUIET = timedelta(days=30)
SUPPORTS_CARRIED = "notice.needs.carried_supports"


@dataclass(frozen=True)
class _Move:
    """A need on its way into another cycle, and the one it leaves."""

    id: UUID
    number: str
    title: str
    author_id: UUID | None
    left: str


def follow_plan(actor: Actor, cycle: Cycle) -> None:
    """Registered with `cycles.service.when_planned`: a newly planned cycle takes in what waits, and a first
    portion of what was not chosen before; the chore brings the rest."""
    adopt_waiting(actor, cycle)
    target = next_to_collect(cycle.community_code)
    if target is not None and target.id == cycle.id:
        carry_over(actor, cycle)


def adopt_due() -> None:
    """Registered as a chore: where collecting has begun, waiting needs move in; and what was left behind in
    cycles that are over goes on into the one that collects, or between two cycles into the next."""
    with reading():
        codes = sorted({*waiting_communities(), *_communities_behind()})
        due = [code for code in codes if next_to_collect(code) is not None]
        db.session.rollback()
    for code in due:
        for _portion in range(CHUNKS_A_CHORE):
            with unit_of_work():
                moved = _take_in(code)
            if moved == 0:
                break


def _take_in(code: str) -> int:
    """A portion of what is due in a community."""
    collecting, target = collecting_cycle(code), next_to_collect(code)
    moved = adopt_waiting(machine(), collecting) if collecting is not None else 0
    return moved + (carry_over(machine(), target) if target is not None else 0)


def adopt_waiting(actor: Actor, cycle: Cycle) -> int:
    """Move waiting needs into a cycle whose collecting has not ended, tell the authors, return how many."""
    if not accepts_cycle(_collecting_ends(cycle), today()):
        return 0
    waiting = [Need.community_code == cycle.community_code, Need.cycle_id.is_(None), Need.state.in_(LIVE)]
    return sum(_portions(lambda: _moves(waiting), lambda moves: _adopt(actor, cycle, moves)))


def _portions(find: Callable[[], Sequence[_Move]], act: Callable[[Sequence[_Move]], None]) -> Iterable[int]:
    while moves := find():
        act(moves)
        yield len(moves)


def _adopt(actor: Actor, cycle: Cycle, moves: Sequence[_Move]) -> None:
    told = {"cycle": cycle.name}
    _move(actor, cycle, moves, "needs.adopted", lambda _move: told, "notice.needs.adopted")
    after = {"numbers": [each.number for each in moves]}
    record(actor, "needs.adopt", "cycle", cycle.id, cycle.community_code, after=after)


def _collecting_ends(cycle: Cycle) -> date | None:
    return next((span.ends_on for span in cycle.spans() if span.stage == Stage.COLLECTING), None)


def carry_over(actor: Actor, cycle: Cycle) -> int:
    """Carry a portion of the live needs of cycles that are over into this one, with all their supports: what
    no list holds and no vote or meeting still works on. Authors are told of each need, supporters once."""
    if not accepts_cycle(_collecting_ends(cycle), today()):
        return 0
    moves = _moves(_behind(cycle.community_code), with_cycle=True)
    if not moves:
        return 0

    def facts(each: _Move) -> dict[str, Any]:
        return {"from": each.left, "to": cycle.name}

    told = _move(actor, cycle, moves, "needs.carried_over", facts, "notice.needs.carried_over")
    ids = [each.id for each in moves]
    db.session.execute(update(Need).where(Need.id.in_(ids)).values(stage=Stage.COLLECTING))
    db.session.execute(delete(NeedHold).where(NeedHold.need_id.in_(ids)))
    _tell_supporters(actor, cycle, moves, told)
    after = {"numbers": [each.number for each in moves], "from": sorted({each.left for each in moves})}
    record(actor, "needs.carry_over", "cycle", cycle.id, cycle.community_code, after=after)
    return len(moves)


def _behind(code: str) -> list[ColumnElement[bool]]:
    """As conditions: live needs of this community's cycles that are over, which nothing still works on."""
    over = select(Cycle.id).where(Cycle.community_code == code, Cycle.ends_on < today())
    behind = [Need.community_code == code, Need.cycle_id.in_(over), Need.state.in_(LIVE)]
    held = select(NeedHold.holder).join(Need, Need.id == NeedHold.need_id)
    holders = db.session.scalars(held.where(*behind, passing_holders()).distinct()).all()
    return [*behind, ~held_for_good(), ~held_now(standing(holders))]


def _communities_behind() -> Sequence[str]:
    """The communities with live needs in a cycle that is over (held ones among them)."""
    behind = exists().where(Need.cycle_id == Cycle.id, Need.state.in_(LIVE), ~held_for_good())
    query = select(Cycle.community_code).where(Cycle.ends_on < today(), behind).distinct()
    return db.session.scalars(query).all()


def _moves(conditions: Sequence[ColumnElement[bool]], with_cycle: bool = False) -> list[_Move]:
    """The next portion of needs to move, oldest first."""
    query = select(Need.id, Need.number, Need.title, Need.author_account_id, Cycle.name)
    query = query.outerjoin(Cycle, Cycle.id == Need.cycle_id).where(*conditions)
    rows = db.session.execute(query.order_by(Need.created_at, Need.id).limit(CHUNK).with_for_update(of=Need))
    return [_Move(*row[:4], row[4] if with_cycle else "") for row in rows]


def _move(
    actor: Actor,
    cycle: Cycle,
    moves: Sequence[_Move],
    kind: str,
    facts_of: Callable[[_Move], dict[str, Any]],
    notice: str,
) -> set[UUID]:
    """Put needs into a cycle, with a step in each history; returns the accounts that are told."""
    ids = [each.id for each in moves]
    role = public_role(actor, cycle.community_code)
    common = {"community_code": cycle.community_code, "at": now(), "kind": kind, "role": role}
    events = [{**common, "need_id": each.id, "facts": facts_of(each)} for each in moves]
    db.session.execute(update(Need).where(Need.id.in_(ids)).values(cycle_id=cycle.id))
    db.session.execute(insert(NeedEvent), events)
    followers = _followers(ids)
    told = [
        Told(account, "notice.needs.step", _step(each, kind, facts_of(each), role), *_page(cycle, each))
        for each in moves
        for account in followers.get(each.id, ())
    ]
    told += [
        Told(each.author_id, notice, {**_named(each), "cycle": cycle.name}, *_page(cycle, each))
        for each in moves
        if each.author_id is not None and each.author_id not in followers.get(each.id, ())
    ]
    others = [each for each in told if each.account_id != actor.account_id]
    tell_all(others, cycle.community_code)
    return {each.account_id for each in told}


def _named(each: _Move) -> dict[str, Any]:
    return {"number": each.number, "title": each.title}


def _step(each: _Move, kind: str, facts: dict[str, Any], role: str) -> dict[str, Any]:
    return {**_named(each), "step": {"kind": kind, "facts": facts, "role": role}}


def _page(cycle: Cycle, each: _Move) -> tuple[str, dict[str, Any]]:
    return "needs.show", {"code": cycle.community_code, "need_id": str(each.id)}


def _followers(ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Who follows these needs, or what was merged into them: one statement."""
    family = select(Need.id.label("root"), Need.id.label("id")).where(Need.id.in_(ids))
    whole = family.cte("family", recursive=True)
    whole = whole.union(
        select(whole.c.root, Need.id).select_from(Need).join(whole, Need.merged_into_id == whole.c.id)
    )
    query = select(whole.c.root, NeedFollow.account_id).join(NeedFollow, NeedFollow.need_id == whole.c.id)
    found: dict[UUID, set[UUID]] = {}
    for need_id, account_id in db.session.execute(query):
        found.setdefault(need_id, set()).add(account_id)
    return found


def _tell_supporters(actor: Actor, cycle: Cycle, moves: Sequence[_Move], told: set[UUID]) -> None:
    """Supporters hear once, however many of their needs go on: one statement finds those still to be told."""
    lately = exists().where(
        Message.account_id == Account.id,
        Message.created_at > now() - QUIET,
        Message.kind == SUPPORTS_CARRIED,
        Message.community_code == cycle.community_code,
    )
    query = (
        select(Account.id)
        .join(NeedSupport, NeedSupport.resident_id == Account.resident_id)
        .where(NeedSupport.need_id.in_([each.id for each in moves]), Account.closed_at.is_(None), ~lately)
        .distinct()
    )
    left_out = {*told, actor.account_id}
    link = {"code": cycle.community_code, "tab": "supported"}
    tell_all(
        [
            Told(account_id, SUPPORTS_CARRIED, {"cycle": cycle.name}, "needs.mine", link)
            for account_id in db.session.scalars(query)
            if account_id not in left_out
        ],
        cycle.community_code,
    )
