"""The lists of needs everybody looks through: page 1 and page 200 cost the same.

The ids of a page come from an index alone, whichever page it is; then the rows of these are read. What is
built depends on the shape of a question only, so that it is built once and told its values when it runs.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, false, func, literal, or_, select

from deliberation.cycles.rules import Stage
from deliberation.database import Page, db
from deliberation.needs import search, totals
from deliberation.needs.catalogue import codes_of
from deliberation.needs.models import Need
from deliberation.needs.queries import PER_PAGE, STANDING, AnyRow, AnySelect, Author, ordered
from deliberation.needs.rules import NeedState, Order, Wanted
from deliberation.people.models import Account


class Shape(NamedTuple):
    """Which conditions a list has."""

    mine: bool
    account: bool
    resident: bool
    states: bool
    categories: bool
    estate: bool
    stage: bool


@dataclass(frozen=True, slots=True)
class NeedListed:
    """What a list shows of a need."""

    id: UUID
    community_code: str
    number: str
    title: str
    place: str
    category: str
    state: NeedState
    stage: Stage
    on_behalf_name: str
    cycle_id: UUID | None
    published_at: datetime | None
    withheld_at: datetime | None
    answered_at: datetime | None
    created_at: datetime
    support_count: int
    household_count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: a need and its author's names, under the names other rows have, too."""

    Need: NeedListed
    account_name: str | None
    nickname: str | None
    resident_name: str | None

    @property
    def supports(self) -> int:
        return self.Need.support_count

    @property
    def households(self) -> int:
        return self.Need.household_count


COLUMNS = [getattr(Need, each.name) for each in fields(NeedListed)]


def needs_of(community_code: str, wanted: Wanted, page: int) -> Page[Listed]:
    """The needs everybody may read (or all of one's own), with supports, and how many there are.

    One statement; beyond the end, where the last page is shown, two more. How many a long list holds is
    remembered for some seconds (`totals`).
    """
    shape, told = _shape(wanted), _told(community_code, wanted)
    words = search.matching(community_code, wanted.words) if wanted.words.strip() else None
    which = None if shape.mine or words is not None else _which(shape, told)
    total = None if which is None else totals.known(which)
    uncounted = total is not None
    query = (
        _paged(shape, wanted.order, uncounted=uncounted)
        if words is None
        else _page(shape, wanted.order, words)
    )
    number = max(1, page)
    rows = _rows_on(query, told, number)
    if not rows and number > 1:
        total = db.session.scalar(_count(shape, words), told) or 0
        number = max(1, -(-total // PER_PAGE))
        rows = _rows_on(query, told, number)
    width = len(COLUMNS)
    listed = [Listed(NeedListed(*row[:width]), *row[width:-1]) for row in rows]
    if total is None or not rows:
        total = rows[0].total if rows else 0
        if which is not None:
            totals.learn(which, total)
    return Page(listed, number, PER_PAGE, total)


def _which(shape: Shape, told: dict[str, Any]) -> Hashable:
    """One list among all, whoever looks at it."""
    asked = {**told, "account": None, "resident": None}
    return str(db.engine.url), shape, repr(asked)


def _rows_on(query: AnySelect, told: dict[str, Any], number: int) -> Sequence[AnyRow]:
    asked = {**told, "most": PER_PAGE, "skip": (number - 1) * PER_PAGE}
    return db.session.execute(query, asked).all()


def _shape(wanted: Wanted) -> Shape:
    account, resident = wanted.mine or (None, None)
    return Shape(
        wanted.mine is not None,
        account is not None,
        resident is not None,
        wanted.mine is None or wanted.state is not None,
        bool(wanted.category or wanted.theme),
        wanted.estate_id is not None,
        wanted.stage is not None,
    )


def _told(community_code: str, wanted: Wanted) -> dict[str, Any]:
    """The values of a question, under the names its conditions have; more than one shape needs."""
    account, resident = wanted.mine or (None, None)
    choices = [set(codes_of(choice)) for choice in (wanted.category, wanted.theme) if choice]
    return {
        "code": community_code,
        "account": account,
        "resident": resident,
        "states": [wanted.state] if wanted.state else list(STANDING),
        "categories": sorted(set.intersection(*choices)) if choices else [],
        "estate": wanted.estate_id,
        "stage": wanted.stage,
    }


def _conditions(shape: Shape, words: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
    """Words are looked up in their own index, which knows the community: no other index is offered then."""
    code = Need.community_code if words is None else func.coalesce(Need.community_code, "")
    asked = [code == bindparam("code"), *([] if words is None else [words])]
    if shape.mine:
        by_account = Need.author_account_id == bindparam("account") if shape.account else false()
        by_resident = Need.author_resident_id == bindparam("resident") if shape.resident else false()
        asked.append(or_(by_account, by_resident))
    else:
        asked.append(Need.published_at.is_not(None))
    if shape.states:
        asked.append(Need.state.in_(bindparam("states", expanding=True)))
    if shape.categories:
        asked.append(Need.category.in_(bindparam("categories", expanding=True)))
    if shape.estate:
        asked.append(Need.estate_id == bindparam("estate"))
    if shape.stage:
        asked.append(Need.stage == bindparam("stage"))
    return asked


def _count(shape: Shape, words: ColumnElement[bool] | None) -> Select[int]:
    return select(func.count()).select_from(Need).where(and_(*_conditions(shape, words))).correlate(None)


def _page(
    shape: Shape, order: Order, words: ColumnElement[bool] | None = None, uncounted: bool = False
) -> AnySelect:
    ids = (
        select(Need.id)
        .where(and_(*_conditions(shape, words)))
        .order_by(*ordered(order))
        .limit(bindparam("most", type_=Integer))
        .offset(bindparam("skip", type_=Integer))
        .subquery()
    )
    query = (
        select(
            *COLUMNS,
            Account.name.label("account_name"),
            Account.nickname,
            Author.name.label("resident_name"),
            (literal(0) if uncounted else _count(shape, words).scalar_subquery()).label("total"),
        )
        .join(ids, ids.c.id == Need.id)
        .outerjoin(Account, Account.id == Need.author_account_id)
        .outerjoin(Author, Author.id == Need.author_resident_id)
    )
    return query.order_by(*ordered(order))


_paged = lru_cache(maxsize=256)(_page)
