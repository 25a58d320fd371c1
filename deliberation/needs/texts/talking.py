"""Words of needs: following, replies, reports, one's own."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.phrases import label


def _outcome(facts: Mapping[str, Any]) -> str:
    note = facts.get("note")
    if facts.get("taken_down"):
        return _("已经撤下了。")
    return _("看过以后决定留着：%(note)s", note=note) if note else _("看过以后决定留着。")


def _report_closed(facts: Mapping[str, Any]) -> str:
    return _(
        "您在需求 %(number)s 举报的%(kind)s，社区工作者看过了：%(outcome)s谢谢您。",
        number=facts.get("number", ""),
        kind=label("text_kind", facts.get("kind")),
        outcome=_outcome(facts),
    )


def _report_closed_for(facts: Mapping[str, Any]) -> str:
    return _(
        "您替 %(name)s 登记的举报（需求 %(number)s 的%(kind)s）有结果了，请告诉本人：%(outcome)s",
        name=facts.get("name", ""),
        number=facts.get("number", ""),
        kind=label("text_kind", facts.get("kind")),
        outcome=_outcome(facts),
    )


def _supported_for(facts: Mapping[str, Any]) -> str:
    return _(
        "社区工作者按您的意思（%(channel)s）登记了：您支持需求 %(number)s“%(title)s”。"
        "不对的话，打开可以收回。",
        channel=label("channel", facts.get("channel")),
        number=facts.get("number", ""),
        title=facts.get("title", ""),
    )


def _withdrawn_for(facts: Mapping[str, Any]) -> str:
    return _(
        "社区工作者按您的意思（%(channel)s）登记了：您不再支持需求 %(number)s“%(title)s”。"
        "不对的话，打开可以再支持。",
        channel=label("channel", facts.get("channel")),
        number=facts.get("number", ""),
        title=facts.get("title", ""),
    )


PHRASES: dict[str, Any] = {
    "label.text_kind.need": _l("需求"),
    "label.text_kind.comment": _l("评论"),
    "label.text_kind.solution": _l("办法"),
    "label.text_kind.photo": _l("照片"),
    "label.report_reason.abuse": _l("骂人或者攻击别人"),
    "label.report_reason.privacy": _l("泄露别人的姓名、电话、住址"),
    "label.report_reason.untrue": _l("说的不是事实"),
    "label.report_reason.advert": _l("广告、骗人的内容"),
    "label.report_reason.other": _l("其他"),
    "label.behalf.support": _l("支持（附议）"),
    "label.behalf.withdraw": _l("收回支持"),
    "label.behalf.comment": _l("评论"),
    "label.behalf.report": _l("举报"),
    "label.outcome.new": _l("登记好了"),
    "label.outcome.already": _l("以前已经支持过，只算一次"),
    "label.outcome.several": _l("要选一下是谁"),
    "label.outcome.unknown": _l("名册上没有找到"),
    "label.mine.written": _l("我提的"),
    "label.mine.supported": _l("我支持的"),
    "label.mine.followed": _l("我关注的"),
    "event.needs.nudged": _l("等了 %(days)s 天还没有答复，提出的人催了一次"),
    "notice.needs.nudged": _l("需求 %(number)s“%(title)s”等了 %(days)s 天还没有答复，提出的人催了。"),
    "notice.needs.replied": _l("有人回复了您在需求 %(number)s“%(title)s”下面说的话。"),
    "notice.needs.report_closed": _report_closed,
    "notice.needs.report_closed_for": _report_closed_for,
    "notice.needs.supported_for": _supported_for,
    "notice.needs.withdrawn_for": _withdrawn_for,
    "notice.needs.support_undone": _l(
        "社区工作者刚才把您的支持登记错了，已经撤销：需求 %(number)s“%(title)s”。"
    ),
    "notice.needs.comment_entered": _l(
        "社区工作者替您登记了您对需求 %(number)s“%(title)s”说的话。不对的话，打开可以收回。"
    ),
    "notice.needs.comment_undone": _l(
        "社区工作者刚才替您登记的话登记错了，已经收回：需求 %(number)s“%(title)s”。"
    ),
    "notice.needs.report_entered": _l("社区工作者替您登记了对需求 %(number)s 的举报，结果会告诉您。"),
    "refusal.needs.support_needs_roll": _l(
        "支持要算到人和户，“%(name)s”不在名册上，算不上。请先在名册里加上，或者选名册里的人。"
    ),
    "refusal.needs.report_reason_missing": _l("请选一个举报的原因。"),
    "refusal.needs.nothing_to_undo": _l("没有可以撤销的：可能已经撤销过，或者不是您登记的。"),
    "refusal.needs.survivor_closed": _l(
        "需求 %(number)s 已经并入 %(into)s，而 %(into)s 已经办结或者没有公开，现在不能再支持。"
        "还有需要，可以另提一条。"
    ),
    "refusal.needs.followed_already": _l("您已经关注了这条需求。"),
    "refusal.needs.talk_elsewhere": _l(
        "这条需求已经并入 %(into)s，请到那一条下面说。您写的字还在，可以复制过去。"
    ),
    "refusal.needs.reply_lost": _l(
        "您要回复的那句话已经撤下或者收回了。您写的字还在，可以直接发表，不作为回复。"
    ),
    "refusal.needs.comment_down": _l("这句话已经被社区工作者撤下，别人看不到了，不用再收回。"),
    "refusal.needs.report_missing": _l("选了“其他”，请写一写哪里不对。"),
    "refusal.needs.report_long": _l("最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.nothing_to_report": _l("这段文字已经撤下或者收回，别人看不到了，不用再举报。"),
    "refusal.needs.report_closed": _l("这条举报已经有人处理过了，不能再撤销。"),
    "refusal.needs.not_overdue": _l("社区已经答复，或者还没有等满 %(days)s 天，现在不用催。"),
    "refusal.needs.nudged_already": _l("%(days)s 天里只能催一次，社区工作者已经收到上一次了。"),
    "act.needs.follow": _l("关注需求"),
    "act.needs.unfollow": _l("不再关注需求"),
    "act.needs.nudge": _l("催促答复"),
    "act.needs.withdraw_comment": _l("收回自己的评论"),
    "act.needs.report": _l("举报文字"),
    "act.needs.unreport": _l("撤销登记错的举报"),
    "act.needs.close_reports": _l("处理举报"),
}
