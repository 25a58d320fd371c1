"""How figures, days and texts are written in a Chinese paper: pure functions, exact arithmetic."""

import unicodedata
from collections.abc import Container, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

SHANGHAI = timezone(timedelta(hours=8))
UNPRINTABLE = "〓"
FEN_PER_WAN = 1_000_000
TITLE_WORDS = ("季度", "周期", "社区", "街道", "年", "年度", "居民", "议事会", "需求", "项目", "关于", "清单")
CHINESE_DIGITS = "〇一二三四五六七八九"


def wan(fen: int) -> str:
    """Integer 分 as 万元 with two decimals, half rounded away from nought, for print only."""
    hundredths = (abs(fen) * 2 + FEN_PER_WAN // 100) // (FEN_PER_WAN // 50)
    sign = "-" if fen < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def percent(part: int, whole: int) -> str:
    """A share as percent with one decimal, half rounded up; a dash when there is nothing to share."""
    if whole <= 0:
        return "—"
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"


def long_day(iso: str) -> str:
    """An ISO day as official papers write it: 2026年7月8日."""
    day = date.fromisoformat(iso[:10])
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(iso: str | None) -> str:
    """An ISO day for narrow columns: 2026.7.8; nothing when there is none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso[:10])
    return f"{day.year}.{day.month}.{day.day}"


def long_time(iso: str) -> str:
    """An ISO time as 2026年7月8日 9:30, on the clock of Shanghai."""
    moment = _in_shanghai(iso)
    return f"{moment.year}年{moment.month}月{moment.day}日{clock_time(iso)}"


def clock_time(iso: str) -> str:
    """An ISO time as 9:30, on the clock of Shanghai."""
    moment = _in_shanghai(iso)
    return f"{moment.hour}:{moment.minute:02d}"


def shortened(text: str, most: int) -> str:
    """The beginning of a text where the whole has no room, with a mark that more is said elsewhere."""
    return text if len(text) <= most else text[: most - 2].rstrip() + "……"


def span(begin: str, end: str) -> str:
    """From one time to another, the day written once when it is the same."""
    same_day = _in_shanghai(begin).date() == _in_shanghai(end).date()
    return f"{long_time(begin)}—{clock_time(end) if same_day else long_time(end)}"


def _in_shanghai(iso: str) -> datetime:
    """An ISO time on Shanghai's clock; a time without an offset is taken to be Shanghai's already."""
    moment = datetime.fromisoformat(iso)
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def groups(code: str, size: int = 4, between: str = " ") -> str:
    """A code cut into groups so that a person can read it aloud."""
    return between.join(code[at : at + size] for at in range(0, len(code), size))


def ordinal(number: int) -> str:
    """1 to 99 in Chinese figures, for heads: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    head = ("" if tens == 1 else CHINESE_DIGITS[tens]) + "十" if tens else ""
    return head + (CHINESE_DIGITS[ones] if ones else "")


def width(text: str) -> float:
    """How many Chinese characters wide a text is; Latin letters and figures count half."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def title_lines(title: str, room: int = 20) -> list[str]:
    """A title cut where a word ends, its lines about equally long; a line break in the title is obeyed."""
    if "\n" in title or width(title) <= room:
        return title.split("\n")
    breaks = [at for word in TITLE_WORDS for at in _ends_of(word, title)]
    fitting = [at for at in breaks if max(width(title[:at]), width(title[at:])) <= room]
    if not fitting:
        return [title]
    best = min(fitting, key=lambda at: (abs(width(title[:at]) - width(title[at:])), at))
    return [title[:best], title[best:]]


def _ends_of(word: str, text: str) -> list[int]:
    """Every place where a word ends inside a text."""
    return [at + len(word) for at in range(1, len(text) - len(word)) if text.startswith(word, at)]


def printable(value: Any, covered: Container[int]) -> Any:
    """The same facts with every character no font holds replaced by 〓, and invisible controls taken out."""
    if isinstance(value, str):
        return "".join(_printed(character, covered) for character in value)
    if isinstance(value, Mapping):
        return {key: printable(part, covered) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part, covered) for part in value]
    return value


def _printed(character: str, covered: Container[int]) -> str:
    """One character as it can be printed."""
    if character in "\n\t":
        return character
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf"} or 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    if ord(character) in covered:
        return character
    return "" if kind == "Mn" else UNPRINTABLE


def lines_of(text: str) -> list[str]:
    """The paragraphs of a plain text, empty ones left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lost_characters(value: Any, covered: Container[int]) -> bool:
    """Whether any text of the facts holds a character that is printed as 〓."""
    if isinstance(value, str):
        return any(_printed(character, covered) == UNPRINTABLE != character for character in value)
    if isinstance(value, Mapping):
        return any(lost_characters(part, covered) for part in value.values())
    return isinstance(value, list | tuple) and any(lost_characters(part, covered) for part in value)
