"""Tables of people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.actors import Role
from deliberation.database import Base, Identified, InCommunity, Stamped, Word


class Resident(Identified, InCommunity, Stamped, Base):
    """A person behind a door, from the roll or by registration; votes once confirmed."""

    __tablename__ = "resident"
    __table_args__ = (Index("ix_resident_community_code_household_id", "community_code", "household_id"),)

    household_id: Mapped[UUID] = mapped_column(ForeignKey("household.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    birth_year: Mapped[int | None]
    on_roll: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]
    moved_out_at: Mapped[datetime | None]


class Account(Identified, Stamped, Base):
    """How somebody signs in; the stamp changes with the password and ends older sessions."""

    __tablename__ = "account"

    phone_sealed: Mapped[bytes]
    email_sealed: Mapped[bytes | None]
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    stamp: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(60))
    nickname: Mapped[str] = mapped_column(String(40), default="")
    resident_id: Mapped[UUID | None] = mapped_column(ForeignKey("resident.id"), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consent_at: Mapped[datetime | None]


class RoleGrant(Identified, Stamped, Base):
    """A role an account holds for every place under the scope."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "scope"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    scope: Mapped[str] = mapped_column(String(12))


class Invitation(Identified, InCommunity, Stamped, Base):
    """A household's code to register with, printed on its slip; dies when a new one is made."""

    __tablename__ = "invitation"

    household_id: Mapped[UUID] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    code_sealed: Mapped[bytes]
    code_index: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    dead_at: Mapped[datetime | None]


class FailedTry(Base):
    """Failed tries of one unknown phone, or from one address, counted under a blind key."""

    __tablename__ = "failed_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class Upload(Identified, Stamped, Base):
    """A table somebody wants imported: the file, what the dry run found, and whether it was taken over."""

    __tablename__ = "upload"

    kind: Mapped[str] = mapped_column(String(20))
    community_code: Mapped[str | None] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE"), index=True
    )
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    file_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    applied_at: Mapped[datetime | None]
