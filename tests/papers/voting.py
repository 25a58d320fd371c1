"""Believable facts for the papers of a vote."""

from typing import Any

from tests.papers.believable import LONG_NAME

NAMES = ("早餐便民点", "三号楼加装无障碍坡道", LONG_NAME, "中心花园夜间照明改造", "增设老年食堂")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def vote(**changes: Any) -> dict[str, Any]:
    """What stands on every paper."""
    facts = {
        "title": "投票码",
        "round": "2026年第三季度朝阳社区居民需求投票",
        "community": "朝阳社区",
        "closes_at": "2026-12-08T20:00:00+08:00",
        "enter_at": "yishi.example.cn/vote",
        "help_phone": "010-88886666",
        "help_place": "社区服务大厅2号窗口",
        "dated_on": "2026-11-30",
    }
    return {**facts, **changes}


def options(count: int = 5) -> list[dict[str, Any]]:
    """So many options, a long one among every five."""
    return [
        {
            "number": place + 1,
            "title": NAMES[place % 5],
            "note": "怎么办：设两处固定早餐车 · 估算 12.00 万元" if place % 2 == 0 else "",
        }
        for place in range(count)
    ]


def ballot(count: int = 5, **changes: Any) -> dict[str, Any]:
    """A paper ballot of so many options."""
    how = ["在想选的那几项的方框里打“√”，最多选 3 项。", "一项都不填就是空白票，也算参加了投票。"]
    facts = {
        "title": "纸质选票",
        "ballot": "approval",
        "how": how,
        "both": "一个码只算一张票。",
        "options": options(count),
    }
    return vote(**{**facts, **changes})


def tally(count: int = 5, **changes: Any) -> dict[str, Any]:
    """A tally sheet of so many options."""
    buildings = [{"name": f"幸福里小区 {number}号楼", "printed": 60 + number} for number in range(1, 9)]
    facts = {
        **ballot(count, title="唱票计票表"),
        "places": 0,
        "teller": "计小票",
        "scrutineer": "监老师",
        "buildings": buildings,
    }
    return {**facts, **changes}


def copies(count: int, building: int = 1) -> list[dict[str, Any]]:
    """So many entries of one building, each with its own code."""
    found = []
    for place in range(count):
        code = "".join(ALPHABET[(place * 7 + building * 5 + step * 11) % 31] for step in range(10))
        found.append(
            {
                "number": place + 1,
                "building": f"幸福里小区 {building}号楼",
                "door": f"{place % 3 + 1}单元 {place // 3 + 1}0{place % 3 + 1}室",
                "name": "张三" if place % 2 else "",
                "code": code,
                "link": f"https://yishi.example.cn/vote/{code}",
            }
        )
    return found
