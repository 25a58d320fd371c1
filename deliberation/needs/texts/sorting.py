"""Words of needs: the sorting desk."""

from typing import Any

PHRASES: dict[str, Any] = {}
