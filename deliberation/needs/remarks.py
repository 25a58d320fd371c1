"""Reading what neighbours said about a need: remarks a page at a time, each with its replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from deliberation.database import Page, db, paginate
from deliberation.needs.models import NeedComment
from deliberation.needs.queries import AnyRow
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


def talk_rows(
    need_id: UUID, number: int, reader: Reader, of: Of = None
) -> tuple[Page[AnyRow], dict[UUID, list[AnyRow]]]:
    """A page of remarks about a need (one way to meet it, or both), oldest first, and the replies to each.

    One statement where all of it fits on one page, else three.
    """
    remarks = _remarks(need_id, reader, of).order_by(NeedComment.created_at, NeedComment.id)
    if number <= 1:
        rows = _with_replies(need_id, remarks.limit(REMARKS + 1), reader)
        found = [row for row in rows if row[0].parent_id is None]
        if len(found) <= REMARKS:
            return Page(found, 1, REMARKS, len(found)), _grouped(rows)
    page = paginate(remarks, number, REMARKS)
    rows = _with_replies(need_id, remarks.limit(REMARKS).offset((page.number - 1) * REMARKS), reader)
    found = [row for row in rows if row[0].parent_id is None]
    return Page(found, page.number, REMARKS, page.total), _grouped(rows)


def _with_replies(need_id: UUID, remarks: Select[UUID], reader: Reader) -> Sequence[AnyRow]:
    """Some remarks and what is seen of the replies to them, oldest first, each with whom it answers."""
    ids = select(remarks.subquery().c.id)
    answered, account, resident = aliased(NeedComment), aliased(Account), aliased(Resident)
    query = (
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
            NeedComment.need_id == need_id,
            or_(NeedComment.id.in_(ids), and_(NeedComment.parent_id.in_(ids), *_seen_by(reader))),
        )
        .order_by(NeedComment.created_at, NeedComment.id)
    )
    return db.session.execute(query).all()


def _grouped(rows: Sequence[AnyRow]) -> dict[UUID, list[AnyRow]]:
    replies: dict[UUID, list[AnyRow]] = {}
    for row in rows:
        if row[0].parent_id is not None:
            replies.setdefault(row[0].parent_id, []).append(row)
    return replies


def page_with(comment: NeedComment, reader: Reader) -> int:
    """On which page of remarks a remark or reply stands."""
    remark = db.session.get_one(NeedComment, comment.parent_id) if comment.parent_id else comment
    query = _remarks(comment.need_id, reader, comment.solution_id)
    earlier = query.where(
        or_(
            NeedComment.created_at < remark.created_at,
            and_(NeedComment.created_at == remark.created_at, NeedComment.id < remark.id),
        )
    )
    before = db.session.scalar(select(func.count()).select_from(earlier.subquery())) or 0
    return before // REMARKS + 1


def _remarks(need_id: UUID, reader: Reader, of: Of) -> Select[UUID]:
    query = select(NeedComment.id).where(
        NeedComment.need_id == need_id, NeedComment.parent_id.is_(None), *_seen_by(reader)
    )
    return query if of == EVERYTHING else query.where(NeedComment.solution_id == of)


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


def _seen_by(reader: Reader) -> list[ColumnElement[bool]]:
    """What was published (taken down, its place is still seen), and one's own."""
    if reader.everything:
        return []
    seen: list[ColumnElement[bool]] = [NeedComment.published_at.is_not(None)]
    if reader.account_id:
        seen.append(NeedComment.author_account_id == reader.account_id)
    if reader.resident_id:
        seen.append(NeedComment.author_resident_id == reader.resident_id)
    return [or_(*seen)]
