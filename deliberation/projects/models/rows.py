"""The rows of a list, and what each rests on: needs, signed decisions, money."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.rules import DecisionKind, FundingSource, ProjectKind


class Project(Identified, InCommunity, Stamped, Base):
    """One row of a list, columns of the 项目清单; money in fen."""

    __tablename__ = "project"
    __table_args__ = (
        Index("ix_project_list_id_position", "list_id", "position"),
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
    )

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ProjectKind] = mapped_column(Word(ProjectKind), default=ProjectKind.WORKS)
    category: Mapped[str] = mapped_column(String(10), default="")
    site: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    households: Mapped[int | None]
    people: Mapped[int | None]
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(80), default="")
    partner: Mapped[str] = mapped_column(String(80), default="")
    start_on: Mapped[date | None]
    finish_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[list["ProjectNeed"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    decisions: Mapped[list["ProjectDecision"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    funding: Mapped[list["FundingPart"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def funding_fen(self) -> int:
        """What the parts add up to."""
        return sum(part.amount_fen for part in self.funding)


class ProjectNeed(Base):
    """The need a row answers; a need stands in a list once."""

    __tablename__ = "project_need"
    __table_args__ = (UniqueConstraint("list_id", "need_id"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(20))


class ProjectDecision(Base):
    """The signed decision a row rests on, with the figures it had when the row was made."""

    __tablename__ = "project_decision"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(Word(DecisionKind), primary_key=True)
    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class FundingPart(Base):
    """Money from one source."""

    __tablename__ = "funding_part"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_not_negative"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[FundingSource] = mapped_column(Word(FundingSource), primary_key=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
