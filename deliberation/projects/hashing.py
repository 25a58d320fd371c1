"""The hash of a paper's facts: what is printed as its check code, and what a list is known by."""

import hashlib
from collections.abc import Mapping
from typing import Any

from deliberation.journal.rules import canonical


def facts_hash(facts: Mapping[str, Any]) -> str:
    """SHA-256 (64 hex digits) over a paper's facts, without the hash printed in it."""
    return hashlib.sha256(
        canonical({key: value for key, value in facts.items() if key != "short_hash"})
    ).hexdigest()
