"""Words of what meetings agreed to do, and of what signed minutes brought about."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day


def _overdue(facts: Mapping[str, Any]) -> str:
    return _(
        "会议“%(title)s”议定由您办的事过期了（%(due)s 前办完）：%(text)s",
        title=facts.get("title", ""),
        text=facts.get("text", ""),
        due=day(facts.get("due_on")),
    )


PHRASES: dict[str, Any] = {
    "label.action_state.open": _l("在办"),
    "label.action_state.overdue": _l("已过期"),
    "label.action_state.done": _l("已完成"),
    "label.action_state.dropped": _l("不再办理"),
    "label.item_kind.matter": _l("议题"),
    "label.item_kind.actions": _l("上次议定事项落实情况"),
    "refusal.meetings.no_action_text": _l("请写明要办什么事。"),
    "refusal.meetings.nobody_does_it": _l("请写明由谁来办：责任单位或者责任人，至少写一个。"),
    "refusal.meetings.due_before_meeting": _l("完成时限不能早于开会那天。"),
    "refusal.meetings.action_over": _l("这件事已经办结，不能再改。登记错了的话，请先恢复为在办。"),
    "refusal.meetings.agreed_text_stands": _l("会已经开完，议定的内容不能再改；可以改由谁办、什么时候办完。"),
    "refusal.meetings.action_of_motion": _l("这件事是表决定下来的，要跟着表决一起改。"),
    "refusal.meetings.no_note": _l("请写一写办到哪一步了。"),
    "refusal.meetings.needs_reason": _l("不采纳需求的表决，要选一个不采纳的理由。"),
    "refusal.meetings.need_not_votable": _l("这条需求还没有列入备选，列入以后才能投票"),
    "refusal.meetings.round_by_hand": _l("这个议题没有对应的需求，请工作人员自己建一次投票"),
    "notice.meetings.action_overdue": _overdue,
    "act.meetings.remind_action": _l("提醒过期的议定事项"),
    "act.meetings.take_round": _l("登记会议要开的投票"),
    "act.meetings.agree": _l("登记议定事项"),
    "act.meetings.change_action": _l("修改议定事项"),
    "act.meetings.note_action": _l("登记议定事项的进展"),
    "act.meetings.finish_action": _l("登记议定事项完成"),
    "act.meetings.drop_action": _l("登记议定事项不再办理"),
    "act.meetings.resume_action": _l("把议定事项恢复为在办"),
    "act.meetings.remove_action": _l("删除议定事项"),
}
