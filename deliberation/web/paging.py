"""Which page of a list is asked for."""

from flask import request


def page_number() -> int:
    """The page in the address, from 1; nonsense is the first."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1
