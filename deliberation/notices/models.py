"""Messages to accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, Stamped, Word
from deliberation.notices.rules import Channel, OutboxState


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


class OutboxMessage(Identified, Stamped, Base):
    """One message that leaves the platform; written with the act it tells of, delivered after the commit.

    The address is sealed, `shown` is its masked form. `subject` is what it is about (`meeting:<id>`);
    `dedupe` keeps the same thing from being sent twice to the same address.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("dedupe"),
        Index("ix_outbox_message_state_next_try_at", "state", "next_try_at"),
        Index("ix_outbox_message_subject", "subject"),
    )

    community_code: Mapped[str | None] = mapped_column(String(12), index=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    account_id: Mapped[UUID | None]
    address_sealed: Mapped[bytes | None]
    shown: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(String(500), default="")
    subject: Mapped[str] = mapped_column(String(80), default="")
    dedupe: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[OutboxState] = mapped_column(Word(OutboxState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    gateway: Mapped[str] = mapped_column(String(40), default="")
    result: Mapped[str] = mapped_column(String(300), default="")


class NoticeChannel(Identified, Stamped, Base):
    """A group of a community that is told as a whole (a WeCom group's webhook, a mailing list), sealed."""

    __tablename__ = "notice_channel"

    community_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT"), index=True
    )
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    name: Mapped[str] = mapped_column(String(60))
    address_sealed: Mapped[bytes]
    shown: Mapped[str] = mapped_column(String(120), default="")
    set_by: Mapped[UUID | None]
    off_at: Mapped[datetime | None]
