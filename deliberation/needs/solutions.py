"""Reading ways to meet needs: those of one need side by side, those that wait, and needs that lack one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from deliberation.database import Page, db, paginate
from deliberation.needs.holding import settled_for_sure
from deliberation.needs.models import Need, NeedComment, NeedEvent, NeedSolution
from deliberation.needs.queries import AnyRow, AnySelect, rows_of
from deliberation.needs.rules import NeedState
from deliberation.people.models import Account, Resident

CHOSEN = "needs.way_chosen"


def _shown() -> ColumnElement[bool]:
    return and_(NeedSolution.published_at.is_not(None), NeedSolution.hidden_at.is_(None))


def _rows() -> AnySelect:
    """Ways with their proposers' names and how much was said: NeedSolution, account_name, nickname, …"""
    entered, resident = aliased(Account), aliased(Resident)
    said = (
        select(func.count())
        .where(
            NeedComment.solution_id == NeedSolution.id,
            NeedComment.published_at.is_not(None),
            NeedComment.hidden_at.is_(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            NeedSolution,
            Account.name.label("account_name"),
            Account.nickname.label("nickname"),
            resident.name.label("resident_name"),
            entered.name.label("entered_by_name"),
            said.label("comments"),
        )
        .outerjoin(Account, Account.id == NeedSolution.account_id)
        .outerjoin(resident, resident.id == NeedSolution.resident_id)
        .outerjoin(entered, entered.id == NeedSolution.entered_by)
    )


def solutions_of(need_id: UUID, reader_id: UUID | None = None, everything: bool = False) -> Sequence[AnyRow]:
    """The ways to meet a need, the chosen one first, then the oldest: what `_may_read` lets somebody see.

    A need has a bounded number of ways (`ways.MOST_WAYS`), so all of them stand on one page.
    """
    query = _rows().where(NeedSolution.need_id == need_id, *_readable(reader_id, everything))
    order = (NeedSolution.chosen_at.is_(None), NeedSolution.hidden_at.is_not(None), NeedSolution.created_at)
    return db.session.execute(query.order_by(*order, NeedSolution.id)).all()


def _readable(reader_id: UUID | None, everything: bool) -> list[ColumnElement[bool]]:
    if everything:
        return []
    return [or_(_shown(), NeedSolution.account_id == reader_id) if reader_id else _shown()]


def solution_shown(
    solution_id: UUID, need_id: UUID, code: str, reader_id: UUID | None = None, everything: bool = False
) -> AnyRow | None:
    """One way to meet this need of this community, if this reader may see it."""
    query = _rows().where(
        NeedSolution.id == solution_id, NeedSolution.need_id == need_id, NeedSolution.community_code == code
    )
    return db.session.execute(query.where(*_readable(reader_id, everything))).first()


def solution_of(solution_id: UUID, need_id: UUID, community_code: str) -> NeedSolution | None:
    """A way to meet this need of this community."""
    query = select(NeedSolution).where(
        NeedSolution.id == solution_id,
        NeedSolution.need_id == need_id,
        NeedSolution.community_code == community_code,
    )
    return db.session.scalars(query).first()


def solution_by_key(key: str) -> NeedSolution | None:
    """The way this showing of the form has already become."""
    return db.session.scalars(select(NeedSolution).where(NeedSolution.submission_key == key)).first()


def chosen_of(need_id: UUID) -> NeedSolution | None:
    """The way chosen to meet a need."""
    query = select(NeedSolution).where(NeedSolution.need_id == need_id, NeedSolution.chosen_at.is_not(None))
    return db.session.scalars(query).first()


def solution_count(need_id: UUID) -> int:
    """How many ways have been proposed, seen or not."""
    return db.session.scalar(select(func.count()).where(NeedSolution.need_id == need_id)) or 0


def cost_before_choosing(need_id: UUID) -> tuple[int | None, str]:
    """What the need was said to cost before a way was chosen, as the last choice kept it."""
    query = select(NeedEvent.facts).where(NeedEvent.need_id == need_id, NeedEvent.kind == CHOSEN)
    facts = db.session.scalars(query.order_by(NeedEvent.id.desc()).limit(1)).first() or {}
    return facts.get("was_cost_fen"), str(facts.get("was_cost_note") or "")


def _waiting() -> list[ColumnElement[bool]]:
    return [NeedSolution.published_at.is_(None), NeedSolution.hidden_at.is_(None)]


def solutions_waiting(community_code: str, page: int) -> Page[AnyRow]:
    """The ways nobody has looked at yet, with their needs, oldest first."""
    query = _rows().add_columns(Need).join(Need, Need.id == NeedSolution.need_id)
    query = query.where(NeedSolution.community_code == community_code, *_waiting())
    return paginate(query.order_by(NeedSolution.created_at, NeedSolution.id), page)


def solutions_waiting_count(community_code: str) -> int:
    """How many ways nobody has looked at yet."""
    query = select(func.count()).where(NeedSolution.community_code == community_code, *_waiting())
    return db.session.scalar(query) or 0


def needs_to_solve(community_code: str, page: int) -> Page[AnyRow]:
    """The shortlisted needs without a chosen way, those nobody has checked a way of first."""
    mine = and_(NeedSolution.need_id == Need.id, _shown())
    ways = select(func.count()).where(mine).scalar_subquery()
    checked = select(func.count()).where(mine, NeedSolution.assessed_at.is_not(None)).scalar_subquery()
    query = rows_of(community_code).add_columns(ways.label("ways"), checked.label("checked"))
    order = (checked > 0, Need.household_count.desc(), Need.created_at, Need.id)
    return paginate(query.where(*_unsolved()).order_by(*order), page)


def _unsolved() -> list[ColumnElement[bool]]:
    chosen = exists().where(NeedSolution.need_id == Need.id, NeedSolution.chosen_at.is_not(None))
    return [
        Need.state == NeedState.SHORTLISTED,
        Need.published_at.is_not(None),
        ~chosen,
        ~settled_for_sure(),
    ]


def unchecked_needs_count(community_code: str) -> int:
    """How many shortlisted needs have no way anybody has checked."""
    checked = exists().where(
        NeedSolution.need_id == Need.id,
        NeedSolution.assessed_at.is_not(None),
        NeedSolution.hidden_at.is_(None),
    )
    query = select(func.count()).where(Need.community_code == community_code, *_unsolved(), ~checked)
    return db.session.scalar(query) or 0
