"""Reading needs: lists, one need with its way, what later rooms offer, and the workers' queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, load_only

from deliberation.clock import now
from deliberation.database import db
from deliberation.needs import search
from deliberation.needs.catalogue import codes_of
from deliberation.needs.models import (
    Need,
    NeedCategoryOff,
    NeedComment,
    NeedEvent,
    NeedFollow,
    NeedHold,
    NeedSolution,
    NeedSupport,
)
from deliberation.needs.rules import ABSORBED, LIVE, OVERDUE_AFTER, NeedState, Order, Queue, Wanted
from deliberation.people.models import Account, Resident
from deliberation.places.models import Estate

EnteredBy = aliased(Account)
Author = aliased(Resident)
NOBODY = UUID(int=0)
STANDING = tuple(state for state in NeedState if state not in ABSORBED)
# What a slip shows of a need; a list that needs more must say so here.
LISTED = (
    load_only(
        Need.community_code, Need.number, Need.title, Need.place, Need.category, Need.state, Need.stage,
        Need.on_behalf_name, Need.cycle_id, Need.published_at, Need.withheld_at, Need.answered_at,
        Need.created_at, Need.support_count, Need.household_count, Need.version,
        raiseload=True,
    ),
)  # fmt: skip
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class NeedBrief:
    """A need as later rooms offer it, with the way chosen to meet it (all empty when none is chosen)."""

    id: UUID
    number: str
    title: str
    category: str
    cost_fen: int | None
    supports: int
    households: int
    owners_decision: bool
    body: str
    place: str
    state: NeedState
    cycle_id: UUID | None
    solution_title: str = ""
    solution_text: str = ""
    solution_unit: str = ""
    solution_upkeep: str = ""


PER_PAGE = 20


def rows_of(community_code: str) -> AnySelect:
    """Needs with their authors' names and their supports: Need, account_name, nickname, resident_name, …"""
    return all_rows().where(Need.community_code == community_code)


def all_rows() -> AnySelect:
    """The same of everywhere, for those whose ids are known."""
    return (
        select(
            Need,
            Account.name.label("account_name"),
            Account.nickname.label("nickname"),
            Author.name.label("resident_name"),
            Need.support_count.label("supports"),
            Need.household_count.label("households"),
        )
        .outerjoin(Account, Account.id == Need.author_account_id)
        .outerjoin(Author, Author.id == Need.author_resident_id)
    )


def visible(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What everybody may read, merged needs only where they are asked for; of one's own everything."""
    if wanted.mine is not None:
        return [_by_author(*wanted.mine)]
    shown: list[ColumnElement[bool]] = [Need.published_at.is_not(None)]
    return shown if wanted.state else [*shown, Need.state.in_(STANDING)]


def _by_author(account_id: UUID | None, resident_id: UUID | None) -> ColumnElement[bool]:
    mine: list[ColumnElement[bool]] = [false()]
    if account_id is not None:
        mine.append(Need.author_account_id == account_id)
    if resident_id is not None:
        mine.append(Need.author_resident_id == resident_id)
    return or_(*mine)


def asked_for(community_code: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a list is asked for, as conditions: words, state, category, theme, estate, stage."""
    asked = [search.matching(community_code, wanted.words)]
    if wanted.state:
        asked.append(Need.state == wanted.state)
    for choice in (wanted.category, wanted.theme):
        if choice:
            asked.append(Need.category.in_(codes_of(choice)))
    if wanted.estate_id:
        asked.append(Need.estate_id == wanted.estate_id)
    if wanted.stage:
        asked.append(Need.stage == wanted.stage)
    return asked


def ordered(order: Order) -> list[Any]:
    """The order of a list, the same every time."""
    newest = [Need.created_at.desc(), Need.id.desc()]
    first = {Order.SUPPORTED: [Need.support_count.desc()], Order.HOUSEHOLDS: [Need.household_count.desc()]}
    return [*first.get(order, []), *newest]


def need_of(need_id: UUID, community_code: str) -> Need | None:
    """A need of this community."""
    query = select(Need).where(Need.id == need_id, Need.community_code == community_code)
    return db.session.scalars(query).first()


def need_shown(need_id: UUID, community_code: str) -> AnyRow | None:
    """A need of this community with its author's names, supports, estate and whether something holds it."""
    return db.session.execute(need_shown_query(community_code).where(Need.id == need_id)).first()


@lru_cache(maxsize=1)
def _need_read() -> AnySelect:
    """A need for its page: also whether others were merged into it, what the reader did with it, how many
    ways to meet it everybody may read, and which one is chosen."""
    other = aliased(Need)
    ways = (
        NeedSolution.need_id == Need.id,
        NeedSolution.published_at.is_not(None),
        NeedSolution.hidden_at.is_(None),
    )
    chosen = select(NeedSolution.title).where(*ways, NeedSolution.chosen_at.is_not(None)).limit(1)
    return (
        _rows_shown()
        .add_columns(
            select(func.count()).where(*ways).scalar_subquery().label("ways_count"),
            chosen.scalar_subquery().label("way_chosen"),
            exists().where(other.merged_into_id == Need.id).label("has_merged"),
            exists()
            .where(NeedSupport.need_id == Need.id, NeedSupport.resident_id == bindparam("resident_id"))
            .label("supported"),
            exists()
            .where(NeedFollow.need_id == Need.id, NeedFollow.account_id == bindparam("account_id"))
            .label("followed"),
        )
        .where(Need.id == bindparam("need_id"), Need.community_code == bindparam("community_code"))
    )


def need_read(
    need_id: UUID, community_code: str, account_id: UUID | None, resident_id: UUID | None
) -> AnyRow | None:
    """A need as somebody reads it, with all that a look into its own row and its neighbours tells."""
    asked = {
        "need_id": need_id,
        "community_code": community_code,
        "account_id": account_id or NOBODY,
        "resident_id": resident_id or NOBODY,
    }
    return db.session.execute(_need_read(), asked).first()


def need_shown_query(community_code: str) -> AnySelect:
    """Needs with their authors' names, supports, estate, who wrote them down, and whether they are held."""
    return _rows_shown().where(Need.community_code == community_code)


def _rows_shown() -> AnySelect:
    return (
        all_rows()
        .add_columns(
            Estate.name.label("estate_name"),
            Estate.shape.is_not(None).label("estate_drawn"),
            EnteredBy.name.label("entered_by_name"),
            exists().where(NeedHold.need_id == Need.id).label("held"),
        )
        .outerjoin(Estate, Estate.id == Need.estate_id)
        .outerjoin(EnteredBy, EnteredBy.id == Need.entered_by)
    )


def need_by_key(community_code: str, key: str) -> Need | None:
    """The need this showing of the form has already become."""
    query = select(Need).where(Need.community_code == community_code, Need.submission_key == key)
    return db.session.scalars(query).first()


def need_by_reference(community_code: str, reference: str) -> Need | None:
    """The need entered from this paper form or 12345 work order."""
    query = select(Need).where(Need.community_code == community_code, Need.reference == reference)
    return db.session.scalars(query).first()


def is_held(need_id: UUID) -> bool:
    """Whether a round, a meeting or a project needs it to stay as it is."""
    return bool(db.session.scalar(select(exists().where(NeedHold.need_id == need_id))))


def survivor_of(need: Need) -> Need:
    """The need this one was merged into, at the end of the chain; itself when it was not."""
    seen = {need.id}
    while need.merged_into_id is not None and need.merged_into_id not in seen:
        need = db.session.get_one(Need, need.merged_into_id)
        seen.add(need.id)
    return need


def family_ids(need_id: UUID) -> list[UUID]:
    """The need and everything merged into it, directly or through others."""
    return list(db.session.scalars(select(family_of(need_id).c.id)))


def family_of(need_id: UUID) -> CTE:
    """The same as a table to ask within a statement."""
    family = select(Need.id).where(Need.id == need_id).cte("family", recursive=True)
    return family.union(select(Need.id).where(Need.merged_into_id == family.c.id))


def merged_into(need_id: UUID) -> Sequence[Need]:
    """The needs merged directly into this one, oldest first."""
    query = select(Need).where(Need.merged_into_id == need_id).order_by(Need.created_at, Need.id)
    return db.session.scalars(query).all()


_EVENTS = (
    select(NeedEvent).where(NeedEvent.need_id == bindparam("need_id")).order_by(NeedEvent.at, NeedEvent.id)
)


def events_of(need_id: UUID) -> Sequence[NeedEvent]:
    """A need's way so far, oldest first."""
    return db.session.scalars(_EVENTS, {"need_id": need_id}).all()


def comment_of(comment_id: UUID, need_id: UUID, community_code: str) -> NeedComment | None:
    """A comment on this need of this community."""
    query = select(NeedComment).where(
        NeedComment.id == comment_id,
        NeedComment.need_id == need_id,
        NeedComment.community_code == community_code,
    )
    return db.session.scalars(query).first()


def has_supported(need_id: UUID, resident_id: UUID | None) -> bool:
    """Whether this person supports the need."""
    return resident_id is not None and db.session.get(NeedSupport, (need_id, resident_id)) is not None


def supported_among(need_ids: Sequence[UUID], resident_id: UUID | None) -> frozenset[UUID]:
    """Which of several needs this person supports, in one statement."""
    if resident_id is None or not need_ids:
        return frozenset()
    query = select(NeedSupport.need_id).where(
        NeedSupport.resident_id == resident_id, NeedSupport.need_id.in_(need_ids)
    )
    return frozenset(db.session.scalars(query))


def accounts_following(need: Need) -> list[UUID]:
    """The accounts of the author and of everybody who supports the need."""
    supporting = (
        select(Account.id)
        .join(NeedSupport, NeedSupport.resident_id == Account.resident_id)
        .where(NeedSupport.need_id == need.id, Account.closed_at.is_(None))
    )
    first = [need.author_account_id] if need.author_account_id else []
    return list(dict.fromkeys([*first, *db.session.scalars(supporting)]))


def followers_of(need_id: UUID) -> list[UUID]:
    """The accounts that asked to be told of every step of a need, or of one that was merged into it."""
    family = family_of(need_id)
    query = select(NeedFollow.account_id).where(NeedFollow.need_id.in_(select(family.c.id)))
    return list(db.session.scalars(query.distinct()))


def shortlisted_needs(community_code: str, cycle_id: UUID | None = None) -> list[NeedBrief]:
    """The shortlisted needs of a community (of one cycle), most supported first."""
    query = _briefs().where(Need.community_code == community_code, Need.state == NeedState.SHORTLISTED)
    if cycle_id is not None:
        query = query.where(Need.cycle_id == cycle_id)
    return _read_briefs(query.order_by(Need.support_count.desc(), Need.number))


def need_rows(need_ids: Iterable[UUID]) -> dict[UUID, NeedBrief]:
    """Several needs at once, by their ids."""
    return {brief.id: brief for brief in _read_briefs(_briefs().where(Need.id.in_(list(need_ids))))}


def _briefs() -> AnySelect:
    chosen = and_(NeedSolution.need_id == Need.id, NeedSolution.chosen_at.is_not(None))
    words = (NeedSolution.title, NeedSolution.text, NeedSolution.unit, NeedSolution.upkeep)
    return select(
        Need.id, Need.number, Need.title, Need.category, Need.cost_fen, Need.support_count,
        Need.household_count, Need.owners_decision, Need.body, Need.place, Need.state, Need.cycle_id,
        *(func.coalesce(word, "") for word in words),
    ).outerjoin(NeedSolution, chosen)  # fmt: skip


def _read_briefs(query: AnySelect) -> list[NeedBrief]:
    return [NeedBrief(*row) for row in db.session.execute(query)]


def counts_per_state(community_code: str, cycle_id: UUID | None = None) -> dict[NeedState, int]:
    """How many published needs stand where."""
    query = select(Need.state, func.count()).where(
        Need.community_code == community_code, Need.published_at.is_not(None)
    )
    if cycle_id is not None:
        query = query.where(Need.cycle_id == cycle_id)
    counted: dict[NeedState, int] = dict(db.session.execute(query.group_by(Need.state)).all())
    return {state: counted.get(state, 0) for state in NeedState}


def waiting_communities() -> Sequence[str]:
    """The communities with needs that wait for a cycle."""
    query = select(Need.community_code).where(Need.cycle_id.is_(None), Need.state.in_(LIVE)).distinct()
    return db.session.scalars(query).all()


def comment_by_key(need_id: UUID, key: str) -> NeedComment | None:
    """The comment this showing of the form has already become."""
    query = select(NeedComment).where(NeedComment.need_id == need_id, NeedComment.submission_key == key)
    return db.session.scalars(query).first()


def latest_events(need_ids: Sequence[UUID]) -> dict[UUID, NeedEvent]:
    """The last step of each of several needs, in one statement."""
    last = select(func.max(NeedEvent.id)).where(NeedEvent.need_id.in_(need_ids)).group_by(NeedEvent.need_id)
    return {
        event.need_id: event for event in db.session.scalars(select(NeedEvent).where(NeedEvent.id.in_(last)))
    }


def need_numbered(community_code: str, number: str) -> Need | None:
    """The need with exactly this number, as people quote it."""
    query = select(Need).where(Need.community_code == community_code, Need.number == number)
    return db.session.scalars(query).first()


def in_queue(queue: Queue, account_id: UUID | None = None) -> ColumnElement[bool]:
    """What lies in a pile; `account_id` says whose the needs given to me are."""
    live = and_(Need.state.in_(LIVE), Need.withheld_at.is_(None))
    silent = and_(live, Need.state == NeedState.OPEN, Need.answered_at.is_(None))
    unpublished = and_(live, Need.published_at.is_(None))
    todo = or_(unpublished, silent)
    kinds: dict[Queue, ColumnElement[bool]] = {
        Queue.TODO: todo,
        Queue.UNPUBLISHED: unpublished,
        Queue.OVERDUE: and_(silent, Need.created_at < now() - OVERDUE_AFTER),
        Queue.MINE: and_(todo, Need.assigned_to == account_id) if account_id else false(),
        Queue.COMMENTS: _comment_waits(),
        Queue.WAITING: and_(live, Need.cycle_id.is_(None)),
    }
    return kinds.get(queue, true())


def _comment_waits() -> ColumnElement[bool]:
    return exists().where(
        NeedComment.need_id == Need.id, NeedComment.published_at.is_(None), NeedComment.hidden_at.is_(None)
    )


def queue_counts(community_code: str, account_id: UUID | None = None) -> dict[Queue, int]:
    """How much lies in each pile of the desk: one statement, each pile counted from an index of its own."""
    counts: dict[Queue, ColumnElement[int]] = {
        queue: _count_in(queue, community_code, account_id) for queue in Queue
    }
    counts[Queue.TODO] = _todo(community_code)
    counts[Queue.MINE] = _mine(community_code, account_id)
    counts[Queue.WAITING] = _waiting(community_code)
    counts[Queue.COMMENTS] = _needs_with_waiting_comments(community_code)
    row = db.session.execute(select(*counts.values())).one()
    return dict(zip(counts, row, strict=True))


def todo_count(community_code: str) -> int:
    """How much waits to be sorted."""
    return db.session.scalar(_TODO, {"community_code": community_code}) or 0


def _count_in(queue: Queue, community_code: str, account_id: UUID | None = None) -> ScalarSelect[int]:
    query = select(func.count()).select_from(Need)
    return query.where(Need.community_code == community_code, in_queue(queue, account_id)).scalar_subquery()


def _todo(community_code: str | BindParameter[str]) -> ColumnElement[int]:
    """What has no answer, and what else waits for an OK."""
    here = (Need.community_code == community_code, Need.state.in_(LIVE), Need.withheld_at.is_(None))
    silent = select(func.count()).where(*here, Need.state == NeedState.OPEN, Need.answered_at.is_(None))
    others = select(func.count()).where(
        *here,
        Need.published_at.is_(None),
        or_(Need.state != NeedState.OPEN, Need.answered_at.is_not(None)),
    )
    return silent.scalar_subquery() + others.scalar_subquery()


_TODO = select(_todo(bindparam("community_code", type_=String)))


def _mine(community_code: str, account_id: UUID | None) -> ScalarSelect[int]:
    """What was given to somebody; few needs were, so that the index of the community is not offered."""
    here = func.coalesce(Need.community_code, "") == community_code
    query = select(func.count()).select_from(Need).where(here, in_queue(Queue.MINE, account_id))
    return query.scalar_subquery()


def _waiting(community_code: str) -> ScalarSelect[int]:
    """What waits for a cycle; few needs do, so that the index of their states is not offered."""
    query = select(func.count()).where(
        Need.community_code == community_code,
        Need.cycle_id.is_(None),
        func.coalesce(Need.state, Need.state).in_(LIVE),
        Need.withheld_at.is_(None),
    )
    return query.scalar_subquery()


def _needs_with_waiting_comments(community_code: str) -> ScalarSelect[int]:
    return (
        select(func.count(NeedComment.need_id.distinct()))
        .where(
            NeedComment.community_code == community_code,
            NeedComment.published_at.is_(None),
            NeedComment.hidden_at.is_(None),
        )
        .scalar_subquery()
    )


def categories_off(community_code: str) -> frozenset[str]:
    """The categories a community has switched off."""
    query = select(NeedCategoryOff.category).where(NeedCategoryOff.community_code == community_code)
    return frozenset(db.session.scalars(query))
