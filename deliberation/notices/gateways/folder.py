"""The gateway of a fresh installation: a line in a file of this machine, the address masked."""

import json
import os
from pathlib import Path

from deliberation.notices.gateways import Delivery, Parcel


class FolderGateway:
    """Writes each message into `<folder>/<channel>.jsonl`, which only the service's own user reads."""

    name = "folder"
    leaves = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel) -> Delivery:
        """Add one line."""
        line = {
            "id": str(parcel.id),
            "to": parcel.shown,
            "title": parcel.title,
            "text": parcel.text,
            "url": parcel.url,
            "written_at": parcel.written_at.isoformat(),
        }
        try:
            self._append(f"{parcel.channel}.jsonl", json.dumps(line, ensure_ascii=False) + "\n")
        except OSError:
            return Delivery(False, "disk")
        return Delivery(True, "filed")

    def _append(self, name: str, line: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
