"""Words of needs: lists as files, imports, statistics."""

from typing import Any

PHRASES: dict[str, Any] = {}
