"""Which needs stand in which row: taken one by one or together, added, taken out; rows put in order.

After each of these acts every row still answers a need and rests on a signed decision about one of its needs;
what decided about none of them any more leaves the row.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects import adding, editing, queries
from deliberation.projects.grounds import Ground, grounds_of, joined, together
from deliberation.projects.holding import draft_only, hold_still, let_go, lock, take_up
from deliberation.projects.models import Project, ProjectList, ProjectNeed
from deliberation.projects.resting import decisions_of, rest_on, still_resting
from deliberation.projects.rules import MOST_FEN, FundingSource
from deliberation.wording import tidy


def take_needs(actor: Actor, made: ProjectList, need_ids: Iterable[UUID]) -> list[Project]:
    """A row of its own for each of the needs, which signed results or signed minutes decided on."""
    grounds = _free(made, need_ids)
    return adding.add_rows(actor, made, [ground.entry() for ground in grounds])


def take_together(actor: Actor, made: ProjectList, need_ids: Iterable[UUID], name: str = "") -> Project:
    """One row that answers all of the needs."""
    grounds = _free(made, need_ids)
    return adding.add_rows(actor, made, [together(grounds, tidy(name))])[0]


def add_to(actor: Actor, made: ProjectList, row: Project, need_ids: Iterable[UUID]) -> None:
    """A row answers these needs as well; what they cost comes on top of what it costs."""
    grounds = _free(made, need_ids)
    entry, before = together(grounds), told(row)
    mine = {need.need_id for need in row.needs}
    rest_on(row, joined([decisions_of(row), entry.decisions]))
    for ground in grounds:
        if ground.need.id not in mine:
            row.needs.append(need_row(made, ground.need.id, ground.need.number))
    row.owners_decision = row.owners_decision or entry.owners_decision
    if entry.cost_fen:
        set_cost(row, min((row.cost_fen or 0) + entry.cost_fen, MOST_FEN))
    db.session.flush()
    take_up(actor, made, row, [ground.need.id for ground in grounds])
    _changed(actor, made, "projects.add_need", row, before)


def leave(actor: Actor, made: ProjectList, row: Project, need_id: UUID) -> None:
    """A need leaves a row, which must still answer another one that was decided on."""
    lock(made)
    draft_only(made)
    before, gone = told(row), [need for need in row.needs if need.need_id == need_id]
    if not gone:
        raise Refusal("projects.not_in_row")
    stay = {need.need_id: need.number for need in row.needs if need.need_id != need_id}
    if not stay:
        raise Refusal("projects.last_need")
    rest_on(row, still_resting(made, row, stay))
    row.needs.remove(gone[0])
    db.session.flush()
    let_go(actor, made, row, need_id)
    _changed(actor, made, "projects.leave_need", row, before)


def place_row(actor: Actor, made: ProjectList, row: Project, position: int) -> None:
    """Put a row in another place of the list, counted from 1; beyond the ends is at the ends."""
    lock(made)
    draft_only(made)
    rows = queries.rows_of(made.id)
    was = row.position
    rows.remove(row)
    rows.insert(min(max(1, position), len(rows) + 1) - 1, row)
    for place, each in enumerate(rows, 1):
        each.position = place
    if row.position != was:
        made.revision += 1
        told = {"number": row.number, "position": row.position}
        record(actor, "projects.move_row", "project", row.id, made.community_code, {"position": was}, told)


def set_cost(row: Project, cost_fen: int | None) -> None:
    """Another estimate; where one source paid for all of it (or none was named), it pays for all again."""
    alone = row.funding[0].source if len(row.funding) == 1 and row.funding_fen == row.cost_fen else None
    if alone is None and not row.funding:
        alone = FundingSource.STREET
    row.cost_fen = cost_fen
    if alone is not None:
        editing.set_funding(row, {alone: cost_fen or 0})


def _free(made: ProjectList, need_ids: Iterable[UUID]) -> list[Ground]:
    """The grounds of needs that no list of the community has yet, in the order they were named; all of them,
    or a refusal. The needs are held against a second hand until this transaction ends."""
    wanted = list(dict.fromkeys(need_ids))
    lock(made)
    draft_only(made)
    if not wanted:
        raise Refusal("projects.nothing_to_take")
    hold_still(wanted)
    grounds, listed = grounds_of(made, wanted), queries.lists_by_need(made.community_code)
    if any(need_id not in grounds or need_id in listed for need_id in wanted):
        raise Refusal("projects.not_on_offer")
    return [grounds[need_id] for need_id in wanted]


def need_row(made: ProjectList, need_id: UUID, number: str) -> ProjectNeed:
    """A need as it stands in a row of this list."""
    return ProjectNeed(need_id=need_id, list_id=made.id, number=number)


def _changed(actor: Actor, made: ProjectList, act: str, row: Project, before: dict[str, Any]) -> None:
    made.revision += 1
    record(actor, act, "project", row.id, made.community_code, before, told(row))


def told(row: Project) -> dict[str, Any]:
    """A row as the journal tells of acts on its needs."""
    return {
        "number": row.number,
        "name": row.name,
        "needs": sorted(need.number for need in row.needs),
        "decisions": sorted(f"{each.kind}:{each.source_id}" for each in row.decisions),
        "cost_fen": row.cost_fen,
    }
