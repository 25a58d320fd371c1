"""The arithmetic of the chain: what is hashed, and how."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Personal:
    """A value about a person: only its salted digest enters the chain."""

    value: Any


@dataclass(frozen=True)
class Finding:
    """Something wrong in the chain, at the entry `seq`."""

    seq: int
    kind: str


def canonical(value: Any) -> bytes:
    """One spelling for one value: UTF-8 JSON, sorted keys, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def entry_hash(previous: str, content: dict[str, Any]) -> str:
    """SHA-256 (64 hex digits) over the hash before and this entry's content."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def digest(salt: str, value: Any) -> str:
    """The salted digest (64 hex digits) under which a personal value stands in the chain."""
    return hashlib.sha256(salt.encode() + b"\n" + canonical(value)).hexdigest()


def plain(value: Any) -> Any:
    """A value as JSON keeps it, so that it hashes alike when written and when read back."""
    return json.loads(canonical(value))
