"""The communities of an officer side by side: what they asked for this far, a head, and what for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from deliberation.database import Page, db, paginate
from deliberation.needs.catalogue import CATEGORIES
from deliberation.people.models import Resident
from deliberation.places.models import Household, Region
from deliberation.places.queries import within
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.policy import OFFICE
from deliberation.projects.rules import RowVerdict

MOST_THEMES = 3


@dataclass(frozen=True)
class Compared:
    """One community: its people and doors, the money asked for and taken over (fen), its main themes."""

    code: str
    name: str
    people: int
    households: int
    rows: int
    asked_fen: int
    taken_fen: int
    themes: Sequence[str]

    @property
    def fen_a_person(self) -> int | None:
        return self.asked_fen // self.people if self.people else None

    @property
    def fen_a_household(self) -> int | None:
        return self.asked_fen // self.households if self.households else None


def communities(scopes: Sequence[str], page: int) -> Page[Compared]:
    """The communities under the scopes in the order of their codes; five queries whatever their number."""
    query = select(Region).where(within(Region.code, scopes), func.length(Region.code) == 12)
    found = paginate(query.order_by(Region.code), page)
    codes = [region.code for region in found.items]
    people, homes = _counted(Resident, codes), _counted(Household, codes)
    money, themes = _money(codes), _themes(codes)
    rows = [
        Compared(
            region.code,
            region.name,
            people.get(region.code, 0),
            homes.get(region.code, 0),
            *money.get(region.code, (0, 0, 0)),
            themes.get(region.code, ()),
        )
        for region in found.items
    ]
    return Page(rows, found.number, found.per_page, found.total)


def _counted(table: type[Resident | Household], codes: Sequence[str]) -> dict[str, int]:
    query = select(table.community_code, func.count()).where(table.community_code.in_(codes))
    counted: dict[str, int] = dict(db.session.execute(query.group_by(table.community_code)).all())
    return counted


def _money(codes: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    cost = func.coalesce(Project.cost_fen, 0)
    query = (
        select(
            Project.community_code,
            func.count(),
            func.sum(cost),
            func.coalesce(func.sum(cost).filter(Project.verdict == RowVerdict.ACCEPTED), 0),
        )
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(Project.community_code.in_(codes), ProjectList.state.in_(OFFICE))
        .group_by(Project.community_code)
    )
    return {code: (count, asked, taken) for code, count, asked, taken in db.session.execute(query)}


def _themes(codes: Sequence[str]) -> dict[str, list[str]]:
    """What most money goes to, in words."""
    spent = func.sum(func.coalesce(Project.cost_fen, 0))
    query = (
        select(Project.community_code, Project.category)
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(Project.community_code.in_(codes), ProjectList.state.in_(OFFICE))
        .group_by(Project.community_code, Project.category)
        .order_by(Project.community_code, spent.desc(), Project.category)
    )
    found: dict[str, list[str]] = {}
    for code, category in db.session.execute(query):
        named, known = found.setdefault(code, []), CATEGORIES.get(category)
        if known and len(named) < MOST_THEMES:
            named.append(known.zh)
    return found
