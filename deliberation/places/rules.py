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


def address(estate: str, building: str, unit: str, door: str) -> str:
    """A door's full address inside the community, for staff and slips only."""
    parts = [
        estate,
        building,
        f"{unit}单元" if unit.isdigit() else unit,
        f"{door}室" if door.isdigit() else door,
    ]
    return " ".join(part for part in parts if part)
