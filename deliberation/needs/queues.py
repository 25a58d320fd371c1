"""The worker's piles: their rows a page at a time, and what comes next.

Each a single statement, led by an index: a desk is opened three hundred times a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from deliberation.database import Page, db
from deliberation.needs.models import Need, NeedComment, NeedHold
from deliberation.needs.queries import AnyRow, AnySelect, asked_for, in_queue
from deliberation.needs.rules import LIVE, NeedState, Order, Queue, Wanted
from deliberation.needs.silence import nudged
from deliberation.people.models import Account, Resident

Author, Colleague = aliased(Resident), aliased(Account)
SIZES = (20, 50, 200)
NOTHING_WANTED = Wanted()


class Place(NamedTuple):
    """Where a need lies in a pile: read already or not, when it came, its id."""

    read: bool
    created_at: datetime
    need_id: UUID


def place_of(need: Need) -> Place:
    """Where a need lies now."""
    return Place(need.published_at is not None, need.created_at, need.id)


@dataclass(frozen=True)
class Pile:
    """One pile as somebody asks for it; `account_id` says whose the needs given to me are."""

    community_code: str
    queue: Queue = Queue.TODO
    wanted: Wanted = NOTHING_WANTED
    account_id: UUID | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the pile is asked for."""
        return replace(self.wanted, order=Order.NEWEST) != NOTHING_WANTED

    def conditions(self) -> list[ColumnElement[bool]]:
        """What lies in it; where something narrower leads there, the community's index is not offered."""
        led = self.queue in (Queue.TODO, Queue.COMMENTS, Queue.MINE) or self.wanted.words
        here = func.coalesce(Need.community_code, "") if led else Need.community_code
        asked = asked_for(self.community_code, self.wanted)
        return [here == self.community_code, self._lying(), *asked]

    def _lying(self) -> ColumnElement[bool]:
        if self.queue == Queue.TODO:
            return Need.id.in_(_to_do(self.community_code))
        if self.queue == Queue.COMMENTS:
            return Need.id.in_(_talked_about(self.community_code))
        return in_queue(self.queue, self.account_id)

    def order(self) -> list[Any]:
        """What waits for an OK first, then the oldest; of everything, the newest first."""
        if self.queue == Queue.ALL:
            return [Need.created_at.desc(), Need.id.desc()]
        return [Need.published_at.is_not(None), Need.created_at, Need.id]

    def before(self, place: Place) -> ColumnElement[bool]:
        """What lies before a place in this pile."""
        at, need_id = place.created_at, place.need_id
        if self.queue == Queue.ALL:
            return or_(Need.created_at > at, and_(Need.created_at == at, Need.id > need_id))
        earlier = or_(Need.created_at < at, and_(Need.created_at == at, Need.id < need_id))
        unread = Need.published_at.is_(None)
        return or_(unread, earlier) if place.read else and_(unread, earlier)


def _to_do(community_code: str) -> Any:
    """What waits for an OK, and what for an answer, each from its own index."""
    here = (Need.community_code == community_code, Need.withheld_at.is_(None))
    return union(
        select(Need.id).where(*here, Need.state.in_(LIVE), Need.published_at.is_(None)),
        select(Need.id).where(*here, Need.state == NeedState.OPEN, Need.answered_at.is_(None)),
    )


def _talked_about(community_code: str) -> Any:
    """What has comments that wait for an OK."""
    return select(NeedComment.need_id).where(
        NeedComment.community_code == community_code,
        NeedComment.published_at.is_(None),
        NeedComment.hidden_at.is_(None),
    )


def rows_in(pile: Pile, number: int, per_page: int, total: int | None = None) -> Page[AnyRow]:
    """One page of a pile as compact rows; `total` spares counting where the tabs have counted already.

    Which needs stand on the page is found first; then the rows of these alone are read.
    """
    if total is None:
        total = _count(pile)
    number = min(max(1, number), max(1, -(-total // per_page)))
    ids = select(Need.id).where(*pile.conditions()).order_by(*pile.order())
    page = ids.limit(per_page).offset((number - 1) * per_page).subquery()
    query = _rows().join(page, page.c.id == Need.id).order_by(*pile.order())
    return Page(db.session.execute(query).all(), number, per_page, total)


def _count(pile: Pile) -> int:
    return db.session.scalar(select(func.count()).select_from(Need).where(*pile.conditions())) or 0


def _rows() -> AnySelect:
    return (
        select(
            Need.id, Need.number, Need.title, Need.version, Need.created_at, Need.channel, Need.category,
            Need.state, Need.published_at, Need.withheld_at, Need.answered_at, Need.cycle_id,
            Need.owners_decision, Need.support_count, Need.household_count, Author.confirmed_at,
            Colleague.name.label("colleague"),
            exists().where(NeedHold.need_id == Need.id).label("held"),
            nudged().label("nudged"),
        )
        .outerjoin(Author, Author.id == Need.author_resident_id)
        .outerjoin(Colleague, Colleague.id == Need.assigned_to)
    )  # fmt: skip


def rows_chosen(community_code: str, need_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Several needs of a community as rows, oldest first."""
    query = _rows().where(Need.community_code == community_code, Need.id.in_(need_ids))
    return db.session.execute(query.order_by(Need.created_at, Need.id)).all()


def next_in(pile: Pile, place: Place) -> UUID | None:
    """The need that comes next in a pile after a place, else the first one left."""
    others = select(Need.id).where(*pile.conditions(), Need.id != place.need_id)
    others = others.order_by(*pile.order()).limit(1)
    following = db.session.scalar(others.where(~pile.before(place)))
    return following or db.session.scalar(others)


def page_of(pile: Pile, place: Place, per_page: int) -> int:
    """On which page of a pile a place lies."""
    before = select(func.count()).select_from(Need).where(*pile.conditions(), pile.before(place))
    return (db.session.scalar(before) or 0) // per_page + 1


def lies_in(pile: Pile, need_id: UUID) -> Place | None:
    """Where a need lies in a pile, if it does."""
    need = db.session.scalars(select(Need).where(*pile.conditions(), Need.id == need_id)).first()
    return place_of(need) if need else None
