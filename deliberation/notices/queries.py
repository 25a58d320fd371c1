"""Reading an inbox."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from deliberation.database import Page, db, paginate
from deliberation.notices.models import Message


def inbox_of(account_id: UUID, page: int) -> Page[Message]:
    """What somebody was told, newest first."""
    return paginate(
        select(Message)
        .where(Message.account_id == account_id)
        .order_by(Message.created_at.desc(), Message.id),
        page,
    )


_UNREAD = select(func.count()).where(Message.account_id == bindparam("account_id"), Message.read_at.is_(None))


def unread_count(account_id: UUID) -> int:
    """How many messages were not seen yet."""
    return db.session.scalar(_UNREAD, {"account_id": account_id}) or 0
