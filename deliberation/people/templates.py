"""The empty tables to fill in: headings, one line as an example, phones kept as text."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from deliberation.people import roll_rows, staff_rows

ROLL_EXAMPLE = ("幸福小区", "1号楼", "2", "301", "张三", "13800000000", "1956", "2", "1", "89.5")
STAFF_EXAMPLE = ("李梅", "13800000000", "社区工作者", "999999001001")
ROLL_ADVICE = (
    "第一行是列名，不要改；第二行是例子，请删掉。",
    "一行一个人；没有姓名的行只登记这一户。",
    "小区、楼栋、门牌必须填；其他可以空着。",
    "成年人数填这一户 18 岁以上的人数；同一户的每一行要一样，也可以只填第一行。",
    "手机请用文本格式，11 位数字。建筑面积填平方米。",
    "可以重复导入：同一户、同一个名字不会重复。",
)
STAFF_ADVICE = (
    "第一行是列名，不要改；第二行是例子，请删掉。",
    "角色填：社区工作者、社区书记、社区规划师、街道办、系统管理员、安全管理员或审计员。",
    "区划代码：社区 12 位、街道 9 位、区 6 位。",
)


def roll_template() -> bytes:
    """An empty household roll (XLSX)."""
    headings = [words[0] for words in roll_rows.COLUMNS.values()]
    return _workbook("住户名册", headings, ROLL_EXAMPLE, ROLL_ADVICE)


def staff_template() -> bytes:
    """An empty list of staff (XLSX)."""
    headings = [words[0] for words in staff_rows.COLUMNS.values()]
    return _workbook("工作人员名单", headings, STAFF_EXAMPLE, STAFF_ADVICE)


def _workbook(title: str, headings: Sequence[str], example: Sequence[str], advice: Sequence[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(headings))
    sheet.append(list(example))
    sheet.freeze_panes = "A2"
    for column in range(1, len(headings) + 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 16
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).fill = PatternFill("solid", fgColor="F3E3D3")
        for row in range(2, 502):
            sheet.cell(row, column).number_format = "@"
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 90
    for line in advice:
        notes.append([line])
        notes.cell(notes.max_row, 1).alignment = Alignment(wrap_text=True)
    result = BytesIO()
    book.save(result)
    return result.getvalue()
