"""Tables of the hall: turns to speak, motions, votes by name, and entries sent once."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, Word
from deliberation.meetings.rules import Choice, MotionKind, Outcome, Side, Way

if TYPE_CHECKING:
    from deliberation.meetings.models.meeting import AgendaItem


class Motion(Identified, Base):
    """A motion on an agenda item, its counts, and the sum that decided it."""

    __tablename__ = "motion"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MotionKind] = mapped_column(Word(MotionKind))
    text: Mapped[str] = mapped_column(Text)
    proposer: Mapped[str] = mapped_column(String(60), default="")
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(120), default="")
    deadline_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    way: Mapped[Way | None] = mapped_column(Word(Way))
    votes_for: Mapped[int | None]
    against: Mapped[int | None]
    abstain: Mapped[int | None]
    area_for_cm2: Mapped[int | None] = mapped_column(BigInteger)
    area_against_cm2: Mapped[int | None] = mapped_column(BigInteger)
    area_abstain_cm2: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    arithmetic: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    dissent: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(String(80), default="")
    effect_id: Mapped[UUID | None]
    seconder: Mapped[str] = mapped_column(String(60), default="")
    amends_id: Mapped[UUID | None] = mapped_column(ForeignKey("motion.id", ondelete="CASCADE"), index=True)
    first_text: Mapped[str] = mapped_column(Text, default="")
    refuse_reason: Mapped[str] = mapped_column(String(40), default="")
    voting_at: Mapped[datetime | None]
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int] = mapped_column(default=0)

    item: Mapped["AgendaItem"] = relationship(back_populates="motions")
    roll: Mapped[list["MotionVote"]] = relationship(cascade="all, delete-orphan", lazy="select")


class Speech(Identified, Base):
    """One turn of somebody: asked for, begun, ended; and the point of it, as the recorder noted it."""

    __tablename__ = "speech"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    motion_id: Mapped[UUID | None] = mapped_column(ForeignKey("motion.id", ondelete="SET NULL"), index=True)
    attendance_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("attendance.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    side: Mapped[Side] = mapped_column(Word(Side), default=Side.NEUTRAL)
    asked_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[int] = mapped_column(default=120)
    point: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    recorded_by: Mapped[UUID | None]


class MotionVote(Base):
    """One vote given by name (owners, or a roll call), with what it weighs."""

    __tablename__ = "motion_vote"

    motion_id: Mapped[UUID] = mapped_column(ForeignKey("motion.id", ondelete="CASCADE"), primary_key=True)
    attendance_id: Mapped[UUID] = mapped_column(
        ForeignKey("attendance.id", ondelete="CASCADE"), primary_key=True
    )
    choice: Mapped[Choice] = mapped_column(Word(Choice))
    households: Mapped[int] = mapped_column(default=1)
    area_cm2: Mapped[int] = mapped_column(BigInteger, default=0)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class LiveEntry(Base):
    """An entry of the live desk under the name its page gave it: sent twice, it is done once."""

    __tablename__ = "live_entry"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
