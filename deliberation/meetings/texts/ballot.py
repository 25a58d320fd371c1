"""Words of the secret ballot on a motion."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "ballot_by_heads_only": _l("业主共同决定要按人数和面积一起算，请用记名表决。"),
    "ballot_needs_names": _l(
        "有 %(others)s 人只登记了人数、没有姓名，他们没法无记名投票。请先在签到台登记姓名，再开始。"
    ),
    "ballot_minutes": _l("投票时间要在 1 到 %(most)s 分钟之间。"),
    "no_ballot": _l("这一项没有无记名投票。"),
}
PHRASES: dict[str, Any] = {
    **{f"refusal.meetings.{key}": words for key, words in REFUSALS.items()},
    "notice.meetings.ballot": _l("会议“%(title)s”正在无记名投票，请您来投：%(text)s"),
    "act.meetings.begin_ballot": _l("开始一项无记名投票"),
    "act.meetings.ballot_annulled": _l("无记名投票作废，可以重新表决"),
}
