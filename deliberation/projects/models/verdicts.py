"""What an officer has written about a list and not yet decided, so that the work can go on tomorrow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base


class VerdictDraft(Base):
    """One officer's notes on one version of a list, seen by that officer alone."""

    __tablename__ = "verdict_draft"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("project_list.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
