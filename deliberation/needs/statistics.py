"""How many needs there are, counted by category, estate, channel, state, week and households.

Needs are counted, never people: nothing here knows who said, wrote down or sorted what. All counts come from
one statement that goes through the community's needs once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from deliberation.database import db
from deliberation.needs.catalogue import CATEGORIES, THEMES
from deliberation.needs.models import Need
from deliberation.needs.rules import LIVE, NeedState

MOST_WEEKS = 52
HOUSEHOLD_STEPS = (0, 1, 2, 6, 21, 51)
NOT_PUBLIC = ("unpublished", "withheld")
OTHER_SHOPS, MATTERS = "shops", "matters"
KINDS = ("category", "estate", "channel", "state", "day", "households")


class By(StrEnum):
    """What needs are counted by."""

    CATEGORY = "category"
    THEME = "theme"
    ESTATE = "estate"
    CHANNEL = "channel"
    STATE = "state"
    WEEK = "week"
    HOUSEHOLDS = "households"


@dataclass(frozen=True)
class Scope:
    """Which needs are counted: of one cycle or the waiting ones, of one estate, all or only the published."""

    community_code: str
    cycle_id: UUID | None = None
    waiting: bool = False
    estate_id: UUID | None = None
    nowhere: bool = False
    everything: bool = False


@dataclass(frozen=True)
class Count:
    """So many needs of one kind, and the households that support them (each need's counted by itself)."""

    key: str
    needs: int = 0
    households: int = 0
    supports: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.key,
            self.needs + other.needs,
            self.households + other.households,
            self.supports + other.supports,
        )


@dataclass(frozen=True)
class Statistics:
    """The counts of a scope, most first; weeks in order, those without a need as well."""

    total: Count
    unpublished: int
    by: Mapping[By, Sequence[Count]] = field(default_factory=dict)
    weeks_left_out: int = 0


class local_day(GenericFunction[date]):
    """The day a moment falls on in Shanghai."""

    type = Date()
    inherit_cache = True


@compiles(local_day, "sqlite")
def _sqlite_day(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


@compiles(local_day, "postgresql")
def _postgres_day(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(timezone('Asia/Shanghai', {compiler.process(element.clauses, **kw)}) AS date)"


def statistics_of(scope: Scope) -> Statistics:
    """Everything there is to count in a scope: one statement."""
    counted: dict[str, list[Count]] = {}
    for kind, *figures in db.session.execute(_statement(scope)):
        counted.setdefault(kind, []).append(Count(*figures))
    total = sum(counted.get("state", []), Count(""))
    unpublished = sum(each.needs for each in counted.get("state", []) if each.key in NOT_PUBLIC)
    weeks, left_out = _weeks(counted.pop("day", []))
    by = {By(kind): _most_first(counts) for kind, counts in counted.items()}
    if total.needs:
        by |= {By.WEEK: weeks, By.THEME: _most_first(themes_of(by[By.CATEGORY]))}
        by[By.HOUSEHOLDS] = _steps(by[By.HOUSEHOLDS])
    return Statistics(total, unpublished, by, left_out)


def _statement(scope: Scope) -> Any:
    shown = _shown(scope)
    return union_all(*(_counts(kind, shown) for kind in KINDS))


def _counts(kind: str, shown: CTE) -> Select[*tuple[Any, ...]]:
    key, figures = shown.c[kind], (func.count(), func.sum(shown.c.gathered), func.sum(shown.c.supports))
    return select(literal(kind), key, *figures).group_by(key)


def _shown(scope: Scope) -> CTE:
    """The needs that are counted; what a merged one brought is counted in the need it went into."""
    merged = Need.state == NeedState.MERGED
    day = func.coalesce(Need.said_on, local_day(Need.created_at))
    return (
        select(
            Need.category.label("category"),
            func.coalesce(cast(Need.estate_id, String), "").label("estate"),
            cast(Need.channel, String).label("channel"),
            _standing().label("state"),
            cast(day, String).label("day"),
            _step().label("households"),
            case((merged, 0), else_=Need.household_count).label("gathered"),
            case((merged, 0), else_=Need.support_count).label("supports"),
        )
        .where(*_asked(scope))
        .cte("shown")
        .prefix_with("MATERIALIZED")
    )


def _standing() -> ColumnElement[str]:
    """Where a need stands, as lists call it."""
    return case(
        (Need.withheld_at.is_not(None), "withheld"),
        (Need.published_at.is_(None), "unpublished"),
        ((Need.state == NeedState.OPEN) & Need.cycle_id.is_(None), "waiting"),
        else_=cast(Need.state, String),
    )


def _step() -> ColumnElement[str]:
    """How many households support a need, in steps; the key is the step's lower end."""
    steps = [(Need.household_count >= step, str(step)) for step in reversed(HOUSEHOLD_STEPS)]
    return case(*steps, else_="0")


def _asked(scope: Scope) -> list[ColumnElement[bool]]:
    asked = [Need.community_code == scope.community_code]
    if scope.everything:
        # What was refused before anybody read it, or taken back, is no need of anybody.
        asked.append(or_(Need.published_at.is_not(None), Need.state.in_(LIVE)))
    else:
        asked.append(Need.published_at.is_not(None))
    if scope.cycle_id:
        asked.append(Need.cycle_id == scope.cycle_id)
    elif scope.waiting:
        asked.append(Need.cycle_id.is_(None))
    if scope.estate_id:
        asked.append(Need.estate_id == scope.estate_id)
    elif scope.nowhere:
        asked.append(Need.estate_id.is_(None))
    return asked


def themes_of(categories: Iterable[Count]) -> list[Count]:
    """Counts of categories as counts of themes: shops without a theme and public matters each together."""
    sums: dict[str, Count] = {}
    for count in categories:
        theme = _theme(count.key)
        sums[theme] = sums.get(theme, Count(theme)) + count
    return list(sums.values())


def _theme(code: str) -> str:
    category = CATEGORIES.get(code)
    if category is None or category.group == "N":
        return MATTERS
    return category.theme if category.theme in THEMES else OTHER_SHOPS


def _most_first(counts: Iterable[Count]) -> list[Count]:
    return sorted(counts, key=lambda count: (-count.needs, -count.households, count.key))


def _steps(counts: Iterable[Count]) -> list[Count]:
    found = {count.key: count for count in counts}
    return [found.get(str(step), Count(str(step))) for step in HOUSEHOLD_STEPS]


def _weeks(days: Iterable[Count]) -> tuple[list[Count], int]:
    """Days as weeks from Monday on, without gaps, the last year at most; and how many needs are older."""
    sums: dict[date, Count] = {}
    for count in days:
        day = date.fromisoformat(count.key[:10])
        monday = day - timedelta(days=day.weekday())
        sums[monday] = sums.get(monday, Count(monday.isoformat())) + replace(count, key=monday.isoformat())
    if not sums:
        return [], 0
    last = max(sums)
    first = max(min(sums), last - timedelta(weeks=MOST_WEEKS - 1))
    mondays = [first + timedelta(weeks=step) for step in range((last - first).days // 7 + 1)]
    older = sum(count.needs for monday, count in sums.items() if monday < first)
    return [sums.get(monday, Count(monday.isoformat())) for monday in mondays], older
