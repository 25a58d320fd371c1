"""Writing project lists: begin, take rows over from signed decisions, edit them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs import service as needs
from deliberation.places.service import next_number
from deliberation.projects.models import (
    FundingPart,
    ListStep,
    Project,
    ProjectDecision,
    ProjectList,
    ProjectNeed,
)
from deliberation.projects.rules import (
    MOST_ROWS,
    DecisionKind,
    FundingSource,
    ListState,
    ProjectKind,
)
from deliberation.wording import tidy, tidy_lines


@dataclass(frozen=True)
class Entry:
    """What a new row is made of: the needs it answers and the signed decisions it rests on."""

    name: str
    needs: Mapping[UUID, str]
    decisions: Mapping[tuple[DecisionKind, UUID], dict[str, Any]]
    cost_fen: int | None = None
    category: str = ""
    content: str = ""
    site: str = ""
    households: int | None = None
    unit: str = ""
    note: str = ""
    finish_on: date | None = None


@dataclass(frozen=True)
class RowEdit:
    """A row as a worker wants it; money in fen."""

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


def begin(
    actor: Actor,
    community_code: str,
    cycle_id: UUID | None,
    title: str,
    addressee: str,
    budget_fen: int | None = None,
) -> ProjectList:
    """Begin a community's list, empty."""
    if not tidy(title) or not tidy(addressee):
        raise Refusal("projects.no_title")
    year = today().year
    made = ProjectList(
        community_code=community_code,
        cycle_id=cycle_id,
        number=f"{year}-{next_number(community_code, 'project_list', year):02}",
        title=tidy(title),
        addressee=tidy(addressee),
        budget_fen=budget_fen,
        prepared_by=actor.name,
        state=ListState.DRAFT,
        version=1,
        revision=1,
    )
    db.session.add(made)
    db.session.flush()
    note_step(made, "projects.begun", {})
    record(actor, "projects.begin", "project_list", made.id, community_code, after={"number": made.number})
    return made


def add_rows(actor: Actor, made: ProjectList, entries: list[Entry]) -> list[Project]:
    """Take rows over; each must trace to at least one need and one signed decision."""
    lock(made)
    _draft_only(made)
    if any(not entry.needs or not entry.decisions for entry in entries):
        raise Refusal("projects.untraced")
    position = row_count(made.id)
    if position + len(entries) > MOST_ROWS:
        raise Refusal("projects.too_many_rows", most=MOST_ROWS)
    rows = [_add_row(made, position + place, entry) for place, entry in enumerate(entries, 1)]
    made.revision += 1
    for row in rows:
        facts = event_facts(made, row)
        for need in row.needs:
            needs.hold(need.need_id, holder_of(made))
            needs.record_event(need.need_id, "projects.converted", facts, actor=actor)
    after = {"rows": [[row.number, row.name, row.cost_fen] for row in rows]}
    record(actor, "projects.add_rows", "project_list", made.id, made.community_code, after=after)
    return rows


def _add_row(made: ProjectList, position: int, entry: Entry) -> Project:
    year = made.created_at.year
    row = Project(
        community_code=made.community_code,
        list_id=made.id,
        number=f"{year}-{next_number(made.community_code, 'project', year):03}",
        position=position,
        name=tidy(entry.name)[:120],
        category=entry.category,
        site=tidy(entry.site),
        content=tidy_lines(entry.content),
        households=entry.households,
        cost_fen=entry.cost_fen,
        finish_on=entry.finish_on,
        unit=tidy(entry.unit)[:80],
        note=tidy(entry.note)[:200],
    )
    row.needs = [
        ProjectNeed(need_id=need_id, list_id=made.id, number=number)
        for need_id, number in entry.needs.items()
    ]
    row.decisions = [
        ProjectDecision(kind=kind, source_id=source_id, facts=facts)
        for (kind, source_id), facts in entry.decisions.items()
    ]
    row.funding = (
        [FundingPart(source=FundingSource.STREET, amount_fen=entry.cost_fen)] if entry.cost_fen else []
    )
    with refusing("project_need", "projects.need_taken", name=row.name):
        db.session.add(row)
    return row


def edit_row(actor: Actor, made: ProjectList, row: Project, edit: RowEdit, revision: int) -> None:
    """Change a row; refused when somebody else changed the list meanwhile."""
    lock(made)
    _draft_only(made)
    _same_revision(made, revision)
    if (edit.cost_fen or 0) < 0 or any(fen < 0 for fen in edit.funding.values()):
        raise Refusal("projects.negative_money")
    if not tidy(edit.name):
        raise Refusal("projects.no_name")
    before = _facts(row)
    row.name, row.kind = tidy(edit.name), edit.kind
    row.site, row.content, row.note = tidy(edit.site), tidy_lines(edit.content), tidy(edit.note)
    row.households, row.people, row.cost_fen = edit.households, edit.people, edit.cost_fen
    row.unit, row.partner = tidy(edit.unit), tidy(edit.partner)
    row.start_on, row.finish_on = edit.start_on, edit.finish_on
    _set_funding(row, edit.funding)
    row.returned_reason = ""
    made.revision += 1
    record(actor, "projects.edit_row", "project", row.id, made.community_code, before, _facts(row))


def remove_row(actor: Actor, made: ProjectList, row: Project) -> None:
    """Take a row off a draft; its needs are free for another row again."""
    lock(made)
    _draft_only(made)
    before = _facts(row)
    for need in row.needs:
        needs.release(need.need_id, holder_of(made))
        needs.record_event(need.need_id, "projects.removed", event_facts(made, row), actor=actor)
    db.session.delete(row)
    db.session.flush()
    _number_positions(made)
    made.revision += 1
    record(actor, "projects.remove_row", "project", row.id, made.community_code, before)


def move_row(actor: Actor, made: ProjectList, row: Project, up: bool) -> None:
    """Move a row one place up or down."""
    lock(made)
    _draft_only(made)
    rows = list(_rows(made))
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
    _draft_only(made)
    changed = [row.number for row in _rows(made) if _filled(row, filling)]
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


def edit_list(
    actor: Actor,
    made: ProjectList,
    title: str,
    addressee: str,
    checked_by: str,
    budget_fen: int | None,
    revision: int | None = None,
) -> None:
    """Change what stands on the list's cover; refused when somebody else changed the list meanwhile."""
    lock(made)
    _draft_only(made)
    if revision is not None:
        _same_revision(made, revision)
    before = {"title": made.title, "addressee": made.addressee, "budget_fen": made.budget_fen}
    if not tidy(title) or not tidy(addressee):
        raise Refusal("projects.no_title")
    made.title, made.addressee = tidy(title), tidy(addressee)
    made.checked_by, made.budget_fen = tidy(checked_by), budget_fen
    made.revision += 1
    after = {"title": made.title, "addressee": made.addressee, "budget_fen": made.budget_fen}
    record(actor, "projects.edit_list", "project_list", made.id, made.community_code, before, after)


def lock(made: ProjectList) -> None:
    """Read the list anew and hold it until this transaction ends: two hands never write over each other."""
    db.session.refresh(made, with_for_update=True)


def event_facts(made: ProjectList, row: Project) -> dict[str, Any]:
    """How a need's own history names the row and its list."""
    return {"project": row.number, "name": row.name, "list": made.number, "list_id": str(made.id)}


def holder_of(made: ProjectList) -> str:
    """Under which name a list holds its needs as they are."""
    return f"list:{made.id}"


def note_step(made: ProjectList, kind: str, facts: dict[str, Any]) -> None:
    """Add a dated step to the list's way; part of an act journalled by the caller."""
    db.session.add(ListStep(list_id=made.id, kind=kind, facts={"version": made.version, **facts}))


def row_count(list_id: UUID) -> int:
    """How many rows a list has."""
    return db.session.scalar(select(func.count()).where(Project.list_id == list_id)) or 0


def _rows(made: ProjectList) -> list[Project]:
    query = select(Project).where(Project.list_id == made.id).order_by(Project.position)
    return list(db.session.scalars(query))


def _number_positions(made: ProjectList) -> None:
    for position, row in enumerate(_rows(made), 1):
        row.position = position


def _set_funding(row: Project, funding: Mapping[FundingSource, int]) -> None:
    kept = {part.source: part for part in row.funding}
    for source, fen in funding.items():
        if fen and source in kept:
            kept.pop(source).amount_fen = fen
        elif fen:
            row.funding.append(FundingPart(source=source, amount_fen=fen))
    for part in kept.values():
        row.funding.remove(part)


def _draft_only(made: ProjectList) -> None:
    if made.state != ListState.DRAFT:
        raise Refusal("projects.wrong_state", state=made.state.value)


def _same_revision(made: ProjectList, revision: int) -> None:
    if made.revision != revision:
        raise Refusal("projects.changed_meanwhile")


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
    }
