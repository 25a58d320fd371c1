"""Words of minutes: revisions, what changed, the round for correction, signatures on paper, addenda."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day


def _circulated(facts: Mapping[str, Any]) -> str:
    return _(
        "会议“%(title)s”的纪要写出来了，请您看看记得对不对，%(until)s 以前都可以提意见。",
        title=facts.get("title", ""),
        until=day(facts.get("until")),
    )


def _answered(facts: Mapping[str, Any]) -> str:
    said = {"title": facts.get("title", "")}
    if facts.get("accepted"):
        return _("您对会议“%(title)s”纪要的意见，记录人采纳了。", **said)
    return _("您对会议“%(title)s”纪要的意见，记录人没有采纳，说明了原因。", **said)


LABELS = {
    "minutes_source.drafted": _l("按记录起草"),
    "minutes_source.edited": _l("修改"),
    "minutes_source.docx": _l("从 Word 文件导入"),
    "minutes_source.restored": _l("恢复以前的文字"),
    "addendum_kind.addition": _l("补充"),
    "addendum_kind.correction": _l("更正"),
    "minutes_fact.meeting.title": _l("会议名称"),
    "minutes_fact.meeting.year": _l("年份"),
    "minutes_fact.meeting.session_no": _l("第几次"),
    "minutes_fact.meeting.series_name": _l("会议系列"),
    "minutes_fact.meeting.place": _l("地点"),
    "minutes_fact.meeting.mode": _l("形式"),
    "minutes_fact.meeting.held_from": _l("开始时间"),
    "minutes_fact.meeting.held_to": _l("结束时间"),
    "minutes_fact.count.due": _l("应到"),
    "minutes_fact.count.present": _l("实到"),
    "minutes_fact.count.others_present": _l("名单以外的到会人数"),
    "minutes_fact.count.due_area": _l("应到的面积"),
    "minutes_fact.count.present_area": _l("实到的面积"),
    "minutes_fact.chair.name": _l("主持人"),
    "minutes_fact.recorder.name": _l("记录人"),
    "minutes_fact.person.status": _l("到会情况"),
    "minutes_fact.person.reason": _l("原因"),
    "minutes_fact.person.households": _l("代表的户数"),
    "minutes_fact.person.represents": _l("代表谁"),
    "minutes_fact.person.arrived_at": _l("到会时间"),
    "minutes_fact.person.left_at": _l("离会时间"),
    "minutes_fact.person.new": _l("名单上增加"),
    "minutes_fact.person.gone": _l("名单上去掉"),
    "minutes_fact.item.title": _l("议题名称"),
    "minutes_fact.item.proposer": _l("议题提出人"),
    "minutes_fact.item.root": _l("选票根值"),
    "minutes_fact.item.new": _l("增加议题"),
    "minutes_fact.item.gone": _l("去掉议题"),
    "minutes_fact.motion.kind": _l("表决的种类"),
    "minutes_fact.motion.text": _l("表决的内容"),
    "minutes_fact.motion.proposer": _l("动议人"),
    "minutes_fact.motion.seconder": _l("附议人"),
    "minutes_fact.motion.way": _l("表决方式"),
    "minutes_fact.motion.votes_for": _l("赞成"),
    "minutes_fact.motion.against": _l("反对"),
    "minutes_fact.motion.abstain": _l("弃权"),
    "minutes_fact.motion.outcome": _l("结果"),
    "minutes_fact.motion.unit": _l("责任单位"),
    "minutes_fact.motion.cost_fen": _l("费用"),
    "minutes_fact.motion.deadline_on": _l("完成时限"),
    "minutes_fact.motion.refuse_reason": _l("不采纳的理由"),
    "minutes_fact.motion.roll": _l("记名表决"),
    "minutes_fact.motion.ballot": _l("无记名投票"),
    "minutes_fact.motion.new": _l("增加表决"),
    "minutes_fact.motion.gone": _l("去掉表决"),
    "minutes_fact.action.text": _l("要办的事"),
    "minutes_fact.action.unit": _l("要办的事的责任单位"),
    "minutes_fact.action.owner": _l("要办的事的负责人"),
    "minutes_fact.action.due_on": _l("要办的事的时限"),
    "minutes_fact.action.new": _l("增加要办的事"),
    "minutes_fact.action.gone": _l("去掉要办的事"),
    "minutes_fact.looked_back.state": _l("以前的事办得怎样"),
    "minutes_fact.looked_back.note": _l("以前的事的说明"),
    "minutes_fact.looked_back.new": _l("回顾中增加"),
    "minutes_fact.looked_back.gone": _l("回顾中去掉"),
    "minutes_choice.for": _l("赞成"),
    "minutes_choice.against": _l("反对"),
    "minutes_choice.abstain": _l("弃权"),
    "action_was.open": _l("还在办"),
    "action_was.done": _l("办好了"),
    "action_was.dropped": _l("不办了"),
}
REFUSALS = {
    "no_such_revision": _l("没有找到这一版。"),
    "section_lost": _l("您写的时候，有的议题去掉了。您写的话在下面，请抄到别的地方再保存。"),
    "nothing_to_restore": _l("这一版的文字和现在一样，不用恢复。"),
    "bad_comment_day": _l("征求意见的最后一天要从今天算起，最多 %(most)s 天。"),
    "not_circulated": _l("纪要现在没有征求意见。改好以后会再发给您。"),
    "comments_over": _l("提意见的日子已经过了。要紧的事请直接告诉记录人。"),
    "section_gone": _l("这一节现在没有了，可能是议题改过。请重新选一节。"),
    "no_comment": _l("请写明哪里不对，应当怎么写。"),
    "too_many_comments": _l("一个人最多提 %(most)s 条意见，请合在一起写。"),
    "did_not_come": _l("这个人没有到会，不能对纪要提意见。"),
    "no_answer": _l("请用一句话答复：采纳了改在哪里，没有采纳是为什么。"),
    "nobody_signed": _l("请勾选是谁签的字。"),
    "old_paper": _l("纸上的校验码和现在的文字对不上，签的是旧稿。请打印现在的纪要，重新签字。"),
    "scan_missing": _l("请选择签好字的纸，拍照或者扫描都可以。"),
    "no_addendum": _l("请写明要补充或更正的内容。"),
    "not_sure": _l("请先勾选，再签字。"),
    "no_section": _l("更正要选好是哪一节。"),
}
PHRASES: dict[str, Any] = {
    **{f"label.{key}": words for key, words in LABELS.items()},
    **{f"refusal.meetings.{key}": words for key, words in REFUSALS.items()},
    "notice.meetings.circulated": _circulated,
    "notice.meetings.comment_answered": _answered,
    "notice.meetings.addendum_to_sign": _l("会议“%(title)s”的纪要有一条补记，请您看过以后签字。"),
    "notice.meetings.addendum_signed": _l("会议“%(title)s”的纪要有了一条补记，已经签字。"),
    "act.meetings.restore_minutes": _l("恢复会议纪要以前的文字"),
    "act.meetings.circulate": _l("把会议纪要发给到会的人征求意见"),
    "act.meetings.comment": _l("对会议纪要提意见"),
    "act.meetings.comment_for": _l("代填对会议纪要的意见"),
    "act.meetings.answer_comment": _l("答复对会议纪要的意见"),
    "act.meetings.record_signature": _l("登记纸上的会议纪要签字"),
    "act.meetings.add_addendum": _l("写会议纪要的补记"),
    "act.meetings.sign_addendum": _l("签署会议纪要的补记"),
    "act.meetings.record_addendum_signature": _l("登记纸上的补记签字"),
}
