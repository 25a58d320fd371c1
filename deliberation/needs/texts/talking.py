"""Words of needs: following, replies, reports, one's own."""

from typing import Any

PHRASES: dict[str, Any] = {}
