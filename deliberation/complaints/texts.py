"""Words of the room complaints."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.complaint.received": _l("等待答复"),
    "label.complaint.answered": _l("已答复"),
    "label.complaint.closed": _l("已办结"),
    "notice.complaints.received": _l("投诉建议“%(subject)s”收到了，编号 %(number)s，查询码 %(code)s。"),
    "notice.complaints.answered": _l("您的投诉建议 %(number)s“%(subject)s”有答复了。"),
    "notice.complaints.closed": _l("您的投诉建议 %(number)s“%(subject)s”办结了。"),
    "refusal.complaints.subject_missing": _l("请用一句话写清楚是什么事。"),
    "refusal.complaints.subject_long": _l("标题最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.complaints.body_missing": _l("请写下具体情况。"),
    "refusal.complaints.body_long": _l("内容最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.complaints.contact_long": _l("联系方式最多 %(most)s 个字。"),
    "refusal.complaints.answer_missing": _l("请先写下答复。"),
    "refusal.complaints.answer_long": _l("答复最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.complaints.unknown_community": _l("没有这个社区，请重新选择；不确定可以不选。"),
    "refusal.complaints.sent_already": _l("这封投诉建议已经交过了。"),
    "refusal.complaints.too_fast": _l("刚刚收到过一封，请过几秒再交这一封。您写的内容还在。"),
    "refusal.complaints.too_many": _l("这里一小时内交的太多了，请晚一点再试，或者直接到社区当面说。"),
    "refusal.complaints.too_many_tries": _l(
        "输错的次数太多了，请过 %(minutes)s 分钟再试，或者到社区当面查询。"
    ),
    "refusal.complaints.closed": _l("这封投诉建议已经办结，不能再答复。"),
    "refusal.complaints.not_answered": _l("还没有答复，不能办结。"),
    "act.complaints.write": _l("提交投诉建议"),
    "act.complaints.answer": _l("答复投诉建议"),
    "act.complaints.close": _l("办结投诉建议"),
}
