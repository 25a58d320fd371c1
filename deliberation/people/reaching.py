"""By which addresses people with accounts can be reached: opened only where something is sent to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from deliberation.database import db
from deliberation.people.models import Account
from deliberation.people.service import opened


@dataclass(frozen=True)
class Reachable:
    """Somebody's own addresses; the e-mail address only when they stated one."""

    account_id: UUID
    name: str
    phone: str = field(repr=False)
    email: str = field(repr=False)


def reachable(account_ids: Iterable[UUID]) -> list[Reachable]:
    """The open accounts among these, with their addresses, in one query."""
    query = (
        select(Account.id, Account.name, Account.phone_sealed, Account.email_sealed)
        .where(Account.id.in_(list(account_ids)), Account.closed_at.is_(None))
        .order_by(Account.name, Account.id)
    )
    return [
        Reachable(account_id, name, opened(phone), opened(email))
        for account_id, name, phone, email in db.session.execute(query)
    ]


def mail_count(account_ids: Iterable[UUID]) -> int:
    """How many of these accounts gave an e-mail address."""
    query = select(func.count()).where(
        Account.id.in_(list(account_ids)), Account.closed_at.is_(None), Account.email_sealed.is_not(None)
    )
    return db.session.scalar(query) or 0
