"""Keeping bytes safely: written beside, fsynced, then renamed; the row comes last."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from deliberation.clock import now
from deliberation.database import after_commit, db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.models import StoredFile

_folder: list[Path] = []


def use_folder(folder: Path) -> None:
    """Where the bytes lie (set once by create_app)."""
    folder.mkdir(parents=True, exist_ok=True)
    _folder[:] = [folder]


def keep(
    content: bytes,
    name: str,
    media_type: str,
    community_code: str | None = None,
    owner_id: UUID | None = None,
    public: bool = False,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Store a file and say who may fetch it, and until when."""
    sha256 = hashlib.sha256(content).hexdigest()
    _write_once(path_of(sha256), content)
    stored = StoredFile(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        community_code=community_code,
        owner_id=owner_id,
        public=public,
        expires_at=expires_at,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def content(stored: StoredFile) -> bytes:
    """The stored bytes; refuses when they are missing or were changed on disk."""
    path = path_of(stored.sha256)
    data = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Refusal("files.damaged", name=stored.name)
    return data


def path_of(sha256: str) -> Path:
    """Where bytes with this digest lie."""
    return _folder[0] / sha256[:2] / sha256


def _write_once(path: Path, content: bytes) -> None:
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def forget(stored: StoredFile) -> None:
    """Take a file away; the bytes go after the commit, when no other row keeps the same ones."""
    sha256 = stored.sha256
    db.session.delete(stored)
    db.session.flush()
    others = db.session.scalar(select(func.count()).where(StoredFile.sha256 == sha256))
    if not others:
        after_commit(lambda: path_of(sha256).unlink(missing_ok=True))


def forget_expired() -> None:
    """Registered as a chore: files whose time is over are forgotten."""
    over = select(StoredFile).where(StoredFile.expires_at <= now()).limit(200)
    with reading():
        due = db.session.scalar(over.with_only_columns(StoredFile.id))
        db.session.rollback()
    if due is None:
        return
    with unit_of_work():
        for stored in db.session.scalars(over).all():
            forget(stored)
