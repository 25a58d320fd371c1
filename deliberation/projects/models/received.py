"""Lists that came as files, of communities that need not have a place here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified


class ReceivedList(Identified, Base):
    """A list taken over from its PDF, as it was: facts and hash."""

    __tablename__ = "received_list"

    community_code: Mapped[str] = mapped_column(String(12), index=True)
    community: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    received_by: Mapped[UUID | None]
