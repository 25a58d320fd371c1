"""The text of minutes: what is hashed and signed, and who said what. Pure."""

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any

from deliberation.journal.rules import canonical


def text_hash(record: Mapping[str, Any], sections: Mapping[str, str]) -> str:
    """SHA-256 (64 hex digits) of the whole text of the minutes: what is signed."""
    return hashlib.sha256(canonical({"record": record, "sections": dict(sections)})).hexdigest()


def addendum_hash(minutes_hash: str, text: str) -> str:
    """SHA-256 (64 hex digits) of an addendum, tied to the minutes it is added to."""
    return hashlib.sha256(canonical({"minutes": minutes_hash, "addendum": text})).hexdigest()


LEAST_TYPED = 8


def printed_on(typed: str, digest: str) -> bool:
    """Whether the code read from a paper is the beginning of this hash; blanks and capitals do not matter."""
    code = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    return len(code) >= LEAST_TYPED and digest.startswith(code)


def speeches_of(text: str) -> list[tuple[str, str]]:
    """Lines “张三：说的话” as (speaker, point); a line without a speaker goes on with the one before."""
    said: list[tuple[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        speaker, colon, point = line.replace(":", "：", 1).partition("：")
        if colon and 0 < len(speaker) <= 20 and point.strip():
            said.append((speaker.strip(), point.strip()))
        elif said:
            said[-1] = (said[-1][0], f"{said[-1][1]}\n{line}")
        else:
            said.append(("", line))
    return said
