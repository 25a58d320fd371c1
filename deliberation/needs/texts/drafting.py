"""Words of needs: saying what is missing, drafts and photos."""

from typing import Any

PHRASES: dict[str, Any] = {}
