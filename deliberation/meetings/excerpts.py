"""The words of minutes that are searched, and the place in them where something was found. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deliberation.needs.grams import RUNS

BEFORE, AFTER = 24, 72


def words_of(
    record: Mapping[str, Any],
    sections: Mapping[str, str],
    addenda: Iterable[str],
    over: Callable[[str], str] = str,
    name: Callable[[Mapping[str, Any]], str] = lambda row: str(row["name"]),
) -> str:
    """The text minutes are found by, a line each; `over` and `name` hide from it what is not public.

    Reasons of absence and who is represented stand in nobody's search."""
    people = [name(row) for row in record["attendance"] if row["status"] in ("present", "left", "observer")]
    said = [*_of_record(record), *sections.values(), *addenda]
    return "\n".join([*(over(line) for text in said for line in text.splitlines() if line.strip()), *people])


def _of_record(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (record["title"], record["place"], record.get("series_name") or "")
    yield from (record["chair"]["name"], record["recorder"]["name"])
    for item in record["items"]:
        yield from (item["title"], item["proposer"] or "")
        for motion in item["motions"]:
            yield from (motion["text"], motion.get("proposer") or "", motion.get("seconder") or "")
            yield motion["unit"] or ""
    for action in [*(record.get("actions") or []), *(record.get("looked_back") or [])]:
        yield from (action["text"], action.get("unit") or "", action.get("owner") or "")


@dataclass(frozen=True)
class Piece:
    """A bit of a text; `found` is marked."""

    text: str
    found: bool = False


def excerpt(text: str, words: str) -> list[Piece]:
    """The neighbourhood of the first place where the words (or a part of them) stand, marked there."""
    plain, places = _plain(text)
    wanted = [each for each in _wanted(words) if each in plain]
    if not wanted:
        return _framed(text, 0, min(len(text), BEFORE + AFTER), [])
    at = places[plain.index(wanted[0])]
    begin = max(text.rfind("\n", 0, at) + 1, at - BEFORE)
    line_end = text.find("\n", at)
    return _framed(text, begin, min(len(text), at + AFTER, line_end if line_end >= 0 else len(text)), wanted)


def _wanted(words: str) -> list[str]:
    """What is looked for: all that was typed, its words, at last pairs of characters."""
    runs = sorted({_plain(run)[0] for run in RUNS.findall(words)}, key=lambda run: (-len(run), run))
    pairs = [run[place : place + 2] for run in runs if len(run) > 2 for place in range(len(run) - 1)]
    return [each for each in dict.fromkeys([_plain(words.strip())[0], *runs, *pairs]) if each]


def _framed(text: str, begin: int, end: int, wanted: list[str]) -> list[Piece]:
    part = text[begin:end].replace("\n", " ")
    before = begin > 0 and text[begin - 1] != "\n"
    after = end < len(text) and text[end] != "\n"
    return [
        *([Piece("…")] if before else []),
        *(piece for piece in _marked(part, wanted) if piece.text),
        *([Piece("…")] if after else []),
    ]


def _marked(part: str, wanted: list[str]) -> Iterator[Piece]:
    plain, places = _plain(part)
    pattern = re.compile("|".join(map(re.escape, wanted))) if wanted else None
    done = 0
    for match in pattern.finditer(plain) if pattern else ():
        left, right = places[match.start()], places[match.end() - 1] + 1
        if left >= done:
            yield Piece(part[done:left])
            yield Piece(part[left:right], found=True)
            done = right
    yield Piece(part[done:])


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """A text as it is compared, and from which character of it each one came."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if len(plain) == len(text):
        return plain, range(len(text))
    parts = [unicodedata.normalize("NFKC", character).lower() for character in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _each in part]
