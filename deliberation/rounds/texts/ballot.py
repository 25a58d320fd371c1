"""Words with which a ballot is filled in, checked and cast."""

from typing import Any

PHRASES: dict[str, Any] = {}
