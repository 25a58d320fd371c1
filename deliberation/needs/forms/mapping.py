"""A point on the community's map, as a form carries it."""

from typing import Any


def picked(form: Any, code: str) -> bool:
    """Whether this sending only sets or takes away the point: the form is then shown again with it."""
    return False
