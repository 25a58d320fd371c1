"""Reading what neighbours said about a need: remarks a page at a time, each with its replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from deliberation.database import Page, db
from deliberation.needs.models import NeedComment
from deliberation.needs.queries import AnyRow, AnySelect
from deliberation.people.models import Account, Resident

REMARKS = 20
Of: TypeAlias = UUID | Literal["everything"] | None
"""Of what: one way to meet the need, the need itself, or both."""
EVERYTHING: Literal["everything"] = "everything"


@dataclass(frozen=True)
class Reader:
    """Who reads: one's own words are seen while they wait, and staff see everything."""

    account_id: UUID | None = None
    resident_id: UUID | None = None
    everything: bool = False


class Shape(NamedTuple):
    """What a statement depends on; everything else is told when it runs."""

    everything: bool
    account: bool
    resident: bool
    of: Literal["everything", "need", "way"]


def _shape(reader: Reader, of: Of) -> Shape:
    kind: Literal["everything", "need", "way"] = (
        "everything" if of == EVERYTHING else "need" if of is None else "way"
    )
    return Shape(reader.everything, reader.account_id is not None, reader.resident_id is not None, kind)


def _told(need_id: UUID, reader: Reader, of: Of) -> dict[str, Any]:
    return {
        "need_id": need_id,
        "account_id": reader.account_id,
        "resident_id": reader.resident_id,
        "solution_id": of if isinstance(of, UUID) else None,
    }


def talk_rows(
    need_id: UUID, number: int, reader: Reader, of: Of = None
) -> tuple[Page[AnyRow], dict[UUID, list[AnyRow]]]:
    """A page of remarks about a need (one way to meet it, or both), oldest first, and the replies to each.

    One statement where all of it fits on one page, else three.
    """
    shape, told = _shape(reader, of), _told(need_id, reader, of)
    if number <= 1:
        rows = db.session.execute(_talk(shape), {**told, "most": REMARKS + 1, "skip": 0}).all()
        found = [row for row in rows if row[0].parent_id is None]
        if len(found) <= REMARKS:
            return Page(found, 1, REMARKS, len(found)), _grouped(rows)
    total = db.session.scalar(_counted(shape), told) or 0
    number = min(max(1, number), max(1, -(-total // REMARKS)))
    rows = db.session.execute(_talk(shape), {**told, "most": REMARKS, "skip": (number - 1) * REMARKS}).all()
    found = [row for row in rows if row[0].parent_id is None]
    return Page(found, number, REMARKS, total), _grouped(rows)


@lru_cache(maxsize=32)
def _counted(shape: Shape) -> Select[int]:
    return select(func.count()).select_from(_remarks(shape).subquery())


@lru_cache(maxsize=32)
def _talk(shape: Shape) -> AnySelect:
    """Some remarks and what is seen of the replies to them, oldest first, each with whom it answers."""
    remarks = _remarks(shape).order_by(NeedComment.created_at, NeedComment.id)
    some = remarks.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    ids = select(some.subquery().c.id)
    answered, account, resident = aliased(NeedComment), aliased(Account), aliased(Resident)
    return (
        comment_rows()
        .add_columns(
            answered,
            account.name.label("to_account_name"),
            account.nickname.label("to_nickname"),
            resident.name.label("to_resident_name"),
        )
        .outerjoin(answered, answered.id == NeedComment.reply_to_id)
        .outerjoin(account, account.id == answered.author_account_id)
        .outerjoin(resident, resident.id == answered.author_resident_id)
        .where(
            NeedComment.need_id == bindparam("need_id"),
            or_(NeedComment.id.in_(ids), and_(NeedComment.parent_id.in_(ids), *_seen_by(shape))),
        )
        .order_by(NeedComment.created_at, NeedComment.id)
    )


def _grouped(rows: Sequence[AnyRow]) -> dict[UUID, list[AnyRow]]:
    replies: dict[UUID, list[AnyRow]] = {}
    for row in rows:
        if row[0].parent_id is not None:
            replies.setdefault(row[0].parent_id, []).append(row)
    return replies


def page_with(comment: NeedComment, reader: Reader) -> int:
    """On which page of remarks a remark or reply stands."""
    remark = db.session.get_one(NeedComment, comment.parent_id) if comment.parent_id else comment
    shape = _shape(reader, comment.solution_id)
    told = _told(comment.need_id, reader, comment.solution_id)
    earlier = _remarks(shape).where(
        or_(
            NeedComment.created_at < remark.created_at,
            and_(NeedComment.created_at == remark.created_at, NeedComment.id < remark.id),
        )
    )
    before = db.session.scalar(select(func.count()).select_from(earlier.subquery()), told) or 0
    return before // REMARKS + 1


def _remarks(shape: Shape) -> Select[UUID]:
    query = select(NeedComment.id).where(
        NeedComment.need_id == bindparam("need_id"), NeedComment.parent_id.is_(None), *_seen_by(shape)
    )
    if shape.of == "everything":
        return query
    way = NeedComment.solution_id
    return query.where(way.is_(None) if shape.of == "need" else way == bindparam("solution_id"))


def comment_rows() -> Select[NeedComment, str, str, str]:
    """Comments with the names behind them: NeedComment, account_name, nickname, resident_name."""
    return (
        select(
            NeedComment,
            Account.name.label("account_name"),
            Account.nickname.label("nickname"),
            Resident.name.label("resident_name"),
        )
        .outerjoin(Account, Account.id == NeedComment.author_account_id)
        .outerjoin(Resident, Resident.id == NeedComment.author_resident_id)
    )


def _seen_by(shape: Shape) -> list[ColumnElement[bool]]:
    """What was published (taken down, its place is still seen), and one's own."""
    if shape.everything:
        return []
    seen: list[ColumnElement[bool]] = [NeedComment.published_at.is_not(None)]
    if shape.account:
        seen.append(NeedComment.author_account_id == bindparam("account_id"))
    if shape.resident:
        seen.append(NeedComment.author_resident_id == bindparam("resident_id"))
    return [or_(*seen)]
