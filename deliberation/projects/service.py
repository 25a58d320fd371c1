"""Writing project lists: begin, take rows over from signed decisions, edit them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs import service as needs
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.models import Need
from deliberation.needs.rules import checked_point
from deliberation.places.service import next_number
from deliberation.projects.circles import circles_for
from deliberation.projects.models import (
    FundingPart,
    ListStep,
    Project,
    ProjectDecision,
    ProjectList,
    ProjectNeed,
)
from deliberation.projects.queries import lists_by_need
from deliberation.projects.rules import (
    MOST_FEN,
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
    owners_decision: bool = False
    lat_e6: int | None = None
    lon_e6: int | None = None


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
    draft_only(made)
    if any(not entry.needs or not entry.decisions for entry in entries):
        raise Refusal("projects.untraced")
    _refuse_taken(made, entries)
    position = row_count(made.id)
    if position + len(entries) > MOST_ROWS:
        raise Refusal("projects.too_many_rows", most=MOST_ROWS)
    rows = [_add_row(made, position + place, entry) for place, entry in enumerate(entries, 1)]
    made.revision += 1
    for row in rows:
        take_up(actor, made, row, [need.need_id for need in row.needs])
    after = {"rows": [[row.number, row.name, row.cost_fen] for row in rows]}
    record(actor, "projects.add_rows", "project_list", made.id, made.community_code, after=after)
    return rows


def hold_still(need_ids: Iterable[UUID]) -> None:
    """Until this transaction ends no other hand takes these needs over."""
    ids = sorted(set(need_ids))
    db.session.execute(select(Need.id).where(Need.id.in_(ids)).order_by(Need.id).with_for_update()).all()


def _refuse_taken(made: ProjectList, entries: list[Entry]) -> None:
    """A new row takes what no list has yet; a need goes into two rows by splitting one."""
    ids = [need_id for entry in entries for need_id in entry.needs]
    hold_still(ids)
    taken = lists_by_need(made.community_code).keys() & set(ids)
    if taken or len(set(ids)) < len(ids):
        name = next((entry.name for entry in entries if taken & set(entry.needs)), entries[0].name)
        raise Refusal("projects.need_taken", name=name)


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
        owners_decision=entry.owners_decision,
        lat_e6=entry.lat_e6,
        lon_e6=entry.lon_e6,
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
    db.session.add(row)
    db.session.flush()
    return row


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


def let_go(actor: Actor, made: ProjectList, row: Project, need_id: UUID) -> None:
    """A need leaves a row; the list holds it on where another row answers it too."""
    elsewhere = select(ProjectNeed.project_id).where(
        ProjectNeed.list_id == made.id, ProjectNeed.need_id == need_id, ProjectNeed.project_id != row.id
    )
    if db.session.scalars(elsewhere).first() is None:
        needs.release(need_id, holder_of(made))
    needs.record_event(need_id, "projects.removed", event_facts(made, row), actor=actor)


def take_up(actor: Actor, made: ProjectList, row: Project, need_ids: Iterable[UUID]) -> None:
    """A row answers these needs from now on: the list holds them as they are, and their history says so."""
    for need_id in need_ids:
        needs.hold(need_id, holder_of(made))
        needs.record_event(need_id, "projects.converted", event_facts(made, row), actor=actor)


def move_row(actor: Actor, made: ProjectList, row: Project, up: bool) -> None:
    """Move a row one place up or down."""
    lock(made)
    draft_only(made)
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
    draft_only(made)
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
    draft_only(made)
    if revision is not None:
        same_revision(made, revision)
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


def draft_only(made: ProjectList) -> None:
    """Rows change while the list is a draft, and at no other time."""
    if made.state != ListState.DRAFT:
        raise Refusal("projects.wrong_state", state=made.state.value)


def same_revision(made: ProjectList, revision: int) -> None:
    """Nobody changed the list since the form was opened."""
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
        "category": row.category,
        "point": [row.lat_e6, row.lon_e6],
        "plan_id": row.plan_id and str(row.plan_id),
    }
