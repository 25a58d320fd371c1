"""Tables of cycles."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.cycles.rules import Span, Stage, spans, stage_on
from deliberation.database import Base, Identified, InCommunity, Stamped, Word


class Cycle(Identified, InCommunity, Stamped, Base):
    """A cycle: its name, its stages' first days, and the day it ends (open while it is carried out)."""

    __tablename__ = "cycle"

    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    stages: Mapped[list["CycleStage"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def spans(self) -> list[Span]:
        """The stages with their first and last days."""
        return spans({row.stage: row.starts_on for row in self.stages}, self.ends_on)

    def stage_on(self, day: date) -> Stage | None:
        """The stage a day falls into."""
        span = stage_on(self.spans(), day)
        return span.stage if span else None


class CycleStage(Base):
    """The first day of one stage."""

    __tablename__ = "cycle_stage"

    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("cycle.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(Word(Stage), primary_key=True)
    starts_on: Mapped[date]
