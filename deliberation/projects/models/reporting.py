"""The year's report of a street: figures frozen when it is issued, and the cases somebody chose and wrote."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, Stamped, Word
from deliberation.projects.reporting_rules import CaseKind


class YearReport(Identified, Stamped, Base):
    """One street's report of one year; what was issued never changes, a correction is the next version."""

    __tablename__ = "year_report"
    __table_args__ = (UniqueConstraint("code", "year", "version"),)

    code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT")
    )
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    begun_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    cases: Mapped[list["ReportCase"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ReportCase.created_at, ReportCase.id"
    )


class ReportCase(Identified, Stamped, Base):
    """A typical case of a community, or of an enterprise, told in a few words."""

    __tablename__ = "report_case"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("year_report.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CaseKind] = mapped_column(Word(CaseKind))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="SET NULL"))
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    photo_id: Mapped[UUID | None]
    photo_alt: Mapped[str] = mapped_column(String(120), default="")
