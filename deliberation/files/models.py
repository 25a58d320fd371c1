"""What is stored, for whom, until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from deliberation.database import Base, Identified, Stamped


class StoredFile(Identified, Stamped, Base):
    """A file: fetched by the one it was made for, or by everybody when public; some for a while only."""

    __tablename__ = "stored_file"

    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    community_code: Mapped[str | None] = mapped_column(String(12), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(index=True)
    public: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
