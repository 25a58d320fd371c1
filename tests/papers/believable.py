"""Believable facts for papers, and ugly ones: made anew at each call, so a test may spoil its copy."""

from typing import Any

LONG_NAME = "幸福里小区三期北门外至菜市场南侧人行道路面修复照明改造及无障碍坡道加装一体化综合工程项目"
SIX_LINES = "\n".join(
    f"第{n}项：更换老旧路灯{n * 3}盏，新做电缆管沟{n * 12}米，恢复绿化。" for n in range(1, 7)
)
UGLY = (
    "=SUM(A1:A9)",
    "<img src=file:///etc/passwd><script>alert(1)</script>",
    "https://example.invalid/" + "a" * 180,
    "喆玥珺㛃䶮𬭎小姐提出的需求",
    "楼道感应灯😀坏了\u200d很久\x07",
    "+86-010-88886666 & “引号” ‘单引’",
)


def project(at: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of a project list."""
    row: dict[str, Any] = {
        "number": f"2026-{at:03d}",
        "name": (
            "朝阳里早餐便民点设置",
            "三号楼加装无障碍坡道",
            "中心花园夜间照明改造",
            "小修小补便民服务点",
        )[at % 4],
        "kind": ("服务", "工程", "工程", "货物")[at % 4],
        "trade": ("基本保障", "公共", "公共", "品质提升")[at % 4],
        "needs": [f"N26-{at:04d}", f"N26-{at + 40:04d}"][: 1 + at % 2],
        "site": f"朝阳里小区{at % 19 + 1}号楼东侧空地",
        "content": "设置早餐车固定点位2处，配套上下水和用电接入，划定经营时间，约定保洁责任。",
        "households": 120 + at,
        "people": 310 + 2 * at,
        "estimate_fen": 12_345_678 + at * 9_999,
        "funding": [
            {"source": "街道资金", "amount_fen": 10_000_000},
            {"source": "居民自筹", "amount_fen": 2_345_678 + at * 9_999},
        ],
        "unit": "朝阳社区居委会",
        "partner": "街道城管办",
        "start_on": "2026-08-01",
        "finish_on": "2026-10-31",
        "decision": "赞成21\n反对2\n弃权1",
        "publicised_from": "2026-07-08",
        "publicised_to": "2026-07-15",
        "status": "待报送",
        "note": "",
    }
    return {**row, **changes}


def publicity(count: int = 2) -> dict[str, Any]:
    """How a list was put up, with so many objections."""
    lines = [
        {
            "row": "" if at % 3 == 2 else f"2026-{at:03d}",
            "name": "" if at % 3 == 2 else "三号楼加装无障碍坡道",
            "received_on": "2026-07-09",
            "way": ("网上", "电话", "纸质")[at % 3],
            "reason": "坡道离一楼窗户太近，推车的声音大，能不能往东移三米？" if at % 2 else "",
            "outcome": ("采纳", "部分采纳", "不采纳")[at % 3],
            "answer": "坡道往东移三米，墙边加软垫。" if at % 2 else "",
        }
        for at in range(1, count + 1)
    ]
    return {
        "from_on": "2026-07-08",
        "to_on": "2026-07-16",
        "place": "社区公告栏和居民议事协商平台",
        "objections": count,
        "answered": count,
        "period": "7个工作日",
        "ways": [{"way": "网上", "count": count}] if count else [],
        "lines": lines,
        "corrections": [
            {
                "row": "2026-001",
                "name": "朝阳里早餐便民点设置",
                "field": "责任单位",
                "before": "朝阳社区居委会",
                "after": "和平街道城市建设办公室",
            }
        ],
    }


def objection_outcome(count: int = 2) -> dict[str, Any]:
    """What came of putting a list up."""
    return {
        "title": "朝阳社区2026年第三季度项目清单公示结果",
        "community": "朝阳社区",
        "issuer": "和平街道朝阳社区居民委员会",
        "list_title": "朝阳社区2026年第三季度项目清单",
        "list_number": "XM-999001001-2026-03",
        "version": 2,
        "short_hash": "9f2c41d0",
        "publicity": publicity(count),
        "dated_on": "2026-07-17",
    }


def objection_form(count: int = 12) -> dict[str, Any]:
    """The sheet to object on by hand."""
    return {
        "title": "公示意见表",
        "community": "朝阳社区",
        "list_title": "朝阳社区2026年第三季度项目清单",
        "list_number": "XM-999001001-2026-03",
        "until": "2026-07-16",
        "help_place": "朝阳社区服务站一楼",
        "help_phone": "010-00000000",
        "rows": [
            {"number": str(at), "name": "三号楼加装无障碍坡道和两侧扶手，门口加宽", "site": "三号楼"}
            for at in range(1, count + 1)
        ],
        "link": "https://example.org/c/999001001001/projects/1/objections",
        "dated_on": "2026-07-08",
    }


def project_list(count: int = 3, **changes: Any) -> dict[str, Any]:
    """A project list of so many rows."""
    facts: dict[str, Any] = {
        "title": "关于报送朝阳社区2026年第三季度居民需求转化项目清单的报告",
        "annex_title": "朝阳社区2026年第三季度项目清单",
        "document_number": "",
        "addressee": "和平街道办事处",
        "community": "朝阳社区",
        "issuer": "和平街道朝阳社区居民委员会",
        "cycle": "2026年第三季度议事周期",
        "list_number": "XM-999001001-2026-03",
        "version": 2,
        "short_hash": "9f2c41d07ab3",
        "dated_on": "2026-07-18",
        "prepared_by": "李晓梅",
        "checked_by": "王建国",
        "contact_name": "李晓梅",
        "contact_phone": "010-88886666",
        "needs": {"collected": 64, "supporters": 512, "merged": 11, "shortlisted": 18},
        "decisions": [
            {
                "title": "居民议事会第三次会议",
                "held_on": "2026-06-18",
                "result": "应到25人，实到21人，达三分之二；赞成19票、反对1票、弃权1票，赞成超过半数，通过。",
            },
            {
                "title": "朝阳社区2026年第三季度需求投票",
                "held_on": "2026-06-28",
                "result": "登记选民2680人，收到选票1204张，按得票多少排出名次，前十名转为项目。",
            },
        ],
        "publicity": {
            "from_on": "2026-07-08",
            "to_on": "2026-07-15",
            "place": "社区公告栏和议事平台",
            "objections": 2,
            "answered": 2,
        },
        "remarks": ["加装坡道项目涉及业主共有部分，已由业主依法共同决定。"],
        "rows": [project(at) for at in range(1, count + 1)],
    }
    return {**facts, **changes}


def ugly_project_list(count: int = 30, **changes: Any) -> dict[str, Any]:
    """A project list whose cells hold what people really type."""
    rows = []
    for at in range(1, count + 1):
        ugly = UGLY[at % len(UGLY)]
        rows.append(
            project(
                at, name=LONG_NAME[:40] if at % 5 == 0 else f"{ugly}第{at}项", content=SIX_LINES, note=ugly
            )
        )
    return project_list(0, rows=rows, **changes)


def signature(role: str, name: str, signed: bool = True) -> dict[str, Any]:
    """A signature, given or still to be given."""
    when = "2026-06-18T16:42:00+08:00" if signed else None
    return {"role": role, "name": name, "signed_at": when, "short_hash": "4be1907c33d2" if signed else ""}


def agenda_item(at: int = 1) -> dict[str, Any]:
    """One matter of a meeting with two speeches and a motion."""
    return {
        "title": "朝阳里小区设置早餐便民点",
        "proposer": "张桂兰等12户居民",
        "explanation": "小区周边1公里内没有早餐店，老人买早餐要走20分钟。拟在东门空地设早餐车固定点位2处。",
        "root": "",
        "conclusion": "点位划线后先试运行一个月。",
        "speeches": [
            {"speaker": "赵志强", "point": "同意设点，但要约定收摊时间，避免影响上班通行。"},
            {"speaker": "孙丽", "point": "建议由社区统一签协议，油烟和垃圾要有人管。"},
        ],
        "motions": [
            {
                "text": "同意在东门空地设早餐车固定点位2处，经营时间为每日6:00至9:30。",
                "first_text": "同意在东门空地设早餐车固定点位3处。",
                "proposer": "张桂兰",
                "seconder": "赵志强",
                "amends": "",
                "way": "举手表决",
                "counted": True,
                "votes_for": 19,
                "against": 1,
                "abstain": 1,
                "result": "通过",
                "arithmetic": "到会21人，赞成须超过21人的二分之一，即不少于11人；赞成19人。",
                "roll": [
                    {"choice": "赞成", "people": [{"name": "王建国", "note": "12户，1089.5平方米"}]},
                    {"choice": "反对", "people": [{"name": "周国华", "note": ""}]},
                ],
                "ballot": "",
            }
        ],
        "dissent": ["周国华：担心占用消防通道，要求现场划线后再启用。"] if at == 1 else [],
    }


def minutes(signed: bool = True, **changes: Any) -> dict[str, Any]:
    """The minutes of a deliberation meeting."""
    names = [
        "王建国",
        "李晓梅",
        "张桂兰",
        "赵志强",
        "孙丽",
        "周国华",
        "吴秀英",
        "郑海涛",
        "冯玉珍",
        "陈喆",
        "褚玥",
        "卫珺",
        "蒋大伟",
        "沈凤英",
        "韩冬",
        "杨帆",
    ]
    facts: dict[str, Any] = {
        "mark": "朝阳社区居民议事会会议纪要",
        "record_mark": "朝阳社区居民议事会会议记录",
        "community": "朝阳社区",
        "title": "朝阳社区居民议事会第三次会议纪要",
        "session": "第二届第3次",
        "held_from": "2026-06-18T14:00:00+08:00",
        "held_to": "2026-06-18T16:20:00+08:00",
        "place": "朝阳社区党群服务中心二层议事厅",
        "form": "现场会议",
        "rule": "三分之二以上成员到会；到会人数过半赞成才通过。",
        "chair": "王建国",
        "recorder": "李晓梅",
        "expected": 25,
        "present": 21,
        "counted_in": "人",
        "attendees": [*names, "朱明", "秦岚", "尤勇", "许静", "何平"],
        "absent": [
            {"name": "吕强", "reason": "出差"},
            {"name": "施琴", "reason": "住院"},
            {"name": "张敏", "reason": ""},
        ],
        "observers": ["和平街道办事处刘洋", "社区规划师高远"],
        "groups": [
            {"heading": "出席（21人）：", "people": [{"name": name, "note": ""} for name in names]},
            {"heading": "中途离会（1人）：", "people": [{"name": "何平", "note": "15:40离会"}]},
            {"heading": "请假（2人）：", "people": [{"name": "吕强", "note": "出差"}]},
        ],
        "quorum": "应到25人，实到21人，达到应到人数的三分之二（17人），会议有效。",
        "looked_back": [
            {
                "text": "3号楼门口装路灯",
                "unit": "朝阳社区居委会",
                "due_on": "2026-05-31",
                "state": "已完成",
                "note": "5月20日亮灯。",
            }
        ],
        "opening": "主持人说明了会议规则。",
        "items": [agenda_item(1), agenda_item(2)],
        "resolutions": [
            {
                "text": "设置早餐车固定点位2处",
                "unit": "朝阳社区居委会",
                "owner": "李晓梅",
                "due_on": "2026-08-31",
            },
            {
                "text": "现场划定消防通道标线，启用前由议事会代表到场查看",
                "unit": "街道城管办",
                "owner": "",
                "due_on": None,
            },
        ],
        "closing": "下次会议听取加装坡道的方案。",
        "text": "会议强调，早餐点启用后每月由居民代表巡查一次，情况上墙公布。\n下次会议听取加装坡道的方案。",
        "attachments": ["早餐便民点平面示意图", "到会登记表"],
        "signed": signed,
        "veiled": False,
        "signatures": [
            signature("主持人", "王建国", signed),
            signature("记录人", "李晓梅", signed),
            signature("居民代表", "张桂兰", signed),
            signature("居民代表", "赵志强", False),
        ],
        "addenda": [],
        "short_hash": "4be1907c33d2",
        "dated_on": "2026-06-18",
    }
    return {**facts, **changes}


def slips(count: int = 20, **changes: Any) -> dict[str, Any]:
    """Household invitations, out of order, as a roll gives them."""
    facts: dict[str, Any] = {
        "title": "居民议事邀请码",
        "community": "朝阳社区",
        "enter_at": "yishi.example.cn/code",
        "valid_until": "2026-12-31",
        "help_phone": "010-88886666",
        "help_place": "社区服务大厅2号窗口",
        "dated_on": "2026-05-20",
        "slips": [
            {
                "estate": "朝阳里小区" if at % 3 else "幸福里北区",
                "building": f"{(at * 7) % 12 + 1}号楼",
                "unit": f"{at % 3 + 1}单元",
                "door": f"{at % 18 + 1}0{at % 4 + 1}",
                "code": f"{(at * 7_919_777_123) % 10**12:012d}",
                "link": f"https://yishi.example.cn/code/{(at * 7_919_777_123) % 10**12:012d}",
            }
            for at in range(count)
        ],
    }
    return {**facts, **changes}


def result_sheet(options: int = 8, **changes: Any) -> dict[str, Any]:
    """The result of a round in which the third and fourth tie."""
    names = (
        "设置早餐便民点",
        "加装无障碍坡道",
        "中心花园照明改造",
        "小修小补服务点",
        "增设老年食堂",
        "整治飞线充电",
        "快递柜移位",
        "儿童活动场地",
    )
    votes = (812, 640, 598, 598, 411, 377, 120, 9)
    facts: dict[str, Any] = {
        "community": "朝阳社区",
        "title": "朝阳社区2026年第三季度需求投票结果",
        "method": "选择投票，每位成年居民一票",
        "choosing": "8 项里最多选 3 项",
        "opened_at": "2026-06-20T08:00:00+08:00",
        "closed_at": "2026-06-28T20:00:00+08:00",
        "register": 2680,
        "ballots": 1204,
        "on_paper": 311,
        "blank": 17,
        "spoiled": 4,
        "late": 2,
        "struck": 1,
        "refused": 3,
        "matched": True,
        "tie_rule": "得票相同的，附议户数多的在前；仍相同的，提出时间早的在前",
        "score_head": "得票",
        "decides": True,
        "options": [
            {
                "rank": at + 1,
                "name": names[at % len(names)],
                "score": f"{votes[at % len(votes)]} 票",
                "selected": at < 4,
                "tie_reason": {2: "附议户数46，多于42", 3: "附议户数42，少于46"}.get(at, ""),
                "why": f"得 {votes[at % len(votes)]} 票，没有和它一样多的。在前 4 名里，入选。",
            }
            for at in range(options)
        ],
        "thresholds": [{"said": "参与率不低于 30%（名册 2680，要 804 张票），收到 1204 张", "reached": True}],
        "summary": ["入选 4 项：“设置早餐便民点”、“加装无障碍坡道”、“中心花园照明改造”、“小修小补服务点”。"],
        "counting": ["选它的人越多，名次越靠前。", "前 4 名入选。"],
        "shares": [],
        "steps": [],
        "price_head": "每张票出",
        "picture": {
            "key": "result",
            "title": "各项得票",
            "said": "最多的是“设置早餐便民点”，812 票。",
            "rows": [
                {
                    "label": names[at % len(names)],
                    "note": "",
                    "value": votes[at % len(votes)],
                    "figure": str(votes[at % len(votes)]),
                    "whole": None,
                    "chosen": at < 4,
                }
                for at in range(options)
            ],
            "pairs": [],
        },
        "merkle_root": "9f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab31234",
        "board_link": "https://yishi.example.cn/rounds/3/board",
        "signatures": [signature("计票人", "郑海涛"), signature("监票人", "冯玉珍", False)],
        "dated_on": "2026-06-29",
    }
    return {**facts, **changes}


def result_notice(options: int = 8, **changes: Any) -> dict[str, Any]:
    """The same result as a notice to everybody, told by equal shares."""
    steps = [
        {
            "name": "设置早餐便民点",
            "cost": "80,000.00 元",
            "price": "98.53 元",
            "supporters": 812,
            "exhausted": 12,
        },
        {"name": "增设老年食堂", "cost": "6.00 万元", "price": "", "supporters": 411, "exhausted": 0},
    ]
    notice = {
        "title": "关于“朝阳社区2026年第三季度需求投票”投票结果的公告",
        "question": "朝阳社区2026年第三季度需求投票",
        "issuer": "朝阳社区居民委员会",
        "contact": "朝阳社区服务大厅 010-88886666",
        "steps": steps,
        "shares": ["200,000.00 元 平分给 1204 张票，每张票名下 166.00 元。"],
    }
    return {**result_sheet(options), **notice, **changes}


def publication_notice(count: int = 6, **changes: Any) -> dict[str, Any]:
    """A project list put up for objections."""
    facts: dict[str, Any] = {
        "title": "关于朝阳社区2026年第三季度项目清单的公示",
        "community": "朝阳社区",
        "issuer": "和平街道朝阳社区居民委员会",
        "from_on": "2026-07-08",
        "to_on": "2026-07-15",
        "period": "7个自然日",
        "how_to_object": [
            "用手机扫描下方二维码，在网页上提交；",
            "到社区服务大厅2号窗口当面提出，或者递交纸质意见；",
            "拨打联系电话，由工作人员代为登记。",
        ],
        "contact_name": "李晓梅",
        "contact_phone": "010-88886666",
        "contact_place": "朝阳社区服务大厅2号窗口（朝阳里小区5号楼底商）",
        "link": "https://yishi.example.cn/lists/2026-03",
        "list_number": "XM-999001001-2026-03",
        "version": 1,
        "short_hash": "9f2c41d07ab3",
        "rows": [project(at) for at in range(1, count + 1)],
        "dated_on": "2026-07-08",
    }
    return {**facts, **changes}


def counted(key: str, title: str, columns: bool, *rows: tuple[str, int]) -> dict[str, Any]:
    """A picture of counts."""
    return {
        "key": key,
        "title": title,
        "said": f"最多的是“{rows[0][0]}”，{rows[0][1]} 条。",
        "note": "",
        "columns": columns,
        "rows": [
            {"label": label, "short": label[:5], "needs": count, "households": count * 7}
            for label, count in rows
        ],
    }


def need_statistics(**changes: Any) -> dict[str, Any]:
    """Counts of needs by week, category and channel."""
    facts: dict[str, Any] = {
        "title": "朝阳社区需求统计",
        "community": "朝阳社区",
        "scope": "2026年第三季度 · 朝阳里小区",
        "counted_on": "2026年7月18日",
        "figures": [
            {"label": "需求", "value": 64},
            {"label": "支持（户次）", "value": 512},
            {"label": "支持（人次）", "value": 702},
        ],
        "pictures": [
            counted("by-week", "按周", True, ("6月29日起", 31), ("7月6日起", 0), ("7月13日起", 33)),
            counted(
                "by-category",
                "按类别",
                False,
                ("停车与充电", 40),
                ("托育机构 / 托育点（全日/半日/临时/计时）", 23),
                ("其他", 1),
            ),
            counted("by-place", "按很多地方", False, *((f"第{at}小区", 20 - at) for at in range(20))),
        ],
        "dated_on": "2026-07-18",
    }
    return {**facts, **changes}


def need_form(copies: int = 1, **changes: Any) -> dict[str, Any]:
    """A form to ask for needs, so many copies."""
    matters = (
        "安全消防 环境绿化 文体活动 关爱互助 停车充电 无障碍适老 路水电气热 "
        "卫生垃圾 物业公共 一老一小 应急防灾 科技便民 其他"
    )
    shops = (
        "菜市场 生鲜菜店 早餐店 便利店 超市 药店 小修小补 理发店 "
        "家政 快递点 社区食堂 养老服务 托育 废品回收 健身 银行"
    )
    facts: dict[str, Any] = {
        "title": "居民问需表",
        "community": "和平街道朝阳社区",
        "cycle": "2026年第三季度议事周期",
        "until": "2026-07-31",
        "help_place": "社区服务大厅2号窗口",
        "help_phone": "010-88886666",
        "matters": [{"number": at, "name": name} for at, name in enumerate(matters.split(), 1)],
        "shops": [{"number": at, "name": name} for at, name in enumerate(shops.split(), 14)],
        "enter_at": "yishi.example.cn/c/999999001001",
        "link": "https://yishi.example.cn/c/999999001001/needs/new",
        "copies": [{"number": f"F2026-{at:04d}", "address": ""} for at in range(1, copies + 1)],
        "dated_on": "2026-07-08",
    }
    return {**facts, **changes}


def survey_slip(copies: int = 3, **changes: Any) -> dict[str, Any]:
    """Slips that ask how it went, so many copies."""
    facts: dict[str, Any] = {
        "title": "3号楼东侧电动车充电棚",
        "community": "和平街道朝阳社区",
        "until": "2026-12-15",
        "help_place": "社区服务大厅2号窗口",
        "help_phone": "010-88886666",
        "grades": ["很满意", "满意", "基本满意", "不满意", "很不满意"],
        "reasons": [
            "质量",
            "进度快慢",
            "实用不实用",
            "安全",
            "环境卫生",
            "扰民",
            "事先有没有说清楚",
            "后续管护",
        ],
        "link": "https://yishi.example.cn/c/999999001001/surveys/0b6f4c0e-2f7e-4b53-9d0e-1f2a3b4c5d6e/answer",
        "copies": [
            {"number": f"H2026-{at:06d}", "address": f"幸福小区 1号楼 2单元 {at}01室", "name": "王秀兰"}
            for at in range(1, copies + 1)
        ],
        "dated_on": "2026-12-01",
    }
    return {**facts, **changes}


def support_sheet(needs: int = 1, **changes: Any) -> dict[str, Any]:
    """A sheet to sign for so many needs."""
    facts: dict[str, Any] = {
        "title": "附议表",
        "community": "和平街道朝阳社区",
        "help_place": "社区服务大厅2号窗口",
        "help_phone": "010-88886666",
        "needs": [
            {"number": f"2026-{at * 7:03d}", "title": LONG_NAME[:40], "place": "3号楼北门" * 10}
            for at in range(1, needs + 1)
        ],
        "enter_at": "yishi.example.cn/c/999999001001",
        "link": "https://yishi.example.cn/c/999999001001/needs/4f1c",
        "dated_on": "2026-07-08",
    }
    return {**facts, **changes}


def need(at: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of a needs list."""
    voted = at % 3 == 0
    row: dict[str, Any] = {
        "number": f"2026-{at:03d}",
        "title": (
            "3号楼门口晚上没有路灯",
            "小区门口没有早餐店，老人买早饭要走二十分钟",
            "电动自行车没有地方充电",
            "想有一个修鞋配钥匙的地方",
        )[at % 4],
        "category": ("安全防护与隐患消除", "早餐店", "停车与充电", "维修点（小修小补）")[at % 4],
        "area": f"幸福小区\n第{'一二三'[at % 3]}网格",
        "content": ("老人晚上回家看不清台阶，上个月已经有人摔倒。\n地点：3号楼东侧台阶", "地点：东门外")[
            at % 2
        ],
        "source": ("网上\n张**", "走访\n王*", "12345热线\n李**")[at % 3],
        "said_on": f"2026-{at % 12 + 1:02d}-{at % 28 + 1:02d}",
        "supporters": at * 7 % 90,
        "households": at * 5 % 60,
        "merged": at % 4,
        "opinion": ("列入候选，估算约12.35万元\n已请物业到现场看过，可以装感应灯。", "")[at % 2],
        "conclusion": "会议“第三次议事会”表决通过：赞成 19、反对 1、弃权 1" if voted else "",
        "rank": at % 27 + 1 if voted else None,
        "options": 27 if voted else None,
        "votes": 300 - at if voted else None,
        "destination": ("转项目：列入项目清单，项目编号 2026-05", "", "不采纳：应由居民自己负担的费用")[
            at % 3
        ],
        "note": ("需业主共同决定", "影响约30户", "")[at % 3],
    }
    return {**row, **changes}


def needs_list(count: int = 20, **changes: Any) -> dict[str, Any]:
    """A needs list of so many rows with its summary."""
    rows = changes.pop("rows", None) or [need(at) for at in range(1, count + 1)]
    facts: dict[str, Any] = {
        "title": "和平里社区居民需求清单",
        "community": "和平里社区",
        "scope": "2026年议事周期，全部类别",
        "counted_at": "2026-07-08T14:30:00+08:00",
        "dated_on": "2026-07-08",
        "named": False,
        "prepared_by": "",
        "checked_by": "",
        "total": len(rows),
        "supporters": sum(row["supporters"] for row in rows),
        "households": sum(row["households"] for row in rows),
        "merged": sum(row["merged"] for row in rows),
        "pictures": [
            counted(
                "by-category", "按类别", False, ("停车与充电", 9), ("早餐店", 6), ("环境卫生与垃圾分类", 5)
            ),
            counted("by-state", "按状态", False, ("征集中", 12), ("候选", 8)),
            counted("by-channel", "按来源", False, ("网上", 12), ("走访", 5), ("12345 热线", 3)),
        ],
        "link": "https://example.invalid/c/999999001001/needs/",
        "rows": rows,
    }
    return {**facts, **changes}


def meeting_checklist() -> dict[str, Any]:
    """Everything to be done before a meeting, part of it done."""
    return {
        "title": "会前准备清单",
        "community": "和平街道朝阳社区",
        "meeting": LONG_NAME[:40],
        "session": "第三届居民议事会 2026年第5次",
        "when": "2026年7月8日 19:00",
        "place": "社区二楼会议室",
        "groups": [
            {
                "head": head,
                "lines": [{"text": f"议题列好了（现在 {at} 个）", "done": at % 2 == 0} for at in range(1, 6)],
            }
            for head in ("定下来", "通知到", "印出来", "会场")
        ],
        "dated_on": "2026-07-01",
    }


def meeting_rules() -> dict[str, Any]:
    """The rules of talking on one sheet."""
    return {
        "title": "议事规则",
        "community": "和平街道朝阳社区",
        "kind": "第三届居民议事会",
        "rule": "人数、面积都有三分之二以上参加；参加的人数、面积都有四分之三以上赞成才通过。" * 2,
        "lines": ["每次发言不超过两分钟，同一件事每人最多说两次，说完了请下一位。"] * 8,
        "note": "以上发言规则是本社区议事的默认约定，不是法律规定，会议可以自己商量修改。",
        "dated_on": "2026-07-01",
    }


def sign_in_sheet() -> dict[str, Any]:
    """A sheet to sign on, of two pages of members and one of empty lines."""
    names = ("赵一鸣", "钱二宝", "孙三娘", "李四光", "周五常")
    members = [
        {
            "number": number,
            "name": names[number % 5],
            "door": f"和平里 {number % 9 + 1}号楼 2单元 {number}01",
            "households": str(number % 3 + 1),
            "area": f"{80 + number}.5",
        }
        for number in range(1, 37)
    ]
    return {
        "title": "签到表",
        "community": "和平里社区",
        "meeting": "业主大会",
        "held_at": "2026-07-08T19:00:00+08:00",
        "place": "社区二楼会议室",
        "pages": [members[:18], members[18:]],
        "first_page": 1,
        "page_count": 2,
        "by_households": True,
        "by_area": True,
        "blank": True,
        "dated_on": "2026-07-05",
    }


def door_poster() -> dict[str, Any]:
    """The poster beside the door."""
    return {
        "title": "到会登记",
        "community": "和平里社区",
        "meeting": "夏季居民议事会",
        "held_at": "2026-07-08T19:00:00+08:00",
        "place": "社区二楼会议室",
        "link": "http://127.0.0.1:8000/c/999999001001/meetings/m/door/7KQMP3XW",
        "dated_on": "2026-07-05",
    }


def meeting_notice() -> dict[str, Any]:
    """The notice of a meeting, with every part it may have."""
    return {
        "title": "会议通知",
        "community": "和平街道朝阳社区",
        "meeting": LONG_NAME[:80],
        "session": "第三届居民议事会 2026年第5次",
        "state": "",
        "held_at": "2026-07-08T19:00:00+08:00",
        "place": "社区二楼会议室",
        "form": "现场",
        "invited": "第三届居民议事会成员 36 人；其他居民可以列席",
        "words": ["请准时到会。", "带上老花镜。"],
        "agenda": [f"第{number}件事：路灯、充电棚和扶手" for number in range(1, 13)],
        "materials": ["路灯报价单.pdf", "现场照片.jpg"],
        "excuse": "来不了的，请扫二维码请假，或者打电话、当面告诉社区工作人员，说一声为什么。",
        "link": "http://127.0.0.1:8000/c/999999001001/meetings/m",
        "dated_on": "2026-07-01",
    }


def minutes_index() -> dict[str, Any]:
    """A year of signed minutes, with what is missing."""
    rows = [
        {
            "number": number,
            "session": f"第三届居民议事会 2026年第{number}次",
            "title": LONG_NAME[: 12 + number],
            "held_on": f"2026-{number % 12 + 1:02d}-08",
            "pages": str(number % 5 + 1),
            "note": "补记 1 条" if number % 7 == 0 else "",
        }
        for number in range(1, 41)
    ]
    return {
        "title": "会议纪要卷内目录",
        "community": "和平街道朝阳社区",
        "year": 2026,
        "rows": rows,
        "remarks": ["居民议事会缺号：第41次。", "取消了，没有开：居民议事会 2026年第42次“冬季议事会”。"],
        "dated_on": "2026-12-31",
    }


def street_list(counts: tuple[int, ...] = (3, 0, 12), **changes: Any) -> dict[str, Any]:
    """A street's list of so many rows a community."""
    names = ("朝阳社区", "和平里社区", "槐树街社区", "北门社区", "新河社区")
    sections = [
        {
            "community": names[at % 5] if at < 5 else f"第{at + 1}社区",
            "code": f"999999007{at + 1:03d}",
            "list_number": f"XM-999999007{at + 1:03d}-2026-03",
            "version": 1 + at % 3,
            "short_hash": f"{at + 1:08x}",
            "rows": [project(number) for number in range(1, count + 1)],
        }
        for at, count in enumerate(counts)
    ]
    facts: dict[str, Any] = {
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
        "sections": sections,
    }
    return {**facts, **changes}


def report_figures(name: str, number: int, **changes: Any) -> dict[str, Any]:
    """What a year amounted to in one community."""
    figures: dict[str, Any] = {
        "name": name,
        "code": f"999999007{number:03d}",
        "collected": 60 + number,
        "shortlisted": 22,
        "answered": 58,
        "meetings": 6,
        "minutes": 5,
        "rounds": 1,
        "ballots": 410 + number,
        "register": 1_250,
        "projects": 5,
        "cost_fen": 62_500_000 + number * 1_234_567,
        "finished": 4,
        "on_time": 3,
        "undated": 0,
        "answers": 45,
        "top3": 41,
        "satisfaction": "91.1%",
        "asked_basic": 7,
        "asked_quality": 3,
        "built_basic": 2,
        "built_quality": 1,
    }
    return {**figures, **changes}


def year_picture(key: str, title: str, count: int) -> dict[str, Any]:
    """Bars of so many communities."""
    bars = [
        {
            "words": f"第{at + 1}社区　32.8%",
            "note": "应投1250票，收到410票",
            "value": 410 + at,
            "whole": 1_250,
        }
        for at in range(count)
    ]
    return {"key": key, "title": title, "said": "应投3750票，收到1230票，参与率32.8%。", "bars": bars}


def year_report(count: int = 3, **changes: Any) -> dict[str, Any]:
    """A street's report of a year with so many communities."""
    case = {"title": "充电棚三年没谈成，一次议事会谈成了", "text": "居民提了十一次。" * 30, "photo": None}
    facts: dict[str, Any] = {
        "title": "和平街道2026年居民议事协商年度报告",
        "street": "和平街道",
        "issuer": "和平街道办事处",
        "year": 2026,
        "list_number": "N2026",
        "version": 1,
        "short_hash": "5e1f20b7",
        "dated_on": "2026-12-20",
        "communities": [report_figures(f"第{at + 1}社区", at + 1) for at in range(count)],
        "total": report_figures("合计", 0),
        "required_types": 15,
        "pictures": [
            year_picture("year-needs", "各社区征集的需求", count),
            year_picture("year-turnout", "各社区投票参与率", count),
        ],
        "community_cases": [{**case, "project": "第1社区　XM-01　电动车充电棚"}, {**case, "project": ""}],
        "enterprise_cases": [{**case, "title": f"第{at}家便民店", "project": ""} for at in range(5)],
        "counted": ["年度按北京时间计算。", "会议按召开时间计，已开完的才算。"],
        "missing": ["各类业态“有没有”：须由街道普查填写。"],
    }
    return {**facts, **changes}


def list_changes(rows: int = 3) -> dict[str, Any]:
    """What changed from one version of a list to another."""
    return {
        "title": "朝阳社区2026年第三季度项目清单修改对照",
        "community": "朝阳社区",
        "list_number": "XM-999001001-2026-03",
        "before_version": 1,
        "before_hash": "11aa22bb",
        "version": 2,
        "short_hash": "9f2c41d0",
        "before_fen": 24_720_000,
        "after_fen": 22_100_000,
        "rows": [
            {
                "change": ("修改", "增加", "去掉")[at % 3],
                "number": f"2026-{at:03d}",
                "name": "三号楼加装无障碍坡道",
                "before_fen": 0 if at % 3 == 1 else 4_720_000,
                "after_fen": 0 if at % 3 == 2 else 3_000_000,
                "fields": [
                    {"field": "投资估算（万元）", "before": "4.72", "after": "3.00"},
                    {"field": "实施地点", "before": "三号楼东侧", "after": "三号楼西侧，靠近花坛"},
                ]
                if at % 3 == 0
                else [],
            }
            for at in range(rows)
        ],
        "dated_on": "2026-07-18",
    }


def project_progress(count: int = 7, **changes: Any) -> dict[str, Any]:
    """How far the projects of a list are: one of each stage and mishap."""
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"stage": "正在实施", "spent_fen": 1_500_000, "milestone": "开工", "due_on": "2026-09-30"},
        {
            "stage": "正在实施",
            "spent_fen": 5_000_001,
            "milestone": "招标",
            "due_on": "2026-07-20",
            "days_late": 12,
            "reason": "连着下雨，路面挖不开；" * 8,
        },
        {"stage": "正在实施", "milestone": "到货", "due_on": "2026-07-31", "days_late": 1},
        {"stage": "做完了，等验收", "spent_fen": 4_720_000},
        {
            "stage": "正在实施",
            "spent_fen": 4_720_000,
            "milestone": "验收",
            "due_on": "2026-08-20",
            "acceptance": {"held_on": "2026-07-28", "passed": False, "mend_by": "2026-08-15"},
        },
        {
            "stage": "验收通过",
            "spent_fen": 4_700_000,
            "acceptance": {"held_on": "2026-07-30", "passed": True, "mend_by": None},
            "satisfaction": {"answers": 37, "top3": 35},
        },
    )
    rows = [
        {
            "number": f"2026-{at:03d}",
            "name": LONG_NAME if at % 5 == 3 else "三号楼加装无障碍坡道",
            "unit": "和平街道朝阳社区居民委员会",
            "estimate_fen": 4_720_000,
            "spent_fen": None,
            "stage": "还没有开始",
            "milestone": "",
            "due_on": None,
            "days_late": 0,
            "reason": "",
            "acceptance": None,
            "satisfaction": None,
            **ways[at % len(ways)],
        }
        for at in range(count)
    ]
    facts = {
        "title": "朝阳社区2026年第三季度项目清单进展表",
        "community": "朝阳社区",
        "list_title": "朝阳社区2026年第三季度项目清单",
        "list_number": "XM-999001001-2026-03",
        "version": 2,
        "short_hash": "7a31c0fe",
        "dated_on": "2026-08-01",
        "prepared_by": "李晓梅",
        "checked_by": "",
        "rows": rows,
    }
    return {**facts, **changes}


def acceptance_record(**changes: Any) -> dict[str, Any]:
    """The record of an acceptance that passed at the second time."""
    facts = {
        "title": "项目验收记录",
        "community": "朝阳社区",
        "list_title": "朝阳社区2026年第三季度项目清单",
        "list_number": "XM-999001001-2026-03",
        "version": 2,
        "short_hash": "0c5d91ab",
        "number": "2026-001",
        "name": LONG_NAME,
        "site": "三号楼东侧",
        "content": SIX_LINES,
        "unit": "和平街道朝阳社区居民委员会",
        "estimate_fen": 4_720_000,
        "spent_fen": 4_700_000,
        "time": 2,
        "held_on": "2026-07-30",
        "participants": [
            {"side": "社区", "name": "王敏"},
            {"side": "居民代表", "name": "张桂兰"},
            {"side": "居民代表", "name": "赵一鸣"},
            {"side": "责任单位", "name": "李四光"},
            {"side": "街道", "name": "刘洋"},
        ],
        "passed": True,
        "mend_by": None,
        "remarks": "扶手结实，坡度合适。\n请把两侧的砂石清走。",
        "dated_on": "2026-07-30",
    }
    return {**facts, **changes}
