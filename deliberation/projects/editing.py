"""Editing the rows of a draft: what stands in them, their order, what is taken off or filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.rules import checked_point
from deliberation.projects.circles import circles_for
from deliberation.projects.holding import draft_only, let_go, lock, same_revision
from deliberation.projects.models import FundingPart, Project, ProjectList
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import MOST_FEN, FundingSource, ProjectKind
from deliberation.wording import tidy, tidy_lines


@dataclass(frozen=True)
class RowEdit:
    """A row as a worker wants it; money in fen; a category that is not said stays as it is."""

    name: str
    kind: ProjectKind
    site: str
    content: str
    households: int | None
    people: int | None
    cost_fen: int | None
    unit: str
    partner: str
    start_on: date | None
    finish_on: date | None
    note: str
    funding: Mapping[FundingSource, int] = field(default_factory=dict)
    category: str | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None
    plan_id: UUID | None = None


def edit_row(actor: Actor, made: ProjectList, row: Project, edit: RowEdit, revision: int) -> None:
    """Change a row; refused when somebody else changed the list meanwhile."""
    lock(made)
    draft_only(made)
    same_revision(made, revision)
    _check_money(edit)
    if not tidy(edit.name):
        raise Refusal("projects.no_name")
    before = _facts(row)
    row.name, row.kind = tidy(edit.name), edit.kind
    row.site, row.content, row.note = tidy(edit.site), tidy_lines(edit.content), tidy(edit.note)
    row.households, row.people, row.cost_fen = edit.households, edit.people, edit.cost_fen
    row.unit, row.partner = tidy(edit.unit), tidy(edit.partner)
    row.start_on, row.finish_on = edit.start_on, edit.finish_on
    row.lat_e6, row.lon_e6 = checked_point(edit.lat_e6, edit.lon_e6)
    row.plan_id = _usable_plan(made, edit.plan_id)
    row.category = row.category if edit.category is None else _known_category(edit.category)
    set_funding(row, edit.funding)
    row.returned_reason = ""
    made.revision += 1
    record(actor, "projects.edit_row", "project", row.id, made.community_code, before, _facts(row))


def _check_money(edit: RowEdit) -> None:
    amounts = [edit.cost_fen or 0, *edit.funding.values()]
    if min(amounts) < 0:
        raise Refusal("projects.negative_money")
    if max(amounts) > MOST_FEN:
        raise Refusal("projects.budget_overflow", most=MOST_FEN)


def _usable_plan(made: ProjectList, plan_id: UUID | None) -> UUID | None:
    """A row belongs to a circle of its own community or street, and through it to the street's plan."""
    if plan_id is not None and plan_id not in {plan.id for plan in circles_for(made.community_code)}:
        raise Refusal("projects.foreign_plan")
    return plan_id


def _known_category(category: str) -> str:
    if category and category not in CATEGORIES:
        raise Refusal("projects.unknown_category")
    return category


def set_funding(row: Project, funding: Mapping[FundingSource, int]) -> None:
    """Let the money come from these sources, in fen; a source that gives nothing is none."""
    kept = {part.source: part for part in row.funding}
    for source, fen in funding.items():
        if fen and source in kept:
            kept.pop(source).amount_fen = fen
        elif fen:
            row.funding.append(FundingPart(source=source, amount_fen=fen))
    for part in kept.values():
        row.funding.remove(part)


def remove_row(actor: Actor, made: ProjectList, row: Project) -> None:
    """Take a row off a draft; its needs are free for another row again."""
    lock(made)
    draft_only(made)
    before = _facts(row)
    for need in row.needs:
        let_go(actor, made, row, need.need_id)
    db.session.delete(row)
    db.session.flush()
    _number_positions(made)
    made.revision += 1
    record(actor, "projects.remove_row", "project", row.id, made.community_code, before)


def _number_positions(made: ProjectList) -> None:
    for position, row in enumerate(rows_of(made.id), 1):
        row.position = position


def move_row(actor: Actor, made: ProjectList, row: Project, up: bool) -> None:
    """Move a row one place up or down."""
    lock(made)
    draft_only(made)
    rows = rows_of(made.id)
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, each in enumerate(rows, 1):
        each.position = position
    made.revision += 1
    after = {"number": row.number, "position": row.position}
    record(actor, "projects.move_row", "project", row.id, made.community_code, after=after)


@dataclass(frozen=True)
class Filling:
    """What is to stand wherever a row says nothing yet."""

    unit: str = ""
    site: str = ""
    start_on: date | None = None
    finish_on: date | None = None


def fill_empty(actor: Actor, made: ProjectList, filling: Filling) -> int:
    """Fill what is still empty in all rows at once; how many rows changed. Nothing written is overwritten."""
    lock(made)
    draft_only(made)
    changed = [row.number for row in rows_of(made.id) if _filled(row, filling)]
    if changed:
        made.revision += 1
        after = {"rows": changed, "unit": filling.unit, "site": filling.site}
        after |= {"start_on": str(filling.start_on or ""), "finish_on": str(filling.finish_on or "")}
        record(actor, "projects.fill_empty", "project_list", made.id, made.community_code, after=after)
    return len(changed)


def _filled(row: Project, filling: Filling) -> bool:
    before = (row.unit, row.site, row.start_on, row.finish_on)
    row.unit = row.unit or tidy(filling.unit)
    row.site = row.site or tidy(filling.site)
    row.start_on = row.start_on or filling.start_on
    row.finish_on = row.finish_on or filling.finish_on
    return before != (row.unit, row.site, row.start_on, row.finish_on)


def _facts(row: Project) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "kind": row.kind,
        "site": row.site,
        "content": row.content,
        "households": row.households,
        "people": row.people,
        "cost_fen": row.cost_fen,
        "funding": {part.source.value: part.amount_fen for part in row.funding},
        "unit": row.unit,
        "partner": row.partner,
        "start_on": row.start_on,
        "finish_on": row.finish_on,
        "note": row.note,
        "category": row.category,
        "point": [row.lat_e6, row.lon_e6],
        "plan_id": row.plan_id and str(row.plan_id),
    }
