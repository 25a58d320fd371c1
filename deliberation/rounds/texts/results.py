"""Words with which a result is shown, explained and published."""

from typing import Any

PHRASES: dict[str, Any] = {}
