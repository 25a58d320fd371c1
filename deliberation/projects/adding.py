"""Adding rows to a list: each is made of the needs it answers and the signed decisions it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.places.service import next_number
from deliberation.projects.holding import draft_only, hold_still, lock, take_up
from deliberation.projects.models import FundingPart, Project, ProjectDecision, ProjectList, ProjectNeed
from deliberation.projects.queries import lists_by_need, row_count
from deliberation.projects.rules import MOST_ROWS, DecisionKind, FundingSource
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
