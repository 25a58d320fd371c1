"""The empty table of needs to fill in: headings, one example that is never taken over, lists to choose."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.rules import BODY_LENGTH, PLACE_LENGTH, TITLE_LENGTH
from deliberation.needs.sheet_rows import EXAMPLE

LINES = 500
CHANNELS = ("纸质表", "走访", "座谈会", "12345 热线", "电话")
HEADS = (
    ("编号", 12), ("需求名称*", 30), ("类别", 24), ("具体内容", 44), ("小区", 16), ("地点", 20),
    ("影响户数", 10), ("提出人*", 12), ("门牌", 18), ("来源*", 12), ("提出日期", 14), ("表号/工单号", 16),
)  # fmt: skip
EXAMPLE_ROW = (
    f"{EXAMPLE}（这一行不导入）", "3号楼门口晚上没有路灯", "安全防护与隐患消除", "老人晚上回家看不清台阶。",
    "", "3号楼东侧台阶", "30", "张三", "3号楼2单元501", "走访", "2026-03-05", "",
)  # fmt: skip
ADVICE = (
    "带 * 的三列必须填：需求名称、提出人、来源。其他可以空着。",
    f"需求名称：一句话说缺什么，最多 {TITLE_LENGTH} 个字。",
    f"具体内容：名称里说不完的写在这里，最多 {BODY_LENGTH} 个字。",
    "类别：从下拉里选，也可以写“停车”“路灯”这样的说法；看不懂的会告诉您，并给三个建议。空着就记为“其他”。",
    "小区：从下拉里选本社区的小区；和哪个小区都没有关系就空着。",
    f"地点：具体在哪里，最多 {PLACE_LENGTH} 个字。影响户数：大约多少户，只写数字。",
    "提出人：写姓名。没有留名的写“匿名”。",
    "门牌：例如 3号楼2单元501，或者 3-2-501。和名册上的门牌、姓名都对得上，就算他本人提的，他也会收到消息。",
    "来源：从下拉里选，是怎么收到的。网上的需求由居民自己提，不在这里导入。",
    "提出日期：例如 2026-03-05、2026/3/5、2026年3月5日。空着就按导入那天算；最早两年以内。",
    "表号/工单号：问需表右上角的号，或者 12345 的工单号。同一个号只登记一次。",
    "编号：您自己的编号，可以空着。写了编号，同一个编号再导入也不会重复。",
    "可以重复导入：一样的行不会变成两条。一次最多 5000 行。",
    f"编号以“{EXAMPLE}”开头的行不会导入，可以留着，也可以删掉。",
)


def needs_template(estates: Sequence[str], off: frozenset[str] = frozenset()) -> bytes:
    """An empty table (XLSX) with the community's estates and the categories in use to choose from."""
    book = Workbook()
    sheet = book.active
    sheet.title = "需求"
    _write_heads(sheet)
    categories = [each.zh for each in CATEGORIES.values() if each.code not in off]
    choices = book.create_sheet("选项")
    for column, (title, words) in enumerate(
        (("类别", categories), ("小区", estates), ("来源", CHANNELS)), start=1
    ):
        _write_choices(choices, column, title, words)
        if words:
            letter = get_column_letter(column)
            _offer(sheet, title, f"选项!${letter}$2:${letter}${len(words) + 1}")
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 100
    for line in ADVICE:
        notes.append([line])
        notes.cell(notes.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def _write_heads(sheet: Worksheet) -> None:
    sheet.freeze_panes = "C2"
    sheet.append([head for head, _width in HEADS])
    sheet.append(list(EXAMPLE_ROW))
    for column, (head, width) in enumerate(HEADS, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F3E3D3" if head.endswith("*") else "F6F1E8")
        sheet.cell(2, column).font = Font(italic=True, color="808080")
        for row in range(2, LINES + 3):
            sheet.cell(row, column).number_format = "@"
            sheet.cell(row, column).alignment = Alignment(vertical="top", wrap_text=True)


def _write_choices(sheet: Worksheet, column: int, title: str, words: Sequence[str]) -> None:
    sheet.column_dimensions[get_column_letter(column)].width = 40
    sheet.cell(1, column, title).font = Font(bold=True)
    for row, word in enumerate(words, start=2):
        cell = sheet.cell(row, column)
        cell.value, cell.data_type = word, "s"


def _offer(sheet: Worksheet, title: str, where: str) -> None:
    """A list to choose from in a column; other words may be typed, the dry run looks at them."""
    letter = next(
        get_column_letter(at) for at, (head, _w) in enumerate(HEADS, 1) if head.rstrip("*") == title
    )
    offered = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=False)
    offered.promptTitle, offered.prompt, offered.showInputMessage = title, "点右边的小箭头选择", True
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{LINES + 2}")
