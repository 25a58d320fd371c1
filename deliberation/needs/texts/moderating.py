"""Words of needs: words that wait, reports, taking down and putting back, settings."""

from typing import Any

PHRASES: dict[str, Any] = {}
