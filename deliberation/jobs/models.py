"""The table of long work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, Stamped, Word
from deliberation.jobs.rules import JobState


class Job(Identified, Stamped, Base):
    """One piece of long work: what (`kind`, `facts`), for whom, how far."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_created_at", "state", "created_at"),)

    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.WAITING)
    community_code: Mapped[str | None] = mapped_column(String(12))
    created_by: Mapped[UUID | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    back_url: Mapped[str] = mapped_column(String(300), default="/")
