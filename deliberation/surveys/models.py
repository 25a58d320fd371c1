"""Tables of surveys: the questionnaire, who is asked, the answers with what they were before, photos."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.clock import now
from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.surveys.rules import Channel, Grade, Tie, is_open


class Survey(Identified, InCommunity, Stamped, Base):
    """One questionnaire; `kind` and `subject_id` name what it is about in the words of a later room."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_survey_community_code_closes_at", "community_code", "closes_at"),
        Index("ix_survey_closed_at_closes_at", "closed_at", "closes_at"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(10), default="")
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    endpoint: Mapped[str] = mapped_column(String(60), default="")
    link_values: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    @property
    def open(self) -> bool:
        """Whether it takes answers now."""
        return self.closed_at is None and is_open(self.opens_at, self.closes_at, now())


class SurveyAsked(Identified, InCommunity, Base):
    """Somebody who is asked: a person, by account or roll, or a household; `number` stands on the slip."""

    __tablename__ = "survey_asked"
    __table_args__ = (
        UniqueConstraint("survey_id", "resident_id"),
        UniqueConstraint("survey_id", "account_id"),
        UniqueConstraint("survey_id", "household_id"),
        UniqueConstraint("community_code", "number"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(16))
    tie: Mapped[Tie] = mapped_column(Word(Tie))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    resident_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("resident.id", ondelete="SET NULL"), index=True
    )
    household_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("household.id", ondelete="SET NULL"), index=True
    )


class SurveyAnswer(Identified, InCommunity, Base):
    """The answer of somebody asked; `follow_up_id` is what a worker opened because of it."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_survey_id_at", "survey_id", "at"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    asked_id: Mapped[UUID] = mapped_column(ForeignKey("survey_asked.id", ondelete="CASCADE"), unique=True)
    grade: Mapped[Grade] = mapped_column(Word(Grade))
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text, default="")
    tell_me: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    follow_up_id: Mapped[UUID | None]


class SurveyAnswerBefore(Base):
    """What an answer was before it was changed."""

    __tablename__ = "survey_answer_before"

    answer_id: Mapped[UUID] = mapped_column(
        ForeignKey("survey_answer.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[Grade] = mapped_column(Word(Grade))
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime]


class SurveyPhoto(Identified, InCommunity, Stamped, Base):
    """A photo sent with an answer, re-encoded; the bytes lie in the room files."""

    __tablename__ = "survey_photo"

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("survey_answer.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID]
    thumb_id: Mapped[UUID]
    source_sha256: Mapped[str] = mapped_column(String(64))
