"""Tables of a meeting: itself, its agenda with materials, who is expected, and rules of its own."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
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
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.meetings.rules import (
    Arrival,
    ItemKind,
    Mode,
    Phase,
    Presence,
    Profile,
    phase_of,
    profile_from,
)

if TYPE_CHECKING:
    from deliberation.meetings.models.hall import Motion
    from deliberation.meetings.models.minutes import Minutes


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
    moved_at: Mapped[datetime | None]
    moved_from: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    series_name: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=0)
    current_item_id: Mapped[UUID | None]
    door_code: Mapped[str] = mapped_column(String(40), default="")
    reminded_at: Mapped[datetime | None]

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
            begun=self.ended_at is None and self._begun(),
            ended=self.ended_at is not None,
            drafted=self.minutes is not None,
            signed=self.minutes is not None and self.minutes.sealed_at is not None,
        )

    def _begun(self) -> bool:
        """Somebody came; a list of hundreds is not read for it, unless it has been read."""
        session = object_session(self)
        if self.others_present or session is None or "attendance" not in inspect(self).unloaded:
            return self.others_present > 0 or any(row.checked_in_at for row in self.attendance)
        came = select(Attendance.id).where(
            Attendance.meeting_id == self.id, Attendance.checked_in_at.is_not(None)
        )
        return session.scalar(came.limit(1)) is not None

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
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind), default=ItemKind.MATTER)
    version: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    motions: Mapped[list["Motion"]] = relationship(
        order_by="(Motion.opened_at, Motion.id)",
        cascade="all, delete-orphan",
        lazy="selectin",
        back_populates="item",
    )
    materials: Mapped[list["ItemMaterial"]] = relationship(
        order_by="(ItemMaterial.position, ItemMaterial.id)", cascade="all, delete-orphan", lazy="select"
    )


class ItemMaterial(Identified, Stamped, Base):
    """A paper to read before a matter is discussed."""

    __tablename__ = "item_material"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    added_by: Mapped[UUID | None]


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
    initials: Mapped[str] = mapped_column(String(60), default="")
    door: Mapped[str] = mapped_column(String(120), default="")
    households: Mapped[int] = mapped_column(default=1)
    represents: Mapped[str] = mapped_column(String(200), default="")
    arrival: Mapped[Arrival | None] = mapped_column(Word(Arrival))
    left_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    consents_at: Mapped[datetime | None]
    consent_recorded_by: Mapped[UUID | None]


class RuleProfile(Identified, Stamped, Base):
    """A rule a community decides by, where it is not the common one; meetings planned before keep theirs."""

    __tablename__ = "rule_profile"
    __table_args__ = (UniqueConstraint("community_code", "key"),)

    community_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT"), index=True
    )
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    retired_at: Mapped[datetime | None]
