"""Sending messages and marking them read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from deliberation.clock import now
from deliberation.database import db
from deliberation.notices.models import Message


def tell(
    account_ids: Iterable[UUID],
    kind: str,
    facts: dict[str, Any],
    community_code: str | None = None,
    endpoint: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Tell each of these accounts once; `kind` names the phrase (`notice.<room>.<what>`)."""
    rows = [
        {
            "account_id": account_id,
            "community_code": community_code,
            "kind": kind,
            "facts": facts,
            "endpoint": endpoint,
            "link_values": values or {},
        }
        for account_id in dict.fromkeys(account_ids)
    ]
    if rows:
        db.session.execute(insert(Message), rows)


@dataclass(frozen=True)
class Told:
    """One message to one account."""

    account_id: UUID
    kind: str
    facts: dict[str, Any]
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def tell_all(messages: Iterable[Told], community_code: str | None = None) -> None:
    """Send many different messages at once."""
    rows = [
        {
            "account_id": each.account_id,
            "community_code": community_code,
            "kind": each.kind,
            "facts": each.facts,
            "endpoint": each.endpoint,
            "link_values": each.values,
        }
        for each in messages
    ]
    if rows:
        db.session.execute(insert(Message), rows)


def mark_read(account_id: UUID) -> None:
    """Everything in this inbox has been seen."""
    db.session.execute(
        update(Message)
        .where(Message.account_id == account_id, Message.read_at.is_(None))
        .values(read_at=now())
    )
