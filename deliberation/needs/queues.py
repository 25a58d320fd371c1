"""The worker's queue: its rows, what comes next, and what else the desk needs to know of one need.

Each a single statement: a desk is opened three hundred times a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from deliberation.actors import Role
from deliberation.database import Page, db
from deliberation.needs.models import Need, NeedHold, NeedSupport, NeedTemplate
from deliberation.needs.queries import (
    QUEUE_ORDER,
    AnyRow,
    AnySelect,
    asked_for,
    in_queue,
    need_shown_query,
)
from deliberation.needs.ready import ReadyAnswer, starters
from deliberation.needs.rules import Order, Queue, Wanted
from deliberation.needs.silence import nudged
from deliberation.people.models import Account, Resident, RoleGrant

SIZES = (20, 50, 200)
NOTHING_WANTED = Wanted()


@dataclass(frozen=True)
class Pile:
    """One pile as somebody asks for it; `account_id` says whose the needs given to me are."""

    community_code: str
    queue: Queue = Queue.TODO
    wanted: Wanted = NOTHING_WANTED
    account_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        return [
            Need.community_code == self.community_code,
            in_queue(self.queue, self.account_id),
            *asked_for(self.community_code, self.wanted),
        ]

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the pile is asked for."""
        return replace(self.wanted, order=Order.NEWEST) != NOTHING_WANTED


class Place(NamedTuple):
    """Where a need lies in a pile: read already or not, when it came, its id."""

    read: bool
    created_at: datetime
    need_id: UUID


def place_of(need: Need) -> Place:
    """Where a need lies now."""
    return Place(need.published_at is not None, need.created_at, need.id)


def rows_in(pile: Pile, number: int, per_page: int, total: int | None = None) -> Page[AnyRow]:
    """One page of a pile as compact rows; `total` spares counting where the tabs have counted already."""
    if total is None:
        total = _count(pile)
    number = min(max(1, number), max(1, -(-total // per_page)))
    query = _rows().where(*pile.conditions()).order_by(*QUEUE_ORDER)
    found = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    return Page(found.all(), number, per_page, total)


def _count(pile: Pile) -> int:
    return db.session.scalar(select(func.count()).select_from(Need).where(*pile.conditions())) or 0


def _rows() -> AnySelect:
    author, colleague = aliased(Resident), aliased(Account)
    return (
        select(
            Need.id, Need.number, Need.title, Need.version, Need.created_at, Need.channel, Need.category,
            Need.state, Need.published_at, Need.withheld_at, Need.answered_at, Need.cycle_id,
            Need.owners_decision, Need.support_count, Need.household_count, author.confirmed_at,
            colleague.name.label("colleague"),
            exists().where(NeedHold.need_id == Need.id).label("held"),
            nudged().label("nudged"),
        )
        .outerjoin(author, author.id == Need.author_resident_id)
        .outerjoin(colleague, colleague.id == Need.assigned_to)
    )  # fmt: skip


def rows_chosen(community_code: str, need_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Several needs of a community as rows, in the order of the piles."""
    query = _rows().where(Need.community_code == community_code, Need.id.in_(need_ids))
    return db.session.execute(query.order_by(*QUEUE_ORDER)).all()


def _before(place: Place) -> ColumnElement[bool]:
    """What lies before a place in any pile."""
    read = Need.published_at.is_not(None)
    same = read if place.read else ~read
    earlier = or_(
        Need.created_at < place.created_at,
        and_(Need.created_at == place.created_at, Need.id < place.need_id),
    )
    return or_(~read, and_(same, earlier)) if place.read else and_(same, earlier)


def next_in(pile: Pile, place: Place) -> UUID | None:
    """The need that comes next in a pile after a place, else the first one left."""
    others = (
        select(Need.id).where(*pile.conditions(), Need.id != place.need_id).order_by(*QUEUE_ORDER).limit(1)
    )
    following = db.session.scalar(others.where(~_before(place)))
    return following or db.session.scalar(others)


def page_of(pile: Pile, place: Place, per_page: int) -> int:
    """On which page of a pile a place lies."""
    before = select(func.count()).select_from(Need).where(*pile.conditions(), _before(place))
    return (db.session.scalar(before) or 0) // per_page + 1


def lies_in(pile: Pile, need_id: UUID) -> Place | None:
    """Where a need lies in a pile, if it does."""
    need = db.session.scalars(select(Need).where(*pile.conditions(), Need.id == need_id)).first()
    return place_of(need) if need else None


def need_at_desk(need_id: UUID, community_code: str) -> AnyRow | None:
    """A need with its names, what holds it, who has it, and the entry it lives on in or came from."""
    survivor, origin, colleague, answerer = aliased(Need), aliased(Need), aliased(Account), aliased(Account)
    query = (
        need_shown_query(community_code)
        .add_columns(
            survivor.number.label("survivor_number"),
            survivor.title.label("survivor_title"),
            origin.number.label("origin_number"),
            origin.title.label("origin_title"),
            colleague.name.label("colleague"),
            answerer.name.label("answerer"),
        )
        .outerjoin(survivor, survivor.id == Need.merged_into_id)
        .outerjoin(origin, origin.id == Need.split_from_id)
        .outerjoin(colleague, colleague.id == Need.assigned_to)
        .outerjoin(answerer, answerer.id == Need.answered_by)
        .where(Need.id == need_id)
    )
    return db.session.execute(query).first()


def supporters_of_both(one_id: UUID, other_id: UUID) -> int:
    """How many confirmed persons support both needs."""
    one, other = aliased(NeedSupport), aliased(NeedSupport)
    query = (
        select(func.count())
        .select_from(one)
        .join(other, other.resident_id == one.resident_id)
        .join(Resident, Resident.id == one.resident_id)
        .where(one.need_id == one_id, other.need_id == other_id, Resident.confirmed_at.is_not(None))
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Help:
    """What lies ready on a community's desk: answers, and colleagues by their accounts."""

    answers: list[ReadyAnswer]
    colleagues: dict[UUID, str]


def help_at(community_code: str) -> Help:
    """The answers ready to use and the colleagues of a community."""
    answers = select(
        literal("answer").label("kind"), NeedTemplate.id, NeedTemplate.title.label("name"), NeedTemplate.text,
        NeedTemplate.created_at.label("at"),
    ).where(NeedTemplate.community_code == community_code)  # fmt: skip
    people = select(
        literal("colleague").label("kind"),
        Account.id,
        Account.name,
        literal("").label("text"),
        null().label("at"),
    ).where(Account.id.in_(_workers(community_code)), Account.closed_at.is_(None))
    both = union_all(answers, people).subquery()
    rows = db.session.execute(select(both).order_by(both.c.at, both.c.name, both.c.id)).all()
    own = [ReadyAnswer(row.id, row.name, row.text) for row in rows if row.kind == "answer"]
    return Help(
        own or starters(community_code), {row.id: row.name for row in rows if row.kind == "colleague"}
    )


def _workers(community_code: str) -> Any:
    scopes = [community_code[:length] for length in range(len(community_code) + 1)]
    roles = (Role.WORKER, Role.LEAD)
    return select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), RoleGrant.scope.in_(scopes))


def colleagues_of(community_code: str) -> dict[UUID, str]:
    """Who works or leads in a community, by account."""
    query = select(Account.id, Account.name).where(
        Account.id.in_(_workers(community_code)), Account.closed_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Account.name, Account.id))}
