"""What a table of needs says, line by line: every cell checked, every doubt told with its line and column.
Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deliberation.errors import Refusal
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.category_words import category_named, closest
from deliberation.needs.rules import (
    BODY_LENGTH,
    MOST_HOUSEHOLDS,
    NAME_LENGTH,
    PLACE_LENGTH,
    REFERENCE_LENGTH,
    TITLE_LENGTH,
    Channel,
    checked_said_on,
)
from deliberation.people.roll_rows import Wrong
from deliberation.people.sheets import Line, Sheet, columns_of
from deliberation.places.addresses import plain_door, plain_unit
from deliberation.wording import tidy, tidy_lines

COLUMNS = {
    "own": ("编号", "自编编号", "自编号", "需求编号", "登记编号"),
    "title": ("需求名称", "需求", "标题", "名称", "诉求", "需求标题", "缺什么", "title"),
    "category": ("类别", "需求类别", "分类", "类型", "category"),
    "body": ("具体内容", "内容", "需求内容", "详细内容", "描述", "需求描述", "body"),
    "estate": ("小区", "所属小区", "小区名称", "所属小区网格", "estate"),
    "place": ("地点", "位置", "具体地点", "具体位置", "place"),
    "households": ("影响户数", "户数", "涉及户数", "households"),
    "name": ("提出人", "姓名", "反映人", "居民姓名", "提出人姓名", "name"),
    "building": ("楼栋", "楼号", "栋", "building"),
    "unit": ("单元", "unit"),
    "door": ("门牌", "门牌号", "住址", "地址", "房号", "楼栋门牌", "door"),
    "channel": ("来源", "渠道", "怎么收到的", "收集方式", "来源渠道", "channel"),
    "said_on": ("提出日期", "日期", "登记日期", "反映日期", "提出时间", "date"),
    "reference": ("表号工单号", "表号", "工单号", "12345工单号", "reference"),
}
REQUIRED = ("title", "name", "channel")
LONGEST = {
    "own": 40, "title": TITLE_LENGTH, "body": BODY_LENGTH, "place": PLACE_LENGTH, "name": NAME_LENGTH,
    "building": 40, "unit": 20, "door": 60, "reference": REFERENCE_LENGTH,
}  # fmt: skip
EXAMPLE = "例子"
NOTHING = frozenset(("-", "—", "/", "无", "不详"))
UNNAMED = frozenset(("匿名", "不愿透露", "无名", "未留名", "没有留名"))
CHANNEL_WORDS = {
    "纸质表": Channel.PAPER, "纸质": Channel.PAPER, "问需表": Channel.PAPER, "纸质问需表": Channel.PAPER,
    "意见箱": Channel.PAPER, "走访": Channel.VISIT, "入户": Channel.VISIT, "入户走访": Channel.VISIT,
    "上门": Channel.VISIT, "面谈": Channel.VISIT, "来访": Channel.VISIT, "接待": Channel.VISIT,
    "座谈会": Channel.MEETING, "座谈": Channel.MEETING, "会议": Channel.MEETING, "议事会": Channel.MEETING,
    "12345热线": Channel.HOTLINE_12345, "12345": Channel.HOTLINE_12345, "热线": Channel.HOTLINE_12345,
    "工单": Channel.HOTLINE_12345, "电话": Channel.PHONE, "来电": Channel.PHONE, "致电": Channel.PHONE,
    "微信": Channel.PHONE, "微信群": Channel.PHONE, "短信": Channel.PHONE, "邮件": Channel.PAPER,
    "线上": Channel.ONLINE, "网上": Channel.ONLINE, "网络": Channel.ONLINE, "小程序": Channel.ONLINE,
}  # fmt: skip
DAY_ZERO = date(1899, 12, 30)
SERIALS = range(1, 2_958_466)
DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[T\s].*)?")
DOOR = re.compile(r"(?P<building>.+?(?:号楼|楼|栋|幢|座))(?:(?P<unit>\w+?)单元)?(?P<door>\w+?)(?:室|户)?")
DASHED = re.compile(r"(\w+)-(?:(\w+)-)?(\w+)")


@dataclass(frozen=True)
class Known:
    """What a line is read against: the estates by name, the categories switched off, today."""

    estates: Mapping[str, UUID]
    off: Collection[str]
    today: date


@dataclass(frozen=True)
class NeedLine:
    """One line of the table: a need, who said it, how it reached us."""

    line: int
    own: str
    title: str
    category: str
    body: str
    estate_id: UUID | None
    place: str
    households: int | None
    name: str
    unnamed: bool
    building: str
    unit: str
    door: str
    channel: Channel
    said_on: date | None
    reference: str

    @property
    def words(self) -> tuple[str, str]:
        """What makes two lines say the same: title and place, without signs and blanks."""
        return (plain(self.title), plain(self.place))


@dataclass(frozen=True)
class NeedsRead:
    """The lines that can be read, what is wrong with others, and what is only worth knowing."""

    rows: Sequence[NeedLine]
    wrongs: Sequence[Wrong]
    notes: Sequence[Wrong]
    head: int


def header_of(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Where the header stands and which column is which; a column that is there twice is refused."""
    head, columns = columns_of(sheet, COLUMNS, REQUIRED)
    words = {plain(word): key for key, every in COLUMNS.items() for word in every}
    keys = [words.get(plain(re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", cell))))
            for cell in sheet.lines[head].cells]  # fmt: skip
    for key in columns:
        if keys.count(key) > 1:
            raise Refusal("needs.import_column_twice", column=COLUMNS[key][0])
    return head, columns


def read_needs(sheet: Sheet, known: Known, uncalculated: Collection[tuple[int, int]] = ()) -> NeedsRead:
    """Every line of a table of needs, read and checked against the others."""
    head, columns = header_of(sheet)
    rows: list[NeedLine] = []
    wrongs: list[Wrong] = []
    notes: list[Wrong] = []
    for line in sheet.lines[head + 1 :]:
        if line.cell(columns.get("own")).startswith(EXAMPLE):
            continue
        reader = _Reader(line, columns, known, uncalculated)
        row = reader.row()
        wrongs += reader.wrongs
        notes += reader.notes
        if not reader.wrongs:
            rows.append(row)
    across = _twice(rows)
    spoiled = {wrong.line for wrong in across}
    kept = [row for row in rows if row.line not in spoiled]
    return NeedsRead(kept, sorted(wrongs + across, key=lambda wrong: wrong.line), notes, head)


def _twice(rows: Sequence[NeedLine]) -> list[Wrong]:
    """A number of one's own, of a form or of a work order stands in one line only."""
    wrongs = []
    for column in ("own", "reference"):
        seen: dict[str, int] = {}
        for row in rows:
            number = getattr(row, column)
            if number and seen.setdefault(number, row.line) != row.line:
                wrongs.append(Wrong(row.line, column, "needs.number_twice", {"other": seen[number]}))
    return wrongs


class _Reader:
    """Reads one line, noting what is wrong with it."""

    def __init__(
        self, line: Line, columns: dict[str, int], known: Known, uncalculated: Collection[tuple[int, int]]
    ) -> None:
        self.line, self.columns, self.known, self.uncalculated = line, columns, known, uncalculated
        self.wrongs: list[Wrong] = []
        self.notes: list[Wrong] = []

    def row(self) -> NeedLine:
        """The line as a need (worth something only when nothing was wrong)."""
        building, unit, door = self._door()
        name = self._word("name")
        return NeedLine(
            line=self.line.number,
            own=self._word("own"),
            title=self._word("title"),
            category=self._category(),
            body=self._text("body"),
            estate_id=self._estate(),
            place=self._word("place"),
            households=self._read("households", self._count),
            name="" if name in UNNAMED else name,
            unnamed=name in UNNAMED,
            building=building,
            unit=unit,
            door=door,
            channel=self._channel(),
            said_on=self._read("said_on", self._day),
            reference=self._word("reference"),
        )

    def _raw(self, key: str) -> str:
        """The cell as it stands; a formula without a result is told, for nobody knows what it says."""
        column = self.columns.get(key)
        if column is not None and (self.line.number, column) in self.uncalculated:
            self._wrong(key, "formula_uncalculated")
        text = self.line.cell(column)
        if text.startswith("#") and text.rstrip("!?").isupper():
            self._wrong(key, "formula_error")
        return text[1:] if text.startswith("'") else text

    def _cell(self, key: str) -> str:
        return tidy(unicodedata.normalize("NFKC", self._raw(key)))

    def _word(self, key: str) -> str:
        text = tidy(self._raw(key))
        if not text and key in REQUIRED and not self._told(key):
            self._wrong(key, "empty")
        return self._fitting(key, "" if key not in REQUIRED and text in NOTHING else text)

    def _text(self, key: str) -> str:
        return self._fitting(key, tidy_lines(self._raw(key)))

    def _fitting(self, key: str, text: str) -> str:
        if len(text) > LONGEST[key]:
            self._wrong(key, "long", most=LONGEST[key], have=len(text))
        return text

    def _read(self, key: str, reading: Callable[[str, str], Any]) -> Any:
        text = self._cell(key)
        return reading(key, text) if text and text not in NOTHING else None

    def _category(self) -> str:
        text = self._cell("category")
        if not text or text in NOTHING:
            self.notes.append(Wrong(self.line.number, "category", "needs.category_empty"))
            return "N99"
        code = category_named(text)
        if code is None:
            self._wrong("category", "unknown_category", text=text[:20], closest=closest(text))
        elif code in self.known.off:
            self._wrong("category", "category_off", category=code)
        return code if code in CATEGORIES else "N99"

    def _estate(self) -> UUID | None:
        text = self._cell("estate").split("\n")[0]
        if not text or text in NOTHING or text in ("全社区", "不限小区", "不限"):
            return None
        found = self.known.estates.get(plain(text))
        if found is None:
            self._wrong("estate", "unknown_estate", text=text[:20])
        return found

    def _channel(self) -> Channel:
        text = self._cell("channel")
        channel = CHANNEL_WORDS.get(re.sub(r"[\W_]+", "", text))
        if channel is None:
            channel = next((each for each in Channel if each.value == text.lower()), None)
        if not text and not self._told("channel"):
            self._wrong("channel", "empty")
        elif text and channel is None:
            self._wrong("channel", "unknown_channel", text=text[:20])
        elif channel == Channel.ONLINE:
            self._wrong("channel", "online_channel")
        return channel or Channel.PAPER

    def _count(self, key: str, text: str) -> int | None:
        digits = text.removesuffix("户").removeprefix("约").strip()
        if digits.isascii() and digits.isdigit() and len(digits) < 9 and 1 <= int(digits) <= MOST_HOUSEHOLDS:
            return int(digits)
        self._wrong(key, "bad_households", most=MOST_HOUSEHOLDS)
        return None

    def _day(self, key: str, text: str) -> date | None:
        day = day_of(text)
        if day is None:
            self._wrong(key, "bad_day", text=text[:20])
            return None
        try:
            return checked_said_on(day, self.known.today)
        except Refusal as refusal:
            self._wrong(key, refusal.code.removeprefix("needs."), day=day.isoformat(), **refusal.facts)
            return None

    def _door(self) -> tuple[str, str, str]:
        """Building, unit and door: each in its column, or all in one as 3号楼2单元501室 or 3-2-501."""
        building, unit, door = self._word("building"), self._word("unit"), self._word("door")
        if building or not door:
            return building, plain_unit(unit), plain_door(door)
        return door_of(unicodedata.normalize("NFKC", door).replace(" ", ""))

    def _told(self, key: str) -> bool:
        return any(wrong.column == key for wrong in self.wrongs)

    def _wrong(self, key: str, code: str, **facts: Any) -> None:
        self.wrongs.append(Wrong(self.line.number, key, f"needs.{code}", facts))


def door_of(text: str) -> tuple[str, str, str]:
    """Building, unit and door of an address in one cell; what cannot be parted is the door alone."""
    match = DOOR.fullmatch(text)
    if match:
        return match["building"], match["unit"] or "", plain_door(match["door"])
    dashed = DASHED.fullmatch(text)
    if dashed:
        return dashed[1], dashed[2] or "", dashed[3]
    return "", "", plain_door(text)


def day_of(text: str) -> date | None:
    """A day as people write it (2026-03-05, 2026/3/5, 2026年3月5日, 20260305), or a spreadsheet's number."""
    match = DAY.fullmatch(text)
    if match:
        return _day(*(int(part) for part in match.groups()))
    text = re.sub(r"^(\d{5})\.\d+$", r"\1", text)
    if not (text.isascii() and text.isdigit()):
        return None
    if len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    return DAY_ZERO + timedelta(days=int(text)) if len(text) <= 7 and int(text) in SERIALS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plain(text: str) -> str:
    """Without signs and blanks, full-width folded: what two spellings of the same have in common."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
