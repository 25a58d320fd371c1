"""What residents call things, read from synonyms.toml once. Pure."""

import tomllib
from pathlib import Path
from typing import Any

_TOLD: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _words(table: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words.split()) for name, words in table.items()}


THINGS = _words(_TOLD["things"])
WEAK = _words(_TOLD["weak"])
ASPECTS = _words(_TOLD["aspects"])
# Words that leave open what is the matter, with all it may be.
OPEN: dict[str, frozenset[str]] = {
    word: frozenset(each["aspects"]) for each in _TOLD["open"] for word in each["words"].split()
}
NUISANCES = frozenset(_TOLD["lists"]["nuisances"].split())
LIGHT = frozenset(_TOLD["lists"]["light"].split())
FILLERS: tuple[str, ...] = tuple(_TOLD["lists"]["fillers"].split())
APART: tuple[frozenset[str], ...] = tuple(frozenset(each) for each in _TOLD["lists"]["apart"])
TOGETHER: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(parts), whole) for whole, ways in _TOLD["together"].items() for parts in ways
)
TYPOS: dict[str, str] = _TOLD["typos"]
