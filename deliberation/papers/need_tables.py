"""需求清单 with the columns of DOMAIN.md §4, as a spreadsheet and as comma-separated text.

Where a column of the paper holds two figures (支持数 with 其中户数, 名次 with 得票), each has its own column
here, so that it can be sorted and summed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from deliberation.papers import wording
from deliberation.papers.commas import lines
from deliberation.papers.long_workbooks import LongTable, written
from deliberation.papers.texts import Translate
from deliberation.papers.workbooks import stamp

Value = Callable[[Mapping[str, Any], int], object]


class NeedColumn(NamedTuple):
    """One column: its head, its width in characters, and its value from a row and its running number."""

    head: str
    width: int
    value: Value


def columns(translate: Translate) -> list[NeedColumn]:
    """The columns in their order."""
    return [
        NeedColumn(translate("序号"), 6, lambda row, number: number),
        NeedColumn(translate("需求编号"), 12, _plain("number")),
        NeedColumn(translate("需求名称"), 30, _plain("title")),
        NeedColumn(translate("类别"), 16, _plain("category")),
        NeedColumn(translate("所属小区/网格"), 16, _plain("area")),
        NeedColumn(translate("具体内容"), 50, _plain("content")),
        NeedColumn(translate("来源"), 14, _plain("source")),
        NeedColumn(translate("提出日期"), 12, lambda row, number: date.fromisoformat(row["said_on"])),
        NeedColumn(translate("支持数"), 8, _plain("supporters")),
        NeedColumn(translate("其中户数"), 8, _plain("households")),
        NeedColumn(translate("归并需求数"), 8, _plain("merged")),
        NeedColumn(translate("初审意见"), 30, _plain("opinion")),
        NeedColumn(translate("议事会结论"), 24, _plain("conclusion")),
        NeedColumn(translate("投票名次"), 12, lambda row, number: place(row, translate)),
        NeedColumn(translate("得票"), 8, _plain("votes")),
        NeedColumn(translate("去向"), 24, _plain("destination")),
        NeedColumn(translate("备注"), 20, _plain("note")),
    ]


def _plain(key: str) -> Value:
    return lambda row, number: row[key]


def place(row: Mapping[str, Any], translate: Translate) -> str:
    """第3名（共27项）; nothing where it was not voted on."""
    if row["rank"] is None:
        return ""
    return translate("第%(rank)s名（共%(options)s项）", rank=row["rank"], options=row["options"])


def workbook(facts: Mapping[str, Any], translate: Translate) -> bytes:
    """The list as XLSX bytes; `facts["rows"]` may come one by one and is read once."""
    shown = columns(translate)
    return written(
        LongTable(
            translate("需求清单"),
            facts["title"],
            _caption(facts, translate),
            [(column.head, column.width) for column in shown],
            _values(facts, shown),
            facts["total"],
            facts["community"],
            stamp(facts),
            _foot(facts, translate),
        )
    )


def comma_separated(facts: Mapping[str, Any], translate: Translate) -> Iterator[bytes]:
    """The list as CSV piece by piece; `facts["rows"]` is read as the pieces are taken."""
    shown = columns(translate)
    return lines([column.head for column in shown], _values(facts, shown))


def _values(facts: Mapping[str, Any], shown: Sequence[NeedColumn]) -> Iterator[list[object]]:
    for number, row in enumerate(facts["rows"], start=1):
        yield [column.value(row, number) for column in shown]


def _caption(facts: Mapping[str, Any], translate: Translate) -> str:
    """Which needs these are, and when they were counted."""
    caption = translate(
        "填报单位：%(community)s　统计到：%(time)s　范围：%(scope)s　共%(total)s条",
        community=facts["community"],
        time=wording.long_time(facts["counted_at"]),
        scope=facts["scope"],
        total=facts["total"],
    )
    if facts["named"]:
        caption += translate("　内部资料：含真实姓名和住址，用后请删除")
    return caption


def _foot(facts: Mapping[str, Any], translate: Translate) -> Sequence[tuple[str, str]]:
    """Who filled it in, who checked it, the day; each in its column."""
    return (
        ("B", translate("填表人：%(name)s", name=facts["prepared_by"])),
        ("F", translate("审核人：%(name)s", name=facts["checked_by"])),
        ("L", translate("日期：%(day)s", day=wording.long_day(facts["dated_on"]))),
    )
