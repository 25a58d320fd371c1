"""Words of the room surveys."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day
from deliberation.web.phrases import label


def _asked(facts: Mapping[str, Any]) -> str:
    said = {"title": facts.get("title", ""), "day": day(facts.get("closes_at"))}
    return _("“%(title)s”做好了，请您评一评满意不满意，点一下就行。%(day)s 前都可以。", **said)


def _otherwise(facts: Mapping[str, Any]) -> str:
    way = label("survey_channel", facts.get("channel"))
    return _("%(number)s 已经答过了（%(way)s），不再重复登记。", number=facts.get("number", ""), way=way)


PHRASES: dict[str, Any] = {
    "label.grade.very_satisfied": _l("很满意"),
    "label.grade.satisfied": _l("满意"),
    "label.grade.mostly": _l("基本满意"),
    "label.grade.dissatisfied": _l("不满意"),
    "label.grade.very_dissatisfied": _l("很不满意"),
    "label.survey_channel.web": _l("网上"),
    "label.survey_channel.phone": _l("电话"),
    "label.survey_channel.slip": _l("回执"),
    "label.survey_tie.proposer": _l("提出需求的人"),
    "label.survey_tie.supporter": _l("支持过的人"),
    "label.survey_tie.neighbour": _l("附近住户"),
    "label.survey_reason.quality": _l("质量"),
    "label.survey_reason.speed": _l("进度快慢"),
    "label.survey_reason.useful": _l("实用不实用"),
    "label.survey_reason.safety": _l("安全"),
    "label.survey_reason.cleanliness": _l("环境卫生"),
    "label.survey_reason.noise": _l("扰民"),
    "label.survey_reason.informed": _l("事先有没有说清楚"),
    "label.survey_reason.upkeep": _l("后续管护"),
    "notice.surveys.asked": _asked,
    "act.surveys.open": _l("发起满意度回访"),
    "act.surveys.answer": _l("登记回访的回答"),
    "act.surveys.add_photos": _l("给回访的回答加照片"),
    "refusal.surveys.too_many_photos": _l("最多放 %(most)s 张照片。"),
    "act.surveys.close": _l("结束满意度回访"),
    "refusal.surveys.text_long": _l("最多写 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.surveys.unknown_reason": _l("选的方面不在这次回访里，请重新选。"),
    "refusal.surveys.asked_already": _l("“%(title)s”已经回访过了。"),
    "refusal.surveys.other_survey": _l("这个编号不是“%(title)s”的回执。"),
    "refusal.surveys.closed": _l("“%(title)s”的回访已经结束，不能再答或者改。"),
    "refusal.surveys.answered_otherwise": _otherwise,
    "refusal.surveys.no_such_slip": _l("没有编号是“%(number)s”的回执，请再看一下纸上的编号。"),
    "refusal.surveys.grade_missing": _l("请填 1 到 5：1 很满意，5 很不满意。"),
    "refusal.surveys.followed_up": _l("这条回答已经转成需求了。"),
}
