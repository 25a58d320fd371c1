"""Project lists themselves: the list, its frozen versions, the dated steps of its way."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.rules import ListState


class ProjectList(Identified, InCommunity, Stamped, Base):
    """One community's list of one cycle; `revision` grows with every edit, so none is overwritten."""

    __tablename__ = "project_list"
    __table_args__ = (
        UniqueConstraint("community_code", "number"),
        Index("ix_project_list_state_submitted_at", "state", "submitted_at"),
    )

    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    addressee: Mapped[str] = mapped_column(String(80))
    state: Mapped[ListState] = mapped_column(Word(ListState), default=ListState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    prepared_by: Mapped[str] = mapped_column(String(60), default="")
    checked_by: Mapped[str] = mapped_column(String(60), default="")
    public_from: Mapped[date | None]
    public_to: Mapped[date | None]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")


class ListVersion(Identified, Stamped, Base):
    """What was submitted, frozen: the facts the paper is printed from, and their hash."""

    __tablename__ = "list_version"
    __table_args__ = (UniqueConstraint("list_id", "version"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    version: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))


class ListStep(Identified, Stamped, Base):
    """One dated step of a list's way, public: kind and facts."""

    __tablename__ = "list_step"
    __table_args__ = (Index("ix_list_step_list_id_created_at", "list_id", "created_at"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
