"""What a household roll says, line by line: every cell checked, every doubt told with its line and column.
Pure.

One line names one person behind one door, or (without a name) only the door. What the lines of one door
say of the household must agree.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from deliberation.people.rules import normal_phone
from deliberation.people.sheets import Line, Sheet, columns_of
from deliberation.places.addresses import plain_door, plain_unit

COLUMNS = {
    "estate": ("小区", "小区名称", "所属小区", "小区名", "estate"),
    "building": ("楼栋", "楼号", "楼栋号", "栋", "幢", "楼", "栋号", "楼栋名称", "building"),
    "unit": ("单元", "单元号", "unit"),
    "door": ("门牌", "门牌号", "房号", "室", "户号", "房间号", "室号", "门号", "door"),
    "name": ("姓名", "居民姓名", "名字", "户主", "户主姓名", "name"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式", "电话号码", "phone"),
    "birth_year": ("出生年", "出生年份", "出生日期", "生日", "出生年月", "birthyear"),
    "adults": ("成年人数", "成人数", "成年人口", "18岁以上人数", "成年人", "adults"),
    "owners": ("业主数", "业主人数", "owners"),
    "area": ("建筑面积", "面积", "area"),
}
REQUIRED = ("estate", "building", "door")
LONGEST = {"estate": 60, "building": 40, "unit": 20, "door": 20, "name": 60}
CM2_IN_M2 = 10_000
MOST_CM2 = 2_000_000_000


@dataclass(frozen=True)
class RollRow:
    """One line of a roll: a door, and maybe a person behind it; area in whole cm²."""

    estate: str
    building: str
    unit: str
    door: str
    name: str
    phone: str | None = None
    birth_year: int | None = None
    adults: int | None = None
    owners: int | None = None
    area_cm2: int | None = None

    @property
    def address(self) -> tuple[str, str, str, str]:
        return (self.estate, self.building, self.unit, self.door)


@dataclass(frozen=True)
class Wrong:
    """What is wrong in one cell: line, column key, reason word and what its sentence needs."""

    line: int
    column: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RollRead:
    """The rows that can be read, what is wrong, and what is only worth knowing."""

    rows: Sequence[RollRow]
    wrongs: Sequence[Wrong]
    notes: Sequence[Wrong]


def read_roll(sheet: Sheet, year: int) -> RollRead:
    """Every line of a roll, read and checked against the others; `year` is the present one."""
    head, columns = columns_of(sheet, COLUMNS, REQUIRED)
    rows: list[RollRow] = []
    lines: list[int] = []
    wrongs: list[Wrong] = []
    for line in sheet.lines[head + 1 :]:
        reader = _Reader(line, columns, year)
        row = reader.row()
        wrongs += reader.wrongs
        if not reader.wrongs:
            rows.append(row)
            lines.append(line.number)
    across, notes, kept = _compare(rows, lines)
    return RollRead(kept, sorted(wrongs + across, key=lambda wrong: wrong.line), notes)


class _Reader:
    """Reads one line, noting what is wrong with it."""

    def __init__(self, line: Line, columns: dict[str, int], year: int) -> None:
        self.line, self.columns, self.year = line, columns, year
        self.wrongs: list[Wrong] = []

    def row(self) -> RollRow:
        """The line as a row (worth something only when nothing was wrong)."""
        return RollRow(
            estate=self._word("estate"),
            building=self._word("building"),
            unit=plain_unit(self._word("unit")),
            door=plain_door(self._word("door")),
            name=self._word("name"),
            phone=self._read("phone", self._phone),
            birth_year=self._read("birth_year", self._birth_year),
            adults=self._read("adults", self._count),
            owners=self._read("owners", self._count),
            area_cm2=self._read("area", self._area),
        )

    def _cell(self, key: str) -> str:
        text = unicodedata.normalize("NFKC", self.line.cell(self.columns.get(key))).strip()
        return text[1:].strip() if text.startswith("'") else text

    def _word(self, key: str) -> str:
        text = self._cell(key)
        if not text and key in REQUIRED:
            self._wrong(key, "empty")
        if text.startswith("#") and text.rstrip("!?").isupper():
            self._wrong(key, "formula_error")
        if len(text) > LONGEST[key]:
            self._wrong(key, "long", most=LONGEST[key])
        return text

    def _read(self, key: str, reading: Callable[[str, str], Any]) -> Any:
        text = self._cell(key)
        return reading(key, text) if text and text not in ("-", "—", "/", "无") else None

    def _phone(self, key: str, text: str) -> str | None:
        if re.fullmatch(r"[\d.]+[eE]\+?\d+", text):
            self._wrong(key, "scientific")
            return None
        phone = normal_phone(text.removesuffix(".0"))
        if phone is None or re.search(r"[^\d\s+()\-—.]", text):
            self._wrong(key, "bad_phone")
        return phone

    def _birth_year(self, key: str, text: str) -> int | None:
        match = re.match(r"(\d{4})(?=\D|$|\d{2}$|\d{4}$)", text)
        year = int(match.group(1)) if match else 0
        if not 1900 <= year <= self.year:
            self._wrong(key, "bad_year", to=self.year)
        return year

    def _count(self, key: str, text: str) -> int | None:
        digits = text.removesuffix(".0").removesuffix("人")
        if digits.startswith("-"):
            self._wrong(key, "negative")
            return None
        if not (digits.isascii() and digits.isdigit() and int(digits[:9]) <= 999 and len(digits) < 9):
            self._wrong(key, "bad_count")
            return None
        return int(digits)

    def _area(self, key: str, text: str) -> int | None:
        plain = re.sub(r"(平方米|平米|m2|,)", "", text).strip()
        try:
            exact = Decimal(plain) * CM2_IN_M2
        except InvalidOperation:
            self._wrong(key, "bad_area")
            return None
        if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact <= MOST_CM2:
            self._wrong(key, "bad_area")
            return None
        return int(exact)

    def _wrong(self, key: str, code: str, **facts: Any) -> None:
        self.wrongs.append(Wrong(self.line.number, key, code, facts))


def _compare(rows: Sequence[RollRow], lines: Sequence[int]) -> tuple[list[Wrong], list[Wrong], list[RollRow]]:
    """What lines say against each other: a person twice, a door with two numbers, a phone of two persons."""
    wrongs: list[Wrong] = []
    notes: list[Wrong] = []
    kept: list[RollRow] = []
    persons: dict[tuple[Any, ...], tuple[int, RollRow]] = {}
    phones: dict[str, int] = {}
    homes: dict[tuple[Any, ...], dict[str, tuple[int, int]]] = {}
    for row, line in zip(rows, lines, strict=True):
        wrongs += _against_home(row, line, homes.setdefault(row.address, {}))
        before = persons.setdefault((*row.address, row.name), (line, row)) if row.name else (line, row)
        if before[0] != line and (before[1].phone, before[1].birth_year) != (row.phone, row.birth_year):
            wrongs.append(Wrong(line, "name", "person_differs", {"other": before[0]}))
        elif before[0] != line:
            notes.append(Wrong(line, "name", "twice", {"other": before[0]}))
        else:
            kept.append(row)
            if row.phone and phones.setdefault(row.phone, line) != line:
                notes.append(Wrong(line, "phone", "phone_shared", {"other": phones[row.phone]}))
    return wrongs, notes, kept


def _against_home(row: RollRow, line: int, home: dict[str, tuple[int, int]]) -> list[Wrong]:
    wrongs = []
    for column, value in (("adults", row.adults), ("owners", row.owners), ("area", row.area_cm2)):
        if value is None:
            continue
        first_line, first = home.setdefault(column, (line, value))
        if first != value:
            wrongs.append(Wrong(line, column, "home_differs", {"other": first_line}))
    return wrongs
