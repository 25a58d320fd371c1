"""Words of the live desk: speakers, amendments, votes by name, entries that came twice."""

from typing import Any

from flask_babel import lazy_gettext as _l

LABELS = {
    "side.for": _l("赞成"),
    "side.against": _l("反对"),
    "side.neutral": _l("不限"),
    "choice.for": _l("赞成"),
    "choice.against": _l("反对"),
    "choice.abstain": _l("弃权"),
}
REFUSALS = {
    "already_asked": _l("“%(name)s”已经在等着发言了。"),
    "turns_used": _l("“%(name)s”在这一项上已经发言 %(turns)s 次了。主持人同意的话，请选“再给一次”。"),
    "not_here": _l("“%(name)s”还没有登记到会，请先在签到台登记。"),
    "initials_unclear": _l("“%(typed)s”对不上一个人，请写全名，或者点一下名字。"),
    "spoke_already": _l("“%(name)s”这一次已经开始或者说完了，请看一眼最新的名单。"),
    "not_begun": _l("“%(name)s”还没有开始发言。"),
    "long_enough": _l("一次发言最多 15 分钟，不能再加了。"),
    "nothing_said": _l("请写下说了什么。"),
    "nested_amendment": _l("修正案不能再修正。请先表决这一个修正案，再提新的。"),
    "amendment_open": _l("先要表决修正案：“%(text)s”。"),
    "amends_nothing": _l("修正以后的文字和原来一样，请写改了以后的全文。"),
    "amended_by_vote": _l("这一项的文字是修正案表决通过的，要改请再提一个修正案。"),
    "motion_decided_since": _l("修正过的这一项已经表决了，修正案的结果不能再反过来。"),
    "ballot_running": _l("这一项正在无记名投票，请先结束投票。"),
    "decided_by_ballot": _l("这一项是投票箱数出来的，票数不能手工改。"),
    "not_on_roll": _l("有人不在记名表决的名单里，请看一眼最新的名单。"),
    "empty_roll": _l("还没有记下任何人的票。"),
    "unknown_entry": _l("没有看懂这一条是要做什么，请回到记录台重新填。"),
    "row_gone": _l("这一条说的内容已经不在了，可能被另一位记录的人撤回了。"),
    "no_choice": _l("请选赞成、反对或弃权。"),
    "foreign_entry": _l("这一条不是您在这个会议上记的，没有收下。"),
}
PHRASES: dict[str, Any] = {
    **{f"label.{key}": words for key, words in LABELS.items()},
    **{f"refusal.meetings.{key}": words for key, words in REFUSALS.items()},
    "act.meetings.ask": _l("登记要发言的人"),
    "act.meetings.ask_again": _l("破例再给一次发言"),
    "act.meetings.begin_speech": _l("开始发言"),
    "act.meetings.end_speech": _l("结束发言"),
    "act.meetings.more_time": _l("发言再给一分钟"),
    "act.meetings.withdraw_speech": _l("取消发言登记"),
    "act.meetings.note_point": _l("记录发言要点"),
    "act.meetings.take_up": _l("开始一个议题"),
    "act.meetings.finish_item": _l("结束一个议题"),
    "act.meetings.name_chair": _l("确定当天的主持人"),
    "act.meetings.amend": _l("提出修正案"),
    "act.meetings.put_to_vote": _l("开始表决"),
    "act.meetings.mark_roll": _l("记录记名表决"),
}
