"""Putting a list up, and what people object to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.days import Counting
from deliberation.projects.objection_rules import ObjectionState, Way


class Publicity(Identified, InCommunity, Stamped, Base):
    """One putting-up of a list; `fingerprint` is what was put up of each row (hash by row id), `wording` what
    of each row might have been put right when it was taken back."""

    __tablename__ = "publicity"
    __table_args__ = (Index("ix_publicity_list_id_created_at", "list_id", "created_at"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    version: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date]
    days: Mapped[int]
    counting: Mapped[Counting] = mapped_column(Word(Counting))
    unknown_year: Mapped[int | None]
    fingerprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    wording: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    withdrawn_at: Mapped[datetime | None]
    goes_on: Mapped[bool] = mapped_column(default=False)


class Objection(Identified, InCommunity, Stamped, Base):
    """What somebody has against a row, or (no row) against the list; who it is stays sealed."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("publicity_id", "about", "person_key", name="uq_objection_once"),
        Index("ix_objection_list_id_version", "list_id", "version"),
        Index("ix_objection_state_due_on", "state", "due_on"),
    )

    publicity_id: Mapped[UUID] = mapped_column(ForeignKey("publicity.id", ondelete="CASCADE"))
    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    version: Mapped[int]
    about: Mapped[str] = mapped_column(String(32), default="")
    row_number: Mapped[str] = mapped_column(String(20), default="")
    row_name: Mapped[str] = mapped_column(String(120), default="")
    person_key: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    way: Mapped[Way] = mapped_column(Word(Way))
    entered_by: Mapped[UUID | None]
    received_on: Mapped[date]
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ObjectionState] = mapped_column(Word(ObjectionState), default=ObjectionState.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_public: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    revision: Mapped[int] = mapped_column(default=1)
