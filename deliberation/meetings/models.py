"""Tables of meetings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.meetings.rules import (
    Mode,
    MotionKind,
    Outcome,
    Phase,
    Presence,
    Profile,
    SignatureRole,
    Way,
    phase_of,
    profile_from,
)


class Meeting(Identified, InCommunity, Stamped, Base):
    """One meeting, with its own copy of the rule it decides by."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("community_code", "series", "year", "session_no"),
        Index("ix_meeting_community_code_starts_at", "community_code", "starts_at"),
        CheckConstraint("others_present >= 0", name="others_not_negative"),
    )

    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    series: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    session_no: Mapped[int]
    profile_data: Mapped[dict[str, Any]] = mapped_column("profile", JSON)
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    chair_name: Mapped[str] = mapped_column(String(60), default="")
    chair_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorder_name: Mapped[str] = mapped_column(String(60), default="")
    recorder_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    due_typed: Mapped[int | None]
    due_area_cm2: Mapped[int | None] = mapped_column(BigInteger)
    others_present: Mapped[int] = mapped_column(default=0)
    others_area_cm2: Mapped[int] = mapped_column(BigInteger, default=0)
    notice_text: Mapped[str] = mapped_column(Text, default="")
    notice_sent_at: Mapped[datetime | None]
    notice_posted_on: Mapped[date | None]
    short_notice_reason: Mapped[str] = mapped_column(String(200), default="")
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")

    items: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan", back_populates="meeting"
    )
    attendance: Mapped[list["Attendance"]] = relationship(
        order_by="(Attendance.created_at, Attendance.name)", cascade="all, delete-orphan"
    )
    minutes: Mapped["Minutes | None"] = relationship(back_populates="meeting")

    @property
    def profile(self) -> Profile:
        return profile_from(self.profile_data)

    @property
    def phase(self) -> Phase:
        return phase_of(
            cancelled=self.cancelled_at is not None,
            noticed=self.notice_sent_at is not None,
            begun=self.others_present > 0 or any(row.checked_in_at for row in self.attendance),
            ended=self.ended_at is not None,
            drafted=self.minutes is not None,
            signed=self.minutes is not None and self.minutes.sealed_at is not None,
        )

    def member(self, account_id: UUID | None) -> "Attendance | None":
        """The row of an account on the list."""
        return next((row for row in self.attendance if account_id and row.account_id == account_id), None)

    def is_party(self, account_id: UUID | None) -> bool:
        """Chairs, records or is on the list."""
        leads = account_id is not None and account_id in (self.chair_id, self.recorder_id)
        return leads or self.member(account_id) is not None


class AgendaItem(Identified, Stamped, Base):
    """One matter of a meeting; it may point to a need, or to a closed round whose result is to be adopted."""

    __tablename__ = "agenda_item"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id", ondelete="RESTRICT"), index=True)
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), index=True)
    explanation: Mapped[str] = mapped_column(Text, default="")
    proposer: Mapped[str] = mapped_column(String(60), default="")
    speeches: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    motions: Mapped[list["Motion"]] = relationship(
        order_by="(Motion.opened_at, Motion.id)",
        cascade="all, delete-orphan",
        lazy="selectin",
        back_populates="item",
    )


class Attendance(Identified, Stamped, Base):
    """One person on a meeting's list; members are expected, observers have no vote."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "account_id"),
        UniqueConstraint("meeting_id", "resident_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    resident_id: Mapped[UUID | None] = mapped_column(ForeignKey("resident.id", ondelete="SET NULL"))
    status: Mapped[Presence] = mapped_column(Word(Presence))
    reason: Mapped[str] = mapped_column(String(200), default="")
    area_cm2: Mapped[int] = mapped_column(BigInteger, default=0)
    checked_in_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None]


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

    item: Mapped[AgendaItem] = relationship(back_populates="motions")


class Minutes(Identified, Base):
    """The record of a meeting: what was recorded (a snapshot) and the sections people write."""

    __tablename__ = "minutes"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="RESTRICT"), unique=True)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    sections: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    text_hash: Mapped[str] = mapped_column(String(64))
    drafted_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str] = mapped_column(String(60), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(index=True)

    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
    signatures: Mapped[list["MinutesSignature"]] = relationship(
        order_by="MinutesSignature.signed_at", lazy="selectin"
    )
    addenda: Mapped[list["MinutesAddendum"]] = relationship(
        order_by="MinutesAddendum.written_at", lazy="selectin"
    )

    def standing(self) -> list["MinutesSignature"]:
        """The signatures that stand under the text as it is now."""
        return [row for row in self.signatures if row.fell_at is None]


class MinutesSignature(Identified, Base):
    """Somebody signed a text (its hash) at a moment; it falls when the text changes."""

    __tablename__ = "minutes_signature"
    __table_args__ = (
        Index(
            "uq_minutes_signature_standing",
            "minutes_id",
            "account_id",
            unique=True,
            sqlite_where=text("fell_at IS NULL"),
            postgresql_where=text("fell_at IS NULL"),
        ),
    )

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="RESTRICT"))
    role: Mapped[SignatureRole] = mapped_column(Word(SignatureRole))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
    fell_at: Mapped[datetime | None]


class MinutesAddendum(Identified, Base):
    """What was added after the signatures, signed by its author as it was written."""

    __tablename__ = "minutes_addendum"

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    author_name: Mapped[str] = mapped_column(String(60))
    written_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
