"""The street's own list: put together from the accepted lists of its communities, issued, frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.places.models import Region
from deliberation.places.queries import region_of
from deliberation.places.service import next_number
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import ListVersion, ProjectList, StreetList, StreetListMember, StreetVersion
from deliberation.projects.rules import ListState, StreetState
from deliberation.projects.street_papers import facts_of, issued
from deliberation.wording import tidy


@dataclass(frozen=True)
class Member:
    """A list that can stand in the street's list: as it was accepted, and whether it is chosen; `newer` when
    the chosen version is not the accepted one any more."""

    made: ProjectList
    community: str
    version: ListVersion
    chosen: bool
    newer: bool


def begin(actor: Actor, street_code: str, year: int, title: str) -> StreetList:
    """Begin a street's list of a year, with every list accepted so far."""
    if not tidy(title):
        raise Refusal("projects.no_title")
    if not 2000 <= year <= 2100:
        raise Refusal("projects.bad_year")
    made = StreetList(
        street_code=street_code,
        year=year,
        number=f"J{year}-{next_number(street_code, 'street_list', year):02}",
        title=tidy(title)[:120],
        prepared_by=actor.name,
        state=StreetState.DRAFT,
        version=1,
        revision=1,
    )
    db.session.add(made)
    db.session.flush()
    for each, version in _accepted(street_code, year):
        made.members.append(StreetListMember(list_id=each.id, version=version.version))
    db.session.flush()
    record(actor, "projects.begin_street", "street_list", made.id, None, after={"number": made.number})
    return made


def choose(
    actor: Actor, made: StreetList, list_ids: Iterable[UUID], title: str, checked_by: str, seen: int
) -> None:
    """Say which accepted lists stand in it, each in the version that was accepted; an issued list is opened
    again as its next version."""
    _lock(made, seen)
    if not tidy(title):
        raise Refusal("projects.no_title")
    accepted = {each.id: version.version for each, version in _accepted(made.street_code, made.year)}
    wanted = dict.fromkeys(list_ids)
    if set(wanted) - set(accepted):
        raise Refusal("projects.not_accepted")
    before = {"lists": len(made.members), "title": made.title}
    if made.state == StreetState.ISSUED:
        made.state, made.version = StreetState.DRAFT, made.version + 1
    kept = {member.list_id: member for member in made.members}
    for list_id, member in kept.items():
        if list_id not in wanted:
            made.members.remove(member)
    for list_id in wanted:
        if list_id in kept:
            kept[list_id].version = accepted[list_id]
        else:
            made.members.append(StreetListMember(list_id=list_id, version=accepted[list_id]))
    made.title, made.checked_by = tidy(title)[:120], tidy(checked_by)[:60]
    made.revision += 1
    db.session.flush()
    after = {"lists": len(wanted), "title": made.title, "version": made.version}
    record(actor, "projects.choose_street", "street_list", made.id, None, before, after)


def issue(actor: Actor, made: StreetList, seen: int) -> StreetVersion:
    """Issue the list: this version is frozen."""
    _lock(made, seen)
    if made.state != StreetState.DRAFT:
        raise Refusal("projects.street_issued")
    if not made.members:
        raise Refusal("projects.street_empty")
    facts = issued(facts_of(made), made.number)
    version = StreetVersion(
        street_list_id=made.id,
        version=made.version,
        facts=dict(facts),
        sha256=facts_hash(facts),
        issued_by=actor.account_id,
        note="",
    )
    db.session.add(version)
    made.state = StreetState.ISSUED
    made.revision += 1
    db.session.flush()
    after = {"version": made.version, "sha256": version.sha256}
    record(actor, "projects.issue_street", "street_list", made.id, None, after=after)
    return version


def _lock(made: StreetList, seen: int) -> None:
    db.session.refresh(made, with_for_update=True)
    if made.revision != seen:
        raise Refusal("projects.changed_meanwhile")


def street_list_of(street_list_id: UUID, street_code: str) -> StreetList | None:
    """A street's list."""
    query = select(StreetList).where(StreetList.id == street_list_id, StreetList.street_code == street_code)
    return db.session.scalars(query).first()


def street_lists(street_code: str, page: int) -> Page[StreetList]:
    """The lists of a street, the newest first."""
    query = select(StreetList).where(StreetList.street_code == street_code)
    return paginate(query.order_by(StreetList.year.desc(), StreetList.created_at.desc()), page)


def candidates(made: StreetList) -> list[Member]:
    """Every accepted list of the street and year, in the order of the communities."""
    chosen = {member.list_id: member.version for member in made.members}
    names = _names(made.street_code)
    return [
        Member(
            each,
            names.get(each.community_code, each.community_code),
            version,
            each.id in chosen,
            each.id in chosen and chosen[each.id] != version.version,
        )
        for each, version in _accepted(made.street_code, made.year)
    ]


def _names(street_code: str) -> dict[str, str]:
    query = select(Region.code, Region.name).where(Region.code.startswith(street_code, autoescape=True))
    names: dict[str, str] = dict(db.session.execute(query).all())
    return names


def _accepted(street_code: str, year: int) -> Sequence[Any]:
    """The accepted lists of a year with their frozen version; a list is of the year it was submitted in."""
    query = (
        select(ProjectList, ListVersion)
        .join(
            ListVersion,
            (ListVersion.list_id == ProjectList.id) & (ListVersion.version == ProjectList.version),
        )
        .where(
            ProjectList.community_code.startswith(street_code, autoescape=True),
            ProjectList.state == ListState.ACCEPTED,
            ProjectList.number.startswith(f"{year}-"),
        )
    )
    return db.session.execute(query.order_by(ProjectList.community_code, ProjectList.number)).all()


def version_of(street_list_id: UUID, version: int) -> StreetVersion | None:
    """An issued version, as it was frozen."""
    query = select(StreetVersion).where(
        StreetVersion.street_list_id == street_list_id, StreetVersion.version == version
    )
    return db.session.scalars(query).first()


def versions_of(street_list_id: UUID) -> Sequence[StreetVersion]:
    """All issued versions, the latest first."""
    query = select(StreetVersion).where(StreetVersion.street_list_id == street_list_id)
    return db.session.scalars(query.order_by(StreetVersion.version.desc())).all()


def street_name(street_code: str) -> str:
    """A street by its name."""
    region = region_of(street_code)
    return region.name if region else street_code
