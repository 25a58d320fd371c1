"""Tables of minutes: the text, its revisions, comments, signatures and addenda."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Word
from deliberation.meetings.rules import AddendumKind, SignatureRole, Source

if TYPE_CHECKING:
    from deliberation.meetings.models.meeting import Meeting


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
    circulated_at: Mapped[datetime | None]
    comments_until: Mapped[date | None]

    meeting: Mapped["Meeting"] = relationship(back_populates="minutes")
    signatures: Mapped[list["MinutesSignature"]] = relationship(
        order_by="MinutesSignature.signed_at", lazy="selectin"
    )
    addenda: Mapped[list["MinutesAddendum"]] = relationship(
        order_by="MinutesAddendum.written_at", lazy="selectin"
    )

    revisions: Mapped[list["MinutesRevision"]] = relationship(
        order_by="MinutesRevision.revision", lazy="select"
    )
    comments: Mapped[list["MinutesComment"]] = relationship(
        order_by="(MinutesComment.written_at, MinutesComment.id)", lazy="select"
    )

    def standing(self) -> list["MinutesSignature"]:
        """The signatures that stand under the text as it is now."""
        return [row for row in self.signatures if row.fell_at is None]


class MinutesRevision(Identified, Base):
    """The text of minutes as somebody once left it; never changed."""

    __tablename__ = "minutes_revision"
    __table_args__ = (UniqueConstraint("minutes_id", "revision"),)

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    revision: Mapped[int]
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    sections: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[Source] = mapped_column(Word(Source))
    note: Mapped[str] = mapped_column(String(200), default="")
    written_at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(60), default="")


class MinutesComment(Identified, Base):
    """What a member would have otherwise in the draft, and what the recorder answered."""

    __tablename__ = "minutes_comment"

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"), index=True)
    section: Mapped[str] = mapped_column(String(80), default="")
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    attendance_id: Mapped[UUID | None] = mapped_column(ForeignKey("attendance.id", ondelete="SET NULL"))
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(60), default="")
    recorded_by: Mapped[UUID | None]
    written_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(60), default="")


class MinutesSignature(Identified, Base):
    """Somebody signed a text (its hash) at a moment, here or on paper (then with the scan, recorded by a
    worker); it falls when the text changes."""

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
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    attendance_id: Mapped[UUID | None] = mapped_column(ForeignKey("attendance.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
    fell_at: Mapped[datetime | None]
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class MinutesAddendum(Identified, Base):
    """What was added after the signatures, signed by its author as it was written."""

    __tablename__ = "minutes_addendum"

    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    author_name: Mapped[str] = mapped_column(String(60))
    written_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[AddendumKind] = mapped_column(Word(AddendumKind), default=AddendumKind.ADDITION)

    signatures: Mapped[list["AddendumSignature"]] = relationship(
        order_by="AddendumSignature.signed_at", lazy="selectin"
    )


class AddendumSignature(Identified, Base):
    """The chair's or the recorder's signature under an addendum, given here or on paper."""

    __tablename__ = "addendum_signature"
    __table_args__ = (UniqueConstraint("addendum_id", "role"),)

    addendum_id: Mapped[UUID] = mapped_column(ForeignKey("minutes_addendum.id", ondelete="RESTRICT"))
    role: Mapped[SignatureRole] = mapped_column(Word(SignatureRole))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]
    text_hash: Mapped[str] = mapped_column(String(64))
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class MinutesDocument(InCommunity, Base):
    """The words minutes are found by: all of them, and those outsiders may read (names hidden).

    The two full-text indexes follow this table."""

    __tablename__ = "minutes_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    public_text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    public_words: Mapped[str] = mapped_column(Text)
