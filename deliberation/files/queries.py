"""Finding stored files."""

from uuid import UUID

from sqlalchemy import or_, select

from deliberation.clock import now
from deliberation.database import db
from deliberation.files.models import StoredFile


def file_for(file_id: UUID, account_id: UUID | None) -> StoredFile | None:
    """A file this account may fetch: its own, or a public one; none whose time is over."""
    theirs = (
        StoredFile.public if account_id is None else or_(StoredFile.public, StoredFile.owner_id == account_id)
    )
    lasting = or_(StoredFile.expires_at.is_(None), StoredFile.expires_at > now())
    return db.session.scalars(select(StoredFile).where(StoredFile.id == file_id, theirs, lasting)).first()
