"""How a door is written in Chinese, as on its plate: 幸福小区 1号楼 2单元 301室."""

UNIT, DOOR = "单元", "室"


def address(estate: str, building: str, unit: str, door: str) -> str:
    """A door's full address inside the community, for staff and slips only."""
    return " ".join(part for part in (estate, building, unit_shown(unit), door_shown(door)) if part)


def unit_shown(unit: str) -> str:
    """1 → 1单元; what is no number stays as the roll has it."""
    return f"{unit}{UNIT}" if unit.isdigit() else unit


def door_shown(door: str) -> str:
    """301 → 301室; what is no number stays as the roll has it."""
    return f"{door}{DOOR}" if door.isdigit() else door


def plain_unit(text: str) -> str:
    """1单元 → 1."""
    return text.removesuffix(UNIT)


def plain_door(text: str) -> str:
    """301室 → 301."""
    return text.removesuffix(DOOR)


def place_and_phone(contact: str) -> tuple[str, str]:
    """A contact line cut into where and by which number: its last word is a number when it holds figures."""
    place, _blank, last = contact.rpartition(" ")
    figures = sum(letter.isdigit() for letter in last)
    return (place.strip(), last) if figures >= 7 else (contact, "")
