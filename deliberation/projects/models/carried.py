"""What is recorded while a project is carried out: milestones, reports, photos, acceptances, changes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.carrying_rules import ChangeKind, ChangeState, PhotoMoment


class Milestone(Identified, InCommunity, Stamped, Base):
    """A step of a project with the day it is due; `word` is one of the usual ones, else `name` says it."""

    __tablename__ = "project_milestone"
    __table_args__ = (Index("ix_project_milestone_reached_on_due_on", "reached_on", "due_on"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    word: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date]
    reached_on: Mapped[date | None]
    reminded_at: Mapped[datetime | None]


class ProgressReport(Identified, InCommunity, Stamped, Base):
    """How far a project was on a day; `spent_fen` is all that was spent until then, `key` the one sending."""

    __tablename__ = "progress_report"
    __table_args__ = (UniqueConstraint("project_id", "key"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    milestone_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("project_milestone.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    key: Mapped[str] = mapped_column(String(40))
    reported_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    spent_fen: Mapped[int | None] = mapped_column(BigInteger)
    delay_reason: Mapped[str] = mapped_column(String(300), default="")
    new_due_on: Mapped[date | None]


class ProgressPhoto(Identified, InCommunity, Stamped, Base):
    """A photo of a report, drawn anew; `alt` says what it shows."""

    __tablename__ = "progress_photo"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("progress_report.id", ondelete="CASCADE"), index=True)
    moment: Mapped[PhotoMoment] = mapped_column(Word(PhotoMoment))
    alt: Mapped[str] = mapped_column(String(120))
    file_id: Mapped[UUID]
    thumb_id: Mapped[UUID]
    width: Mapped[int]
    height: Mapped[int]
    source_sha256: Mapped[str] = mapped_column(String(64))


class ProjectAcceptance(Identified, InCommunity, Stamped, Base):
    """One 验收: who took part ([{side, name}]), whether it passed, and the signed sheet as a scan."""

    __tablename__ = "project_acceptance"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    held_on: Mapped[date]
    participants: Mapped[list[Any]]
    passed: Mapped[bool]
    mend_by: Mapped[date | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class ProjectChange(Identified, InCommunity, Stamped, Base):
    """A change somebody asked for, and what the street office said; `before` is how it was then.

    `funding` says who pays how much of a new sum (fen by source).
    """

    __tablename__ = "project_change"
    __table_args__ = (Index("ix_project_change_community_code_state", "community_code", "state"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(Word(ChangeKind))
    state: Mapped[ChangeState] = mapped_column(Word(ChangeState), default=ChangeState.WAITING)
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    funding: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    finish_on: Mapped[date | None]
    content: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]]
    warnings: Mapped[dict[str, Any]]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")
