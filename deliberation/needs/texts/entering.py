"""Words of needs: paper forms and entry on behalf."""

from typing import Any

PHRASES: dict[str, Any] = {}
