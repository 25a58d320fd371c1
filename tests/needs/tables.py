"""Tables of needs for tests."""

from collections.abc import Sequence

from tests.people.stories import xlsx

COLUMNS = {
    "own": "编号", "title": "需求名称*", "category": "类别", "body": "具体内容", "estate": "小区",
    "place": "地点", "households": "影响户数", "name": "提出人*", "door": "门牌", "channel": "来源*",
    "said_on": "提出日期",
    "reference": "表号/工单号",
}  # fmt: skip
HEADS = tuple(COLUMNS.values())
ROW = (
    "", "3号楼门口没有路灯", "安全防护与隐患消除", "老人看不清台阶。", "幸福小区", "3号楼东侧", "30",
    "王秀英", "1号楼2单元301", "走访", "2026-03-05", "",
)  # fmt: skip


def with_(**changed: object) -> tuple[object, ...]:
    """The line with some cells changed."""
    return tuple(changed.get(key, value) for key, value in zip(COLUMNS, ROW, strict=True))


def table(rows: Sequence[Sequence[object]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook with one sheet."""
    return xlsx(rows, heads)
