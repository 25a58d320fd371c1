"""A door and a name as they are jotted down on a sheet, taken apart. Pure.

幸福小区1号楼2单元301 王秀兰, 1-2-301 王秀兰 and 1 301 say where somebody lives in different ways: what
stands before 号楼 is the building, before 单元 the unit, before 室 the door; numbers that say nothing of
themselves are door, or building and door, or building, unit and door. The rest is of a name or an estate.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import zip_longest

RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+", re.IGNORECASE)
SIGNS = (
    ("号楼", "building"), ("号院", "text"), ("栋", "building"), ("幢", "building"), ("座", "building"),
    ("楼", "building"), ("单元", "unit"), ("门", "unit"), ("室", "door"), ("户", "door"), ("号", ""),
)  # fmt: skip
BUILDING_NAMES = ("{}号楼", "{}栋", "{}幢", "{}座", "{}号", "{}楼", "{}#", "{}#楼", "{}")
UNIT_NAMES = ("{}", "{}单元", "{}门")
DOOR_NAMES = ("{}", "{}室", "{}号", "{}户")
MOST_NUMBERS = 3


@dataclass(frozen=True)
class Door:
    """What a line says: building, unit and door as far as they are named, and the other words."""

    building: str = ""
    unit: str = ""
    door: str = ""
    words: tuple[str, ...] = ()

    @property
    def buildings(self) -> list[str]:
        """How the building may be called on the roll."""
        return [name.format(self.building) for name in BUILDING_NAMES]

    @property
    def units(self) -> list[str]:
        return [name.format(self.unit) for name in UNIT_NAMES]

    @property
    def doors(self) -> list[str]:
        return [name.format(self.door) for name in DOOR_NAMES]

    @property
    def says_nothing(self) -> bool:
        return not (self.building or self.unit or self.door or self.words)


def read(line: str) -> list[Door]:
    """How a line can be understood, the likeliest first; nothing typed is nothing."""
    named, numbers, words = _parts(line)
    first = _placed(named, numbers, words)
    if first.says_nothing:
        return []
    if len(numbers) == 2 and not named:
        # 1-301 is door 301 of building 1, or (where there is but one building) of unit 1.
        return [first, replace(first, building="", unit=numbers[0])]
    return [first]


def _parts(line: str) -> tuple[dict[str, str], list[str], list[str]]:
    """What says what it is, the numbers that do not, and the words."""
    named: dict[str, str] = {}
    numbers: list[str] = []
    words: list[str] = []
    taken, runs = 0, list(RUN.finditer(unicodedata.normalize("NFKC", line).upper()))
    for run, after in zip_longest(runs, runs[1:]):
        if not re.match(r"[0-9A-Z]", run[0]):
            words.append(run[0][max(0, taken - run.start()) :])
            continue
        next_to = after[0] if after is not None and after.start() == run.end() else ""
        sign, what = next(((sign, what) for sign, what in SIGNS if next_to.startswith(sign)), ("", ""))
        taken = run.end() + len(sign)
        if what in ("building", "unit", "door") and what not in named:
            named[what] = run[0]
        else:
            numbers.append(run[0])
    return named, numbers, [word for word in words if word]


def _placed(named: dict[str, str], numbers: list[str], words: list[str]) -> Door:
    """Bare numbers take the places that are left: the last is the door, the first the building."""
    free = [what for what in ("building", "unit", "door") if what not in named]
    given, extra = numbers[:MOST_NUMBERS], numbers[MOST_NUMBERS:]
    places = {1: free[-1:], 2: [*free[:1], *free[-1:]] if len(free) > 2 else free[-2:], 3: free}
    filled = dict(zip(places.get(len(given), []), given, strict=False))
    return Door(**named, **filled, words=(*words, *extra))
