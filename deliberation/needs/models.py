"""Tables of needs: the need, its supports, comments, history, and what holds it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.needs.rules import Channel, NeedState, Reason


class Need(Identified, InCommunity, Stamped, Base):
    """What somebody says is missing; without a cycle it waits for the next one."""

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("community_code", "number"),
        UniqueConstraint("community_code", "submission_key"),
        CheckConstraint("households_affected > 0", name="households_affected_positive"),
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index("ix_need_community_code_state_created_at", "community_code", "state", "created_at"),
        Index(
            "ix_need_waiting",
            "community_code",
            sqlite_where=text("cycle_id IS NULL"),
            postgresql_where=text("cycle_id IS NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(60), default="")
    estate_id: Mapped[UUID | None] = mapped_column(ForeignKey("estate.id", ondelete="SET NULL"))
    households_affected: Mapped[int | None]
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    author_account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    author_resident_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("resident.id", ondelete="SET NULL"), index=True
    )
    on_behalf_name: Mapped[str] = mapped_column(String(60), default="")
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id", ondelete="RESTRICT"), index=True)
    state: Mapped[NeedState] = mapped_column(Word(NeedState), default=NeedState.OPEN)
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("need.id", ondelete="RESTRICT"), index=True
    )
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    cost_note: Mapped[str] = mapped_column(String(200), default="")
    owners_decision: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    rejection_reason: Mapped[Reason | None] = mapped_column(Word(Reason))
    rejection_text: Mapped[str] = mapped_column(String(300), default="")
    published_at: Mapped[datetime | None]
    submission_key: Mapped[str | None] = mapped_column(String(64))


class NeedSupport(InCommunity, Base):
    """One person's support; `origin_need_id` is the merged need it was carried over from."""

    __tablename__ = "need_support"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    resident_id: Mapped[UUID] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    origin_need_id: Mapped[UUID | None]
    at: Mapped[datetime]


class NeedComment(Identified, InCommunity, Stamped, Base):
    """What somebody adds to a need; shown once published, and while it is not taken down."""

    __tablename__ = "need_comment"
    __table_args__ = (
        UniqueConstraint("need_id", "submission_key"),
        Index("ix_need_comment_need_id_created_at", "need_id", "created_at"),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    author_account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    submission_key: Mapped[str | None] = mapped_column(String(64))


class NeedEvent(InCommunity, Base):
    """One step of a need's way: kind and facts, and as what somebody acted."""

    __tablename__ = "need_event"
    __table_args__ = (Index("ix_need_event_need_id_at", "need_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    role: Mapped[str] = mapped_column(String(20), default="system")


class NeedHold(Base):
    """Something later (`round:<id>`, `meeting:<id>`) that needs this need to stay as it is."""

    __tablename__ = "need_hold"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)
