"""The places of a community by their names, as a file of shapes calls them. Pure."""

import unicodedata
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from deliberation.wording import tidy

ENDINGS = ("号楼", "#楼", "号", "栋", "幢", "座", "楼", "#")
NamedBuilding: TypeAlias = tuple[UUID, str, UUID]
"""A building: its id, its name, its estate's id."""


def plain(name: str) -> str:
    """A name without what typists differ in: blanks, full-width letters."""
    return unicodedata.normalize("NFKC", tidy(name)).replace(" ", "").casefold()


def number_of(name: str) -> str:
    """A building's name without its ending: 3号楼, 3栋 and 3 are one."""
    short = plain(name)
    for ending in ENDINGS:
        if short.endswith(ending) and short != ending:
            return short.removesuffix(ending)
    return short


@dataclass(frozen=True)
class Roster:
    """The places of a community a shape can be tied to: names and ids of estates and of their buildings."""

    estates: tuple[tuple[UUID, str], ...]
    buildings: tuple[NamedBuilding, ...]
    _by_name: dict[str, list[NamedBuilding]] = field(init=False, repr=False, default_factory=dict)
    _by_number: dict[str, list[NamedBuilding]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.buildings:
            self._by_name.setdefault(plain(each[1]), []).append(each)
            self._by_number.setdefault(number_of(each[1]), []).append(each)

    def estate_called(self, name: str) -> tuple[UUID, str] | None:
        """The estate of this name."""
        return next((each for each in self.estates if plain(each[1]) == plain(name)), None)

    def buildings_called(self, name: str) -> list[NamedBuilding]:
        """The buildings of this name: exactly so, or told apart by their number alone (3号楼 is 3栋)."""
        return self._by_name.get(plain(name)) or self._by_number.get(number_of(name), [])
