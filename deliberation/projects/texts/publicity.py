"""Words of putting a list up and of objections."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day


def _late(facts: Mapping[str, Any]) -> str:
    said = {"from_on": day(facts.get("from_on")), "to_on": day(facts.get("to_on"))}
    return _("公示是 %(from_on)s 到 %(to_on)s，这一天不在里面，不能再提意见。", **said)


def _answered(facts: Mapping[str, Any]) -> str:
    if facts.get("about"):
        return _("您对“%(about)s”提的意见有答复了。", about=facts["about"])
    return _("您对项目清单提的意见有答复了。")


PHRASES: dict[str, Any] = {
    "label.counting.calendar": _l("自然日（周末、节假日都算）"),
    "label.counting.working": _l("工作日（按国家放假安排）"),
    "label.objection_way.online": _l("网上"),
    "label.objection_way.phone": _l("电话"),
    "label.objection_way.visit": _l("当面"),
    "label.objection_way.paper": _l("纸质意见表"),
    "label.objection_state.open": _l("等答复"),
    "label.objection_state.upheld": _l("采纳"),
    "label.objection_state.partly": _l("部分采纳"),
    "label.objection_state.not_upheld": _l("不采纳"),
    "label.objection_state.withdrawn": _l("本人撤回"),
    "event.projects.corrected": _l("更正：%(name)s（更正的内容列在公示结果里）"),
    "notice.projects.objection_answered": _answered,
    "act.projects.object": _l("对公示的清单提意见"),
    "act.projects.answer_objection": _l("答复公示期间的意见"),
    "act.projects.forget_objector": _l("删去提意见人的姓名、电话（满一年）"),
    "act.projects.take_back_objection": _l("撤回公示期间的意见"),
    "act.projects.corrected": _l("更正公示中的项目"),
    "refusal.projects.objection_way": _l("请选择是电话、当面还是纸质意见。"),
    "refusal.projects.objection_name": _l("请写明是谁提的，最多 40 个字。不会公开。"),
    "refusal.projects.objection_phone": _l("这个电话号码不对，请再看看；不知道可以不填。"),
    "refusal.projects.objection_in_future": _l("提意见的日子不能是以后。"),
    "refusal.projects.objection_closed": _l("这张清单现在没有公示，不能提意见。有事可以随时写投诉建议。"),
    "refusal.projects.objection_late": _late,
    "refusal.projects.objection_empty": _l("请写明您的意见。"),
    "refusal.projects.objection_long": _l("太长了，最多 %(most)s 个字。"),
    "refusal.projects.objected_already": _l("这次公示里，同一个人对同一项只提一条意见：已经有一条了。"),
    "refusal.projects.name_objected_already": _l(
        "叫这个名字的人对这一项的意见已经登记过。如果是另一个人，请填上电话，或者在名字后面写上楼号。"
    ),
    "refusal.projects.objection_taken_back": _l("提意见的人自己撤回了，不用答复。"),
    "refusal.projects.objection_changed": _l(
        "您写答复的时候，别人已经答复过这条意见。您写的还在下面；请看过现在的答复，要改再保存一次。"
    ),
    "refusal.projects.objection_no_answer": _l("请选择结果，并写明答复。"),
    "refusal.projects.objection_answered": _l("这条意见已经答复，不能再撤回。"),
    "refusal.projects.outcome_not_yet": _l("公示还没有结束，结果要等最后一天过了才有。"),
    "refusal.projects.begins_anew": _l("清单改动过项目、地点、内容或钱，或者公示已经到期，要重新公示。"),
    "refusal.projects.deadline_before_start": _l("完成时限不能早于计划开工。"),
    "refusal.projects.correction_gap": _l("责任单位和完成时限不能空着。"),
}
