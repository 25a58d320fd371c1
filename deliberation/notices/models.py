"""Messages to accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, Stamped


class Message(Identified, Stamped, Base):
    """One thing somebody is told; `link` is an endpoint and its values, never an address."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_account_id_created_at", "account_id", "created_at"),
        Index(
            "ix_message_unread",
            "account_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    account_id: Mapped[UUID]
    community_code: Mapped[str | None] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    endpoint: Mapped[str] = mapped_column(String(60), default="")
    link_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    read_at: Mapped[datetime | None]
