"""How satisfied people were with what was carried out: project by project, theme by theme, in all.

Every figure is a sum of lots of five answers or more, so that subtracting one from another never tells of
fewer people; a project with fewer answers counts in its lot and has no figure of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from deliberation.database import Page, paginate
from deliberation.needs.catalogue import CATEGORIES
from deliberation.places.models import Region
from deliberation.places.queries import within
from deliberation.projects.following import KIND
from deliberation.surveys import queries
from deliberation.surveys.models import Survey
from deliberation.surveys.rules import Lot, Rating, together


@dataclass(frozen=True)
class Figures:
    """What is told of a place: in all, by year (newest first) and by theme (as in the catalogue)."""

    whole: Rating
    years: Sequence[tuple[int, Rating]]
    themes: Sequence[tuple[str, Rating]]


@dataclass(frozen=True)
class Place:
    """A community and how satisfied its people were."""

    code: str
    name: str
    rated: Rating


def figures(lots: Sequence[Lot]) -> Figures:
    """The figures of these lots."""
    order = {code: place for place, code in enumerate(CATEGORIES)}
    years = _by(lots, lambda lot: lot.year)
    themes = _by(lots, lambda lot: lot.theme)
    return Figures(
        together(lots),
        sorted(years.items(), reverse=True),
        sorted(themes.items(), key=lambda each: (order.get(each[0], len(order)), each[0])),
    )


def _by(lots: Iterable[Lot], key: Callable[[Lot], Any]) -> dict[Any, Rating]:
    """The lots put together by something they have in common."""
    found: dict[Any, list[Lot]] = {}
    for lot in lots:
        found.setdefault(key(lot), []).append(lot)
    return {each: together(some) for each, some in found.items()}


def of_community(code: str) -> Figures:
    """The figures of one community, in one statement."""
    return figures(queries.lots_of(KIND, [code]))


def projects_of(code: str, page: int) -> Page[tuple[Survey, Rating]]:
    """The projects people were asked about, those that ended last first, each as far as it may be told."""
    found = queries.over_of(KIND, code, page)
    ratings = queries.ratings_about(KIND, [survey.subject_id for survey in found.items])
    rows = [(survey, ratings.get(survey.subject_id, Rating())) for survey in found.items]
    return Page(rows, found.number, found.per_page, found.total)


def of_scopes(scopes: Sequence[str], page: int) -> tuple[Figures, Page[Place]]:
    """The figures of all communities under the scopes, and each of them; three statements however many."""
    lots = queries.lots_of(KIND, scopes)
    query = select(Region).where(within(Region.code, scopes), func.length(Region.code) == 12)
    found = paginate(query.order_by(Region.code), page)
    places = _by(lots, lambda lot: lot.community_code)
    rows = [Place(each.code, each.name, places.get(each.code, Rating())) for each in found.items]
    return figures(lots), Page(rows, found.number, found.per_page, found.total)
