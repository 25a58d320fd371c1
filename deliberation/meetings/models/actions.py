"""Tables of what meetings agreed to do."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped


class ActionItem(Identified, InCommunity, Stamped, Base):
    """Something a meeting agreed is to be done, by whom, until when; it is open until done or dropped."""

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_community_code_due_on", "community_code", "due_on"),
        UniqueConstraint("motion_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    motion_id: Mapped[UUID | None] = mapped_column(ForeignKey("motion.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(120), default="")
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    owner_name: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_note: Mapped[str] = mapped_column(Text, default="")
    dropped_at: Mapped[datetime | None]
    drop_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=0)

    notes: Mapped[list["ActionNote"]] = relationship(
        order_by="(ActionNote.written_at, ActionNote.id)", cascade="all, delete-orphan", lazy="select"
    )


class ActionNote(Identified, Base):
    """How far something is, as told at a meeting or in between."""

    __tablename__ = "action_note"

    action_id: Mapped[UUID] = mapped_column(ForeignKey("action_item.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(60), default="")
