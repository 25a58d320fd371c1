"""Words of needs: looking through, searching, what is alike."""

from typing import Any

PHRASES: dict[str, Any] = {}
