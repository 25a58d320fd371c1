"""Words of needs: the map."""

from typing import Any

PHRASES: dict[str, Any] = {}
