"""What comes back to a list: papers, and its place in the street's own list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberation.database import Base, Identified, InCommunity, Stamped, Word
from deliberation.projects.rules import FileKind, StreetState


class ListFile(Identified, InCommunity, Stamped, Base):
    """A paper attached to a version of a list, or (the owners' decision) to one of its rows by its id."""

    __tablename__ = "list_file"
    __table_args__ = (Index("ix_list_file_list_id_version", "list_id", "version"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"))
    version: Mapped[int]
    row_id: Mapped[UUID | None]
    kind: Mapped[FileKind] = mapped_column(Word(FileKind))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(200), default="")
    added_by: Mapped[UUID | None]
    replaced_at: Mapped[datetime | None]
    replaced_reason: Mapped[str] = mapped_column(String(200), default="")


class StreetList(Identified, Stamped, Base):
    """A street's list of one year, put together from accepted lists; issued versions are frozen."""

    __tablename__ = "street_list"
    __table_args__ = (UniqueConstraint("street_code", "number"),)

    street_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT")
    )
    year: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[StreetState] = mapped_column(Word(StreetState), default=StreetState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    prepared_by: Mapped[str] = mapped_column(String(60), default="")
    checked_by: Mapped[str] = mapped_column(String(60), default="")
    members: Mapped[list["StreetListMember"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class StreetListMember(Base):
    """One community's accepted list in a street's list, by the version that was taken."""

    __tablename__ = "street_list_member"

    street_list_id: Mapped[UUID] = mapped_column(
        ForeignKey("street_list.id", ondelete="CASCADE"), primary_key=True
    )
    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]


class StreetVersion(Identified, Stamped, Base):
    """A street's list as it was issued."""

    __tablename__ = "street_version"
    __table_args__ = (UniqueConstraint("street_list_id", "version"),)

    street_list_id: Mapped[UUID] = mapped_column(ForeignKey("street_list.id", ondelete="CASCADE"))
    version: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    issued_by: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(Text, default="")
