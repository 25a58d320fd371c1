"""Parts of long papers kept for the next time, under the hash of all that stands in them.

Whoever finds a part has its whole content already, so nothing is told by it. Files are written beside and
renamed; one that is torn or foreign is thrown away; the oldest go when there are too many.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 128 * 1024 * 1024
FOR_S = 14 * 24 * 3600
DIGEST = 32


class Shelf:
    """A folder of parts; each file begins with the SHA-256 of the rest."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def taken(self, key: str) -> bytes | None:
        """The part of that key, if it lies there whole."""
        path = self.folder / key
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(key.encode() + kept[DIGEST:]).digest() != kept[:DIGEST]:
            path.unlink(missing_ok=True)
            return None
        return kept[DIGEST:]

    def put(self, key: str, content: bytes) -> None:
        """Lays a part down and clears away what is too old or too much."""
        handle, beside = tempfile.mkstemp(dir=self.folder, prefix="new-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(key.encode() + content).digest() + content)
        os.replace(beside, self.folder / key)
        self._clear()

    def _clear(self) -> None:
        seen = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                about = path.stat()
                seen.append((about.st_mtime, about.st_size, path))
        seen.sort(reverse=True)
        left, since = (
            self.most_bytes,
            (seen[0][0] if seen else 0) - FOR_S,
        )  # the newest was laid down just now
        for at, size, path in seen:
            left -= size
            if left < 0 or at < since:
                path.unlink(missing_ok=True)
