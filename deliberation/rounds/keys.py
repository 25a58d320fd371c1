"""The secret of each round: a file only its owner reads, outside the database and its backups.

It is on the disk, fsynced, before the round opens; it is overwritten and removed as soon as the round ends.
"""

import os
import secrets
from pathlib import Path
from uuid import UUID

from deliberation.rounds.rules import SECRET_BYTES

_folder: list[Path] = []


def use_key_dir(folder: Path) -> None:
    """Where the key directory is (set once by create_app)."""
    rounds = folder / "rounds"
    rounds.mkdir(mode=0o700, parents=True, exist_ok=True)
    _folder[:] = [rounds]


def make(round_id: UUID) -> bytes:
    """A new secret, safely on the disk; what an announcement that failed left behind is replaced."""
    path = path_of(round_id)
    secret = secrets.token_bytes(SECRET_BYTES)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder()
    return secret


def read(round_id: UUID) -> bytes | None:
    """The secret of a round; None when it is lost or damaged."""
    try:
        secret = path_of(round_id).read_bytes()
    except FileNotFoundError:
        return None
    return secret if len(secret) == SECRET_BYTES else None


def destroy(round_id: UUID) -> bool:
    """Overwrite and remove a secret; False when it was gone already."""
    path = path_of(round_id)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(max(SECRET_BYTES, path.stat().st_size)))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    path.unlink(missing_ok=True)
    _sync_folder()
    return True


def rounds_with_a_key() -> list[UUID]:
    """The rounds whose secret lies here."""
    return [UUID(path.stem) for path in sorted(_folder[0].glob("*.key"))]


def path_of(round_id: UUID) -> Path:
    """The file that holds a round's secret."""
    return _folder[0] / f"{round_id}.key"


def _sync_folder() -> None:
    handle = os.open(_folder[0], os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
