"""What a list of staff says, line by line: name, phone, role, place. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.actors import Role
from deliberation.people.roll_rows import Wrong
from deliberation.people.rules import normal_phone, scope_fits
from deliberation.people.sheets import Line, Sheet, columns_of

COLUMNS = {
    "name": ("姓名", "名字", "name"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "phone"),
    "role": ("角色", "岗位", "职务", "身份", "role"),
    "scope": ("区划代码", "代码", "社区代码", "统计用区划代码", "code"),
}
REQUIRED = ("name", "phone", "role", "scope")
ROLE_WORDS = {
    "社区工作者": Role.WORKER, "社工": Role.WORKER, "工作人员": Role.WORKER, "网格员": Role.WORKER,
    "社区书记/主任": Role.LEAD, "社区书记": Role.LEAD, "书记": Role.LEAD, "主任": Role.LEAD,
    "社区主任": Role.LEAD,
    "社区规划师": Role.PLANNER, "规划师": Role.PLANNER,
    "街道办": Role.OFFICER, "街道": Role.OFFICER, "街道干部": Role.OFFICER, "街道工作人员": Role.OFFICER,
    "系统管理员": Role.ADMINISTRATOR, "管理员": Role.ADMINISTRATOR, "安全管理员": Role.SECURITY,
    "审计员": Role.AUDITOR, "审计管理员": Role.AUDITOR,
}  # fmt: skip
LONGEST_NAME = 60


@dataclass(frozen=True)
class StaffRow:
    """One line of the list: who, as what, where."""

    line: int
    name: str
    phone: str
    role: Role
    scope: str


def read_staff(sheet: Sheet) -> tuple[list[StaffRow], list[Wrong]]:
    """Every line of the list, read and checked against the others."""
    head, columns = columns_of(sheet, COLUMNS, REQUIRED)
    rows: list[StaffRow] = []
    wrongs: list[Wrong] = []
    seen: dict[tuple[str, Role, str], int] = {}
    for line in sheet.lines[head + 1 :]:
        found, row = _read(line, columns)
        wrongs += found
        if row is None:
            continue
        first = seen.setdefault((row.phone, row.role, row.scope), line.number)
        if first != line.number:
            wrongs.append(Wrong(line.number, "phone", "twice", {"other": first}))
        rows.append(row)
    return rows, wrongs


def _read(line: Line, columns: dict[str, int]) -> tuple[Sequence[Wrong], StaffRow | None]:
    name, phone_text, role_text, scope = (_cell(line, columns[key]) for key in REQUIRED)
    role = ROLE_WORDS.get(role_text) or next((each for each in Role if each.value == role_text.lower()), None)
    phone = normal_phone(phone_text.removesuffix(".0"))
    checks = {
        ("name", "empty"): not name,
        ("name", "long"): len(name) > LONGEST_NAME,
        ("phone", "bad_phone"): phone is None,
        ("role", "bad_role"): role is None or role in (Role.RESIDENT, Role.REPRESENTATIVE),
        ("scope", "bad_scope"): role is not None and not scope_fits(role, scope),
    }
    wrongs = [
        Wrong(line.number, column, code, {"most": LONGEST_NAME})
        for (column, code), broken in checks.items()
        if broken
    ]
    if wrongs or role is None or phone is None:
        return wrongs, None
    return [], StaffRow(line.number, name, phone, role, scope)


def _cell(line: Line, column: int) -> str:
    return unicodedata.normalize("NFKC", line.cell(column)).strip().removeprefix("'")
