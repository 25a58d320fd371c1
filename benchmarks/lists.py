"""Lists of any length for measuring: a street's, fifty rows a community, and one community's own."""

from typing import Any

ROWS_A_COMMUNITY = 50
WORK = (
    ("早餐便民点设置", "服务", "基本保障", "设置早餐车固定点位2处，接入上下水和用电，划定经营时间。"),
    ("加装无障碍坡道", "工程", "公共", "门口新建坡道1处，坡度不大于1:12，两侧安装不锈钢扶手，拆除破损台阶。"),
    ("花园夜间照明改造", "工程", "公共", "更换庭院灯16盏，新敷电缆320米，增设光控开关，修复原灯杆基础。"),
    ("老年助餐点开办", "服务", "品质提升", "利用闲置用房60平方米开办，配备厨具、桌椅和留样冰箱，供应午餐。"),
    ("电动自行车充电棚", "货物", "基本保障", "安装充电棚2座，共40个充电位，配置灭火器、监控和烟感。"),
)  # fmt: skip


def row(place: int) -> dict[str, Any]:
    """One project as a list prints it."""
    name, kind, trade, content = WORK[place % len(WORK)]
    street, own = 2_000_000 + place % 97 * 31_400, place % 13 * 10_000
    paid = [("街道资金", street), ("居民自筹", own)]
    return {
        "number": f"2026-{place:04d}",
        "name": f"{place % 19 + 1}号楼{name}",
        "kind": kind,
        "trade": trade,
        "needs": [f"N26-{place:04d}", f"N26-{place + 4000:04d}"][: 1 + place % 2],
        "site": f"幸福里小区{place % 19 + 1}号楼东侧空地",
        "content": content,
        "households": 40 + place % 300,
        "people": 100 + place % 800,
        "estimate_fen": street + own,
        "funding": [{"source": source, "amount_fen": fen} for source, fen in paid if fen],
        "unit": "社区居委会",
        "partner": "街道城管办",
        "start_on": "2026-08-01",
        "finish_on": "2026-10-31",
        "decision": f"赞成{place % 9 + 13}\n反对{place % 4}\n弃权1",
        "publicised_from": "2026-07-08",
        "publicised_to": "2026-07-15",
        "status": "待实施",
        "note": "",
    }


def street_list(rows: int) -> dict[str, Any]:
    """A street's list of so many rows."""
    counts = [min(ROWS_A_COMMUNITY, rows - begin) for begin in range(0, rows, ROWS_A_COMMUNITY)]
    return {
        "title": "和平街道2026年第三季度项目清单汇总表",
        "street": "和平街道",
        "issuer": "和平街道办事处",
        "cycle": "2026年第三季度",
        "list_number": "HZ-999999007-2026-03",
        "version": 1,
        "short_hash": "5e1f20b7",
        "dated_on": "2026-08-01",
        "prepared_by": "李晓梅",
        "checked_by": "王建国",
        "sections": [
            {
                "community": f"第{at + 1}社区",
                "code": f"999999007{at + 1:03d}",
                "list_number": f"XM-999999007{at + 1:03d}-2026-03",
                "version": 1,
                "short_hash": f"{at + 1:08x}",
                "rows": [row(at * ROWS_A_COMMUNITY + number) for number in range(1, count + 1)],
            }
            for at, count in enumerate(counts)
        ],
    }


def project_list(rows: int) -> dict[str, Any]:
    """One community's list of so many rows, with its covering letter."""
    return {
        "title": "关于报送幸福里社区2026年第三季度项目清单的报告",
        "annex_title": "幸福里社区2026年第三季度项目清单",
        "document_number": "",
        "addressee": "和平街道办事处",
        "community": "幸福里社区",
        "issuer": "和平街道幸福里社区居民委员会",
        "cycle": "2026年第三季度",
        "list_number": "XM-999999007001-2026-03",
        "version": 1,
        "short_hash": "9f2c41d0",
        "dated_on": "2026-08-01",
        "prepared_by": "李晓梅",
        "checked_by": "王建国",
        "contact_name": "李晓梅",
        "contact_phone": "010-00000000",
        "needs": {"collected": 64, "supporters": 512, "merged": 11, "shortlisted": 18},
        "decisions": [],
        "publicity": None,
        "remarks": [],
        "rows": [row(number) for number in range(1, rows + 1)],
    }
