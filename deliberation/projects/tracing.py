"""A row's whole way: its needs, the signed decisions, the project, the street's receipt, acceptance, rating.

What later acts (公示, the street, carrying out, the questions afterwards) did to the row is read from the
histories of its needs, where each of them tells it: so the way grows with every act that records its step
with `service.event_facts`, and reads the same from the need's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from deliberation.clock import local
from deliberation.database import db
from deliberation.needs.models import Need, NeedEvent
from deliberation.projects.models import Project, ProjectDecision, ProjectList
from deliberation.projects.policy import PUBLIC
from deliberation.projects.rules import DecisionKind

NEED, ROUND, MOTION = "need", "round", "motion"


@dataclass(frozen=True)
class Station:
    """One station of a row's way: `need`, `round`, `motion` or the kind of a need's event; when it was, where
    it is to be seen (an endpoint and its values), and the facts its sentence needs."""

    kind: str
    at: datetime
    endpoint: str
    values: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)


def way_of(row: Project) -> list[Station]:
    """The stations of a row from its needs on; two queries, however many needs and decisions it has."""
    decided = [station for each in row.decisions if (station := _decision(row, each))]
    return [*_needs(row), *sorted(decided, key=lambda station: station.at), *_events(row)]


def rows_resting_on(
    kind: DecisionKind, source_ids: Sequence[UUID], drafts: bool
) -> dict[UUID, list[Row[UUID, Project, ProjectList]]]:
    """The rows that rest on each of several rounds or motions, with their lists, in one query; rows of drafts
    for the community's workers only."""
    query = (
        select(ProjectDecision.source_id, Project, ProjectList)
        .join(Project, Project.id == ProjectDecision.project_id)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(ProjectDecision.kind == kind, ProjectDecision.source_id.in_(list(source_ids)))
    )
    if not drafts:
        query = query.where(ProjectList.state.in_(PUBLIC))
    found: dict[UUID, list[Row[UUID, Project, ProjectList]]] = {}
    for each in db.session.execute(query.order_by(ProjectList.created_at, Project.position)):
        found.setdefault(each.source_id, []).append(each)
    return found


def _needs(row: Project) -> list[Station]:
    query = select(Need.id, Need.number, Need.title, Need.created_at, Need.support_count)
    found = db.session.execute(query.where(Need.id.in_([need.need_id for need in row.needs])))
    return [
        Station(
            NEED,
            need.created_at,
            "needs.show",
            {"code": row.community_code, "need_id": need.id},
            {"number": need.number, "title": need.title, "supports": need.support_count},
        )
        for need in found.all()
    ]


def _decision(row: Project, decision: ProjectDecision) -> Station | None:
    """A signed decision under the row; one without a day cannot be put in order."""
    facts, code = decision.facts, row.community_code
    moment = facts.get("closed_at") or facts.get("held_at")
    if moment is None:
        return None
    if decision.kind == DecisionKind.ROUND:
        where = ("rounds.show", {"code": code, "round_id": decision.source_id})
        return Station(ROUND, datetime.fromisoformat(moment), *where, facts)
    where = ("meetings.show", {"code": code, "meeting_id": facts["meeting_id"]})
    return Station(MOTION, datetime.fromisoformat(moment), *where, facts)


def _events(row: Project) -> list[Station]:
    """What the histories of the row's needs tell of the row itself, each step once."""
    query = select(NeedEvent).where(NeedEvent.need_id.in_([need.need_id for need in row.needs]))
    here = {"code": row.community_code, "list_id": row.list_id}
    listed = ("projects.show", {**here, "_anchor": f"row-{row.id}"})
    carried = ("projects.project", {**here, "row_id": row.id})
    told: dict[tuple[Any, ...], Station] = {}
    for event in db.session.scalars(query.order_by(NeedEvent.at, NeedEvent.id)):
        facts = event.facts
        if facts.get("project") == row.number and facts.get("list_id") == str(row.list_id):
            key = (event.kind, local(event.at).date(), str(sorted(facts.items())))
            where = carried if facts.get("row_id") else listed
            told.setdefault(key, Station(event.kind, event.at, *where, facts))
    return list(told.values())
