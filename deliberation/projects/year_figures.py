"""What a year amounted to, community by community: counted in a fixed number of statements, never a person.

A year is Shanghai's. Needs count in the year they came in (a need that was split counts by its parts),
meetings in the year they were held, rounds in the year they were closed, projects in the year the street took
them over, finished ones in the year their acceptance passed, satisfaction in the year its survey ended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from deliberation.clock import start_of
from deliberation.database import db
from deliberation.meetings.models import Meeting, Minutes
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.models import Need
from deliberation.needs.rules import NeedState
from deliberation.places.queries import communities_in, within
from deliberation.projects.following import KIND
from deliberation.projects.models import Project, ProjectAcceptance, ProjectList
from deliberation.projects.rules import ListState, RowVerdict
from deliberation.rounds.models import Round, RoundResult
from deliberation.rounds.rules import Purpose
from deliberation.surveys import queries as surveys
from deliberation.surveys.rules import Lot, Rating, together

BASIC, QUALITY = "B", "Q"
COUNTED = (
    *("collected", "shortlisted", "answered", "meetings", "minutes", "rounds", "ballots", "register"),
    *("projects", "cost_fen", "finished", "on_time", "undated"),
)
Span = tuple[datetime, datetime]
Counts = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Figures:
    """The counts of one community, or of all; `asked` and `built` are the business types residents asked for
    and those taken over as projects; money in fen."""

    code: str
    name: str
    collected: int = 0
    shortlisted: int = 0
    answered: int = 0
    meetings: int = 0
    minutes: int = 0
    rounds: int = 0
    ballots: int = 0
    register: int = 0
    projects: int = 0
    cost_fen: int = 0
    finished: int = 0
    on_time: int = 0
    undated: int = 0
    rating: Rating = field(default_factory=Rating)
    asked: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Theme:
    """What projects of a category cost, in fen."""

    category: str
    projects: int
    cost_fen: int


@dataclass(frozen=True)
class Year:
    """A street's year: its communities in the order of their codes, all together, and the money by theme."""

    communities: Sequence[Figures]
    total: Figures
    themes: Sequence[Theme]


def types_of(codes: Iterable[str], group: str) -> int:
    """How many of the business types belong to a group."""
    return sum(1 for code in codes if code.startswith(group))


def required_types() -> int:
    """How many business types the catalogue suggests as required."""
    return sum(1 for category in CATEGORIES.values() if category.required)


def figures_of(street_code: str, year: int) -> Year:
    """The year of a street; the statements asked are the same however many communities there are."""
    span = (start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1)))
    needs, meetings = _needs(street_code, span), _meetings(street_code, span)
    rounds, finished = _rounds(street_code, span), _finished(street_code, year)
    asked, taken = _asked(street_code, span), _taken(street_code, span)
    lots = surveys.lots_of(KIND, [street_code], year)
    told = []
    for region in communities_in([street_code]):
        themes = taken.get(region.code, [])
        counts = (
            *needs.get(region.code, (0, 0, 0)),
            *meetings.get(region.code, (0, 0)),
            *rounds.get(region.code, (0, 0, 0)),
            *(sum(theme.projects for theme in themes), sum(theme.cost_fen for theme in themes)),
            *finished.get(region.code, (0, 0, 0)),
        )
        told.append(
            Figures(
                region.code,
                region.name,
                rating=_rating(lots, region.code),
                asked=frozenset(asked.get(region.code, ())),
                built=frozenset(theme.category for theme in themes if _is_business(theme.category)),
                **_named(counts),
            )
        )
    return Year(told, _together(told, lots), _by_theme(taken))


def _together(told: Sequence[Figures], lots: Sequence[Lot]) -> Figures:
    counts = [sum(getattr(each, name) for each in told) for name in COUNTED]
    return Figures(
        "",
        "",
        rating=together(lots),
        asked=frozenset().union(*(each.asked for each in told)),
        built=frozenset().union(*(each.built for each in told)),
        **_named(counts),
    )


def _named(counts: Iterable[int]) -> dict[str, Any]:
    """The counts under the names they have in Figures."""
    return dict(zip(COUNTED, counts, strict=True))


def _rating(lots: Sequence[Lot], code: str) -> Rating:
    return together(lot for lot in lots if lot.community_code == code)


def _by_theme(taken: Mapping[str, Sequence[Theme]]) -> list[Theme]:
    """The money by category, most first."""
    found: dict[str, Theme] = {}
    for each in (theme for themes in taken.values() for theme in themes):
        before = found.get(each.category, Theme(each.category, 0, 0))
        found[each.category] = Theme(
            each.category, before.projects + each.projects, before.cost_fen + each.cost_fen
        )
    return sorted(found.values(), key=lambda theme: (-theme.cost_fen, theme.category))


def _is_business(category: str) -> bool:
    return category in CATEGORIES and category[0] in (BASIC, QUALITY)


def _in(column: Any, span: Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= span[0], column < span[1]


def _counts(query: Any) -> Counts:
    return {code: tuple(int(each or 0) for each in rest) for code, *rest in db.session.execute(query)}


def _needs(street_code: str, span: Span) -> Counts:
    """Came in, shortlisted of these, answered of these (in words, or by what was decided)."""
    answered = Need.answered_at.is_not(None) | (Need.state != NeedState.OPEN)
    query = (
        select(
            Need.community_code,
            func.count(),
            func.count().filter(Need.state == NeedState.SHORTLISTED),
            func.count().filter(answered),
        )
        .where(
            within(Need.community_code, [street_code]),
            Need.state != NeedState.SPLIT,
            *_in(Need.created_at, span),
        )
        .group_by(Need.community_code)
    )
    return _counts(query)


def _asked(street_code: str, span: Span) -> dict[str, list[str]]:
    """The business types residents said were missing."""
    query = (
        select(Need.community_code, Need.category)
        .where(
            within(Need.community_code, [street_code]),
            Need.state.not_in((NeedState.SPLIT, NeedState.REJECTED)),
            *_in(Need.created_at, span),
        )
        .group_by(Need.community_code, Need.category)
    )
    found: dict[str, list[str]] = {}
    for code, category in db.session.execute(query):
        if _is_business(category):
            found.setdefault(code, []).append(category)
    return found


def _meetings(street_code: str, span: Span) -> Counts:
    """Held, and with minutes that are signed and sealed."""
    query = (
        select(Meeting.community_code, func.count(), func.count(Minutes.sealed_at))
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            within(Meeting.community_code, [street_code]),
            Meeting.ended_at.is_not(None),
            Meeting.cancelled_at.is_(None),
            *_in(Meeting.starts_at, span),
        )
        .group_by(Meeting.community_code)
    )
    return _counts(query)


def _rounds(street_code: str, span: Span) -> Counts:
    """Rounds that were closed and stand, the ballots given and the voters on the registers."""
    query = (
        select(
            Round.community_code,
            func.count(),
            func.sum(RoundResult.ballots),
            func.sum(RoundResult.register_size),
        )
        .join(RoundResult, RoundResult.round_id == Round.id)
        .where(
            within(Round.community_code, [street_code]),
            Round.purpose == Purpose.NEEDS,
            Round.annulled_at.is_(None),
            *_in(Round.closed_at, span),
        )
        .group_by(Round.community_code)
    )
    return _counts(query)


def _taken(street_code: str, span: Span) -> dict[str, list[Theme]]:
    """What the street took over, by community and category."""
    query = (
        select(
            Project.community_code,
            Project.category,
            func.count(),
            func.sum(func.coalesce(Project.cost_fen, 0)),
        )
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(
            within(Project.community_code, [street_code]),
            ProjectList.state == ListState.ACCEPTED,
            Project.verdict == RowVerdict.ACCEPTED,
            *_in(ProjectList.decided_at, span),
        )
        .group_by(Project.community_code, Project.category)
        .order_by(Project.community_code, Project.category)
    )
    found: dict[str, list[Theme]] = {}
    for code, category, count, cost in db.session.execute(query):
        found.setdefault(code, []).append(Theme(category, count, int(cost)))
    return found


def _finished(street_code: str, year: int) -> Counts:
    """Accepted as done, on time of these, without a deadline of these."""
    late_by = ProjectAcceptance.held_on
    query = (
        select(
            Project.community_code,
            func.count(),
            func.count().filter(Project.finish_on >= late_by),
            func.count().filter(Project.finish_on.is_(None)),
        )
        .join(ProjectAcceptance, ProjectAcceptance.project_id == Project.id)
        .where(
            within(Project.community_code, [street_code]),
            ProjectAcceptance.passed,
            ProjectAcceptance.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(Project.community_code)
    )
    return _counts(query)
