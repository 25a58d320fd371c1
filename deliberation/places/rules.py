"""Codes of places and the numbers papers carry."""

from enum import StrEnum

LENGTHS = {6: "district", 9: "street", 12: "community"}


class Level(StrEnum):
    """How large a region is; its code's length says it."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


def level_of(code: str) -> Level | None:
    """The level of a code (6, 9 or 12 digits), or None when it is no code."""
    return Level(LENGTHS[len(code)]) if code.isascii() and code.isdigit() and len(code) in LENGTHS else None


def street_code(code: str) -> str:
    """The street a community's code lies in."""
    return code[:9]
