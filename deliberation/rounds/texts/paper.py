"""Words with which paper ballots are printed, typed in and settled."""

from typing import Any

PHRASES: dict[str, Any] = {}
