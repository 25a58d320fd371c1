"""The chain, the erasable personal values beside it, and its head."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base


class JournalEntry(Base):
    """One act. Rows are never changed or removed (triggers refuse it)."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_subject", "subject_kind", "subject_id"),)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    community_code: Mapped[str | None] = mapped_column(String(12), index=True)
    succeeded: Mapped[bool]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    digests: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def content(self) -> dict[str, Any]:
        """What of an entry is hashed."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "actor": str(self.actor_id) if self.actor_id else None,
            "act": self.act,
            "subject": [self.subject_kind, self.subject_id],
            "community": self.community_code,
            "succeeded": self.succeeded,
            "changes": self.changes,
            "digests": self.digests,
        }


class JournalPersonal(Base):
    """A personal value named by an entry, with its salt; may be erased."""

    __tablename__ = "journal_personal"

    seq: Mapped[int] = mapped_column(ForeignKey("journal_entry.seq"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes]


class JournalHead(Base):
    """The last entry's number and hash: a chain cut short no longer matches it."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
