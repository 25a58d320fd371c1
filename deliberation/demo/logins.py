"""One login per role, with what to try; kept beside the database for the sign-in page and the console."""

import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path

from deliberation.actors import Role

PASSWORD = "qinghe-2026"
FILE = "demo-logins.json"
HEPING, DONGFENG, BINHE = "999999001001", "999999001002", "999999001003"


@dataclass(frozen=True)
class Login:
    """Somebody to be in the demo. `key` is a neighbour of the community's table, "" a member of staff."""

    role: str
    name: str
    phone: str
    hint: str
    grant: Role
    scope: str
    key: str = ""


LOGINS = (
    Login(
        "居民（和平里）", "王秀兰", "13900000001", "提一条需求，支持邻居的需求，看看自己那条走到哪一步",
        Role.RESIDENT, HEPING, "wang",
    ),
    Login(
        "居民（东风）", "陈建国", "13900000002", "正在投票：选三件事投下去，记下回执，再改一次",
        Role.RESIDENT, DONGFENG, "chen",
    ),
    Login(
        "居民代表", "周玉梅", "13900000003", "看议事会通知和议题，来不了就请假",
        Role.REPRESENTATIVE, HEPING, "zhou",
    ),
    Login(
        "社区工作者", "刘晓燕", "13900000004", "梳理新需求：答复、归并、初选；审核一条待审的；替人代录",
        Role.WORKER, HEPING,
    ),
    Login(
        "社区工作者（东风）", "韩丽", "13900000005", "看投票登记册，打印投票条；给新住户补登记",
        Role.WORKER, DONGFENG,
    ),
    Login(
        "社区书记", "冯卫国", "13900000006", "看已报送的项目清单和PDF；街道退回后修改再报",
        Role.LEAD, BINHE,
    ),
    Login(
        "社区规划师", "梁思远", "13900000007", "给候选需求提办法、核造价：先看哪些还没有人核过",
        Role.PLANNER, HEPING,
    ),
    Login(
        "计票人", "唐慧敏", "13900000008", "“活动到几点”的投票已截止，等您签字",
        Role.REPRESENTATIVE, DONGFENG, "tang",
    ),
    Login(
        "监票人", "陆正平", "13900000009", "核对公布榜后，在同一张结果单上签字",
        Role.REPRESENTATIVE, DONGFENG, "lu",
    ),
    Login(
        "街道办", "沈建军", "13900000010", "滨河社区报来一份清单：接收，或写明理由退回",
        Role.OFFICER, "999999001",
    ),
    Login(
        "系统管理员", "许静", "13900000011", "给工作人员开账号、分角色，管理区划",
        Role.ADMINISTRATOR, "",
    ),
    Login("安全管理员", "何岩", "13900000012", "看登录失败和锁定，解锁账号", Role.SECURITY, ""),
    Login("审计员", "江敏", "13900000013", "读操作日志，检查有没有被改过", Role.AUDITOR, ""),
)  # fmt: skip


def keep(folder: Path) -> None:
    """Leave the logins beside the database, readable by its owner only."""
    shown = ("role", "name", "phone", "hint")
    rows = [
        {**{key: value for key, value in asdict(login).items() if key in shown}, "password": PASSWORD}
        for login in LOGINS
    ]
    path = folder / FILE
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)


def table(folder: Path) -> list[str]:
    """The kept logins as an aligned table, line by line; nothing where there is no demo."""
    path = folder / FILE
    if not path.exists():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    cells = [("身份", "姓名", "手机号", "可以试试")]
    cells += [(row["role"], row["name"], row["phone"], row["hint"]) for row in rows]
    widths = [max(_width(row[place]) for row in cells) for place in range(3)]
    lines = [
        "  ".join(_padded(cell, width) for cell, width in zip(row, (*widths, 0), strict=True))
        for row in cells
    ]
    lines.insert(1, "-" * (sum(widths) + 6 + max(_width(row[3]) for row in cells)))
    return [f"演示账号的密码都是：{rows[0]['password']}", "", *lines]


def _width(text: str) -> int:
    """How many columns a terminal gives a text: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))
