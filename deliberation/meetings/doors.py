"""Doors as hurried people type them: "3-2-501", "3 501", "3号楼501" are the same door. Pure."""

import re
import unicodedata

LONGEST = 120
_FIGURES = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+(?=号|楼|栋|幢|座|单元|门|室)")
_SIGNS = re.compile(r"(?:号楼|号院|栋|幢|座|楼|单元|门|室|号|[-—–_/\\.,，、#\s])+")
_PLAIN = re.compile(r"[0-9A-Za-z甲乙丙丁东西南北]+")


def parts_of(typed: str) -> tuple[str, ...]:
    """What a typed door is made of: 三号楼2单元501室 → ("3", "2", "501")."""
    text = unicodedata.normalize("NFKC", typed).upper()
    text = _CHINESE.sub(lambda match: _number(match.group()), text)
    return tuple(part for part in _SIGNS.split(text) if part)


def _number(words: str) -> str:
    """A number below a hundred in figures: 十二 → 12, 二十 → 20."""
    if "十" not in words:
        return "".join(_FIGURES[word] for word in words)
    tens, _ten, ones = words.partition("十")
    return f"{_FIGURES.get(tens, '1')}{_FIGURES.get(ones, '0')}"


def plain(typed: str) -> str:
    """A typed door as the list keeps it: its parts joined by lines."""
    return "-".join(parts_of(typed))[:LONGEST]


def door_of(building: str, unit: str, door: str, estate: str = "") -> str:
    """The door of a household: 3-2-501; with its estate's name where a community has several."""
    number = "-".join(part for each in (building, unit, door) for part in parts_of(each))
    return f"{estate} {number}".strip()[:LONGEST]


def is_door(typed: str) -> bool:
    """Whether a word typed at the door is meant as a door and not as a name or initials."""
    return any(letter.isdigit() for letter in unicodedata.normalize("NFKC", typed)) or bool(
        _CHINESE.search(typed)
    )


def patterns(typed: str) -> tuple[str, ...]:
    """What a door may look like (for LIKE) that somebody begins to type: building first; the end may be
    missing, the unit left out, an estate's name may stand before it."""
    parts = [part for part in parts_of(typed) if _PLAIN.fullmatch(part)]
    if not parts:
        return ()
    *before, last = parts
    begins = [f"{'-'.join(before)}-" if before else ""]
    if before:
        begins.append(f"{'-'.join(before)}-%-")
    else:
        begins.append("%-")
    return tuple(f"{start}{begin}{last}%" for begin in begins for start in ("", "% "))


def figures(typed: str) -> str:
    """The figures alone, for doors typed without any line between: 32501."""
    parts = parts_of(typed)
    return parts[0] if len(parts) == 1 and parts[0].isdigit() and len(parts[0]) > 3 else ""
