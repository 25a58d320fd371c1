"""Tables of complaints: the letter, its answers, and counts that keep machines away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.complaints.rules import Progress, progress
from deliberation.database import Base, Identified, Stamped


class Complaint(Identified, Stamped, Base):
    """A complaint or suggestion; without a community it is the administrators'."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_community_code_created_at", "community_code", "created_at"),)

    community_code: Mapped[str | None] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT")
    )
    number: Mapped[str] = mapped_column(String(16), unique=True)
    subject: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(200), default="")
    contact_sealed: Mapped[bytes | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    @property
    def progress(self) -> Progress:
        return progress(self.answered_at, self.closed_at)


class ComplaintAnswer(Identified, Base):
    """One answer to a complaint."""

    __tablename__ = "complaint_answer"

    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class ComplaintTry(Base):
    """How often one origin (under a blind key) wrote, or gave a wrong code, since a moment."""

    __tablename__ = "complaint_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    last_at: Mapped[datetime]
