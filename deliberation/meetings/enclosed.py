"""The structured record inside the papers of a meeting: what was signed, for machines to read and check.

`text_hash` is the SHA-256 of `{"record": …, "sections": …}` as UTF-8 JSON with sorted keys and no blanks. The
full edition hashes to it; the public one has names hidden, says so, and does not (docs/checking-minutes.md).
"""

import json
from collections.abc import Mapping
from typing import Any

from deliberation.meetings.addenda import shown_addenda
from deliberation.meetings.models import Minutes
from deliberation.meetings.veiling import Veil, veil_of
from deliberation.papers import Attached

NAME = "minutes.json"
SCHEMA = "deliberation/minutes/1"
# What of the people on the list is nobody's business outside.
PRIVATE = frozenset({"reason", "represents", "area_cm2", "arrived_at", "left_at"})


def attachment(minutes: Minutes, masked: bool) -> Attached:
    """The record as a file for a PDF/A-3, dated as the text was last written."""
    content = json.dumps(enclosure(minutes, masked), ensure_ascii=False, sort_keys=True, indent=1)
    moment = minutes.sealed_at or minutes.edited_at
    return Attached(NAME, content.encode(), "会议纪要的结构化记录", moment)


def enclosure(minutes: Minutes, masked: bool) -> dict[str, Any]:
    """Record, sections, signatures and addenda as plain JSON; `masked` hides names as on the page."""
    veil = veil_of(minutes, masked)
    return {
        "schema": SCHEMA,
        "masked": masked,
        "record": _veiled(minutes.record, veil) if masked else minutes.record,
        "sections": _veiled(minutes.sections, veil) if masked else minutes.sections,
        "revision": minutes.revision,
        "text_hash": minutes.text_hash,
        "sealed_at": minutes.sealed_at.isoformat() if minutes.sealed_at else None,
        "signatures": [_signature(row, veil) for row in minutes.standing()],
        "addenda": [
            {
                "kind": row.kind.value,
                "text": veil.over(row.text),
                "author": veil.over(row.author_name),
                "written_at": row.written_at.isoformat(),
                "text_hash": row.text_hash,
                "signatures": [_signature(each, veil) for each in row.signatures],
            }
            for row in shown_addenda(minutes, masked)
        ],
    }


def _signature(row: Any, veil: Veil) -> dict[str, Any]:
    return {
        "role": row.role.value,
        "name": veil.over(row.name),
        "signed_at": row.signed_at.isoformat(),
        "text_hash": row.text_hash,
        "on_paper": row.scan_id is not None,
    }


def _veiled(value: Any, veil: Veil) -> Any:
    """The same with every name hidden and what is private left out."""
    if isinstance(value, str):
        return veil.over(value)
    if isinstance(value, Mapping):
        person = ("status" in value and "name" in value) or "choice" in value
        return {
            key: veil.name(value) if key == "name" and "public" in value else _veiled(part, veil)
            for key, part in value.items()
            if not (person and key in PRIVATE)
        }
    return [_veiled(part, veil) for part in value] if isinstance(value, list) else value
