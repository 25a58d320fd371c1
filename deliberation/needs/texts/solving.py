"""Words of needs: what to add and how, and carrying over."""

from typing import Any

PHRASES: dict[str, Any] = {}
