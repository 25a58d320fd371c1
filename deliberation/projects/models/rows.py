"""The rows of a list, and what each rests on: needs, signed decisions, money and what it is spent on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.budget_rules import quantity_text
from deliberation.projects.carrying_rules import CarryStage
from deliberation.projects.models.plans import ProjectPlan
from deliberation.projects.models.resources import ResourcePledge
from deliberation.projects.rules import DecisionKind, FundingSource, ProjectKind, RowVerdict


class Project(Identified, InCommunity, Stamped, Base):
    """One row of a list, columns of the 项目清单; money in fen.

    `negative` is a word of the negative list or nothing; `flags_reason` says why it and `owners_decision`
    are not as the needs have them.
    """

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
    lat_e6: Mapped[int | None]
    lon_e6: Mapped[int | None]
    content: Mapped[str] = mapped_column(Text, default="")
    households: Mapped[int | None]
    people: Mapped[int | None]
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(80), default="")
    partner: Mapped[str] = mapped_column(String(80), default="")
    start_on: Mapped[date | None]
    finish_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    owners_decision: Mapped[bool] = mapped_column(default=False, server_default=false())
    negative: Mapped[str] = mapped_column(String(40), default="", server_default="")
    flags_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    plan_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("project_plan.id", ondelete="RESTRICT"), index=True
    )
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[CarryStage] = mapped_column(
        Word(CarryStage), default=CarryStage.WAITING, server_default=CarryStage.WAITING.value
    )
    carry_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    verdict: Mapped[RowVerdict | None] = mapped_column(Word(RowVerdict))
    needs: Mapped[list["ProjectNeed"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    decisions: Mapped[list["ProjectDecision"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    funding: Mapped[list["FundingPart"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    budget: Mapped[list["BudgetLine"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="BudgetLine.position"
    )
    plan: Mapped[ProjectPlan | None] = relationship(lazy="selectin")
    pledges: Mapped[list[ResourcePledge]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=ResourcePledge.created_at
    )

    @property
    def funding_fen(self) -> int:
        """What the parts add up to."""
        return sum(part.amount_fen for part in self.funding)

    @property
    def budget_fen(self) -> int | None:
        """What the budget lines add up to; None where there are none."""
        return sum(line.amount_fen for line in self.budget) if self.budget else None

    @property
    def pledged(self) -> list[ResourcePledge]:
        """The resources the row counts on now."""
        return [pledge for pledge in self.pledges if pledge.ended_at is None]


class ProjectNeed(Base):
    """A need a row answers; it may stand in several rows, and a row may answer several."""

    __tablename__ = "project_need"
    __table_args__ = (
        Index("ix_project_need_list_id", "list_id"),
        Index("ix_project_need_need_id", "need_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(20))


class ProjectDecision(Base):
    """The signed decision a row rests on, with the figures it had when the row was made."""

    __tablename__ = "project_decision"
    __table_args__ = (Index("ix_project_decision_kind_source_id", "kind", "source_id"),)

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


class BudgetLine(Base):
    """One line of a row's budget: so many of something at so much; `quantity` in thousandths."""

    __tablename__ = "budget_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_fen >= 0", name="price_not_negative"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20), default="")
    quantity: Mapped[int] = mapped_column(BigInteger)
    price_fen: Mapped[int] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)

    @property
    def quantity_text(self) -> str:
        """The quantity as people write it."""
        return quantity_text(self.quantity)


class RowApart(Stamped, Base):
    """Somebody looked at two rows that resemble each other and said why they are two things."""

    __tablename__ = "row_apart"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reason: Mapped[str] = mapped_column(String(300))
    said_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
