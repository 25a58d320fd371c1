"""The facts of a street's list: of each member the rows the street took over, from the frozen versions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from deliberation.clock import today
from deliberation.database import db
from deliberation.papers.street_facts import StreetListFacts, StreetSection
from deliberation.papers.texts import as_written
from deliberation.places.queries import region_of
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import ListVersion, Project, StreetList, StreetListMember
from deliberation.projects.rules import RowVerdict, StreetState


def facts_of(made: StreetList) -> StreetListFacts:
    """The street's list as it stands now; declined rows are left out, and the list says so."""
    region = region_of(made.street_code)
    name = region.name if region else made.street_code
    frozen, declined = _frozen(made), _declined(made)
    sections = [_section(facts, declined) for facts in frozen]
    left_out = sum(len(facts["rows"]) for facts in frozen) - sum(len(each["rows"]) for each in sections)
    draft = made.state == StreetState.DRAFT
    facts: StreetListFacts = {
        "title": made.title,
        "street": name,
        "issuer": (region.full_name if region and region.full_name else "") or f"{name}办事处",
        "cycle": as_written("%(year)s年", year=made.year),
        "list_number": as_written("%(number)s（草稿）", number=made.number) if draft else made.number,
        "version": made.version,
        "short_hash": "",
        "dated_on": today().isoformat(),
        "prepared_by": made.prepared_by,
        "checked_by": made.checked_by,
        "remarks": (
            [as_written("另有%(count)s个项目街道没有接收，不列入本表。", count=left_out)] if left_out else []
        ),
        "sections": sections,
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def issued(facts: StreetListFacts, number: str) -> StreetListFacts:
    """The same facts as they are frozen: under the number without the word for a draft."""
    told: StreetListFacts = {**facts, "list_number": number, "short_hash": ""}
    told["short_hash"] = facts_hash(told)[:8]
    return told


def _frozen(made: StreetList) -> list[Mapping[str, Any]]:
    query = (
        select(ListVersion.facts)
        .join(
            StreetListMember,
            (StreetListMember.list_id == ListVersion.list_id)
            & (StreetListMember.version == ListVersion.version),
        )
        .where(StreetListMember.street_list_id == made.id)
    )
    told = list(db.session.scalars(query))
    return sorted(told, key=lambda facts: (facts.get("community_code", ""), facts["list_number"]))


def _declined(made: StreetList) -> set[str]:
    """The ids and numbers of the rows the street did not take over."""
    query = (
        select(Project.id, Project.community_code, Project.number)
        .join(StreetListMember, StreetListMember.list_id == Project.list_id)
        .where(StreetListMember.street_list_id == made.id, Project.verdict == RowVerdict.DECLINED)
    )
    rows = db.session.execute(query).all()
    return {row.id.hex for row in rows} | {f"{row.community_code}:{row.number}" for row in rows}


def _section(facts: Mapping[str, Any], declined: set[str]) -> StreetSection:
    code = facts.get("community_code", "")
    return {
        "community": facts["community"],
        "code": code,
        "list_number": facts["list_number"],
        "version": facts["version"],
        "short_hash": facts["short_hash"],
        "rows": [
            row
            for row in facts["rows"]
            if row.get("id") not in declined and f"{code}:{row['number']}" not in declined
        ],
    }
