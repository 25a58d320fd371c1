"""The resident deliberation and needs-collection platform.

Residents say what is missing, the community sorts, meets and votes, and what wins becomes a project list the
street office can sign.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from deliberation.config import Settings


def create_app(settings: "Settings | None" = None, config: Mapping[str, Any] | None = None) -> "Flask":
    """The application: settings, database, what all pages share, and every room."""
    # Imported when it is called for: whoever only counts a file need not wait for all rooms.
    from deliberation.factory import build

    return build(settings, config)
