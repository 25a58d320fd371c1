"""Words of the room meetings."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.meetings.rules import Base
from deliberation.meetings.sentences import counted_in, with_areas
from deliberation.web.formats import day, moment


def _called(facts: Mapping[str, Any]) -> str:
    return _("请您参加会议“%(title)s”：%(time)s，%(place)s。", **_when(facts))


def _moved(facts: Mapping[str, Any]) -> str:
    return _("会议“%(title)s”改了时间或地点，现在是：%(time)s，%(place)s。", **_when(facts))


def _need_scheduled(facts: Mapping[str, Any]) -> str:
    return _("您关心的“%(need)s”要上会了：%(time)s，%(place)s。", **_when(facts))


def _scheduled(facts: Mapping[str, Any]) -> str:
    return _(
        "列入会议“%(meeting)s”的议题，%(day)s 开会",
        meeting=facts.get("meeting", ""),
        day=day(facts.get("held_on")),
    )


def _discussed(facts: Mapping[str, Any]) -> str:
    return _(
        "%(day)s 在会议“%(meeting)s”上讨论", meeting=facts.get("meeting", ""), day=day(facts.get("held_on"))
    )


def _decided(facts: Mapping[str, Any]) -> str:
    said = {"meeting": facts.get("meeting", "")}
    counts = {
        "votes_for": facts.get("votes_for"),
        "against": facts.get("against"),
        "abstain": facts.get("abstain"),
    }
    if facts.get("outcome") == "tabled":
        return _("会议“%(meeting)s”暂缓表决", **said)
    if facts.get("outcome") == "passed":
        return _(
            "会议“%(meeting)s”表决通过：赞成 %(votes_for)s、反对 %(against)s、弃权 %(abstain)s",
            **said,
            **counts,
        )
    return _(
        "会议“%(meeting)s”表决不通过：赞成 %(votes_for)s、反对 %(against)s、弃权 %(abstain)s",
        **said,
        **counts,
    )


def _need_decided(facts: Mapping[str, Any]) -> str:
    said = {"need": facts.get("need", ""), "title": facts.get("title", "")}
    if facts.get("outcome") == "passed":
        return _("您关心的“%(need)s”在会议“%(title)s”上表决通过了，纪要已经签字。", **said)
    if facts.get("outcome") == "tabled":
        return _("您关心的“%(need)s”在会议“%(title)s”上暂缓表决，纪要已经签字。", **said)
    return _("您关心的“%(need)s”在会议“%(title)s”上表决没有通过，纪要已经签字。", **said)


def _no_quorum(facts: Mapping[str, Any]) -> str:
    if facts.get("missing") and facts.get("missing_area"):
        return _(
            "到会的人和面积都不够，还差 %(missing)s 人、%(missing_area)s 平方米，现在不能表决。",
            **with_areas(facts),
        )
    if facts.get("missing"):
        unit = counted_in(Base(facts["base"]))
        return _("到会的%(unit)s数不够，还差 %(missing)s %(unit)s，现在不能表决。", **facts, unit=unit)
    return _("到会的面积不够，还差 %(missing_area)s 平方米，现在不能表决。", **with_areas(facts))


def _when(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "time": moment(facts.get("starts_at"))}


LABELS = {
    "profile.council": _l("居民议事会"),
    "profile.representatives": _l("居民代表会议"),
    "profile.residents": _l("居民会议（按人）"),
    "profile.households": _l("居民会议（按户）"),
    "profile.owners": _l("业主共同决定（一般事项）"),
    "profile.owners_special": _l("业主共同决定（重大事项）"),
    "profile.hearing": _l("恳谈会、听证会"),
    "profile_rule.council": _l("三分之二以上成员到会；到会人数过半赞成才通过。"),
    "profile_rule.representatives": _l("三分之二以上代表到会；到会人数过半赞成才通过。"),
    "profile_rule.residents": _l("过半数的成年居民到会；到会人数过半赞成才通过。"),
    "profile_rule.households": _l("过半数的户派人到会；到会户数过半赞成才通过。"),
    "profile_rule.owners": _l("人数、面积都有三分之二以上参加；参加的人数、面积都过半赞成才通过。"),
    "profile_rule.owners_special": _l(
        "人数、面积都有三分之二以上参加；参加的人数、面积都有四分之三以上赞成才通过。"
        "用于筹集维修资金、改建重建、改变共有部分用途。"
    ),
    "profile_rule.hearing": _l("谁都可以来说，只记录意见，不作表决。"),
    "meeting_mode.on_site": _l("现场"),
    "meeting_mode.online": _l("线上"),
    "meeting_mode.written": _l("书面"),
    "presence.expected": _l("未到"),
    "presence.present": _l("已到"),
    "presence.left": _l("中途离会"),
    "presence.absent": _l("缺席"),
    "presence.excused": _l("请假"),
    "presence.observer": _l("列席"),
    "motion_kind.adopt_ranking": _l("认可投票结果"),
    "motion_kind.shortlist_need": _l("把需求列入备选"),
    "motion_kind.refuse_need": _l("不采纳这条需求"),
    "motion_kind.open_round": _l("交给居民投票"),
    "motion_kind.adopt_project": _l("同意立为项目"),
    "motion_kind.free": _l("其他事项"),
    "vote_way.hands": _l("举手"),
    "vote_way.secret": _l("无记名"),
    "vote_way.written": _l("书面"),
    "vote_way.online": _l("线上"),
    "vote_way.roll": _l("记名"),
    "motion_outcome.passed": _l("通过"),
    "motion_outcome.failed": _l("不通过"),
    "motion_outcome.tabled": _l("暂缓"),
    "meeting_phase.planned": _l("正在准备"),
    "meeting_phase.noticed": _l("已发通知"),
    "meeting_phase.in_session": _l("正在开会"),
    "meeting_phase.ended": _l("已经开完"),
    "meeting_phase.drafted": _l("纪要待签字"),
    "meeting_phase.signed": _l("纪要已签字"),
    "meeting_phase.cancelled": _l("已取消"),
    "signature_role.chair": _l("主持人"),
    "signature_role.recorder": _l("记录人"),
    "signature_role.representative": _l("居民代表"),
}
REFUSALS = {
    "changed_meanwhile": _l("别人刚刚也改了这一处，请看过新的内容再改。您写的还在下面。"),
    "no_profile": _l("请选择会议的类型。"),
    "no_title": _l("请填写标题。"),
    "no_place": _l("请先填写开会的地点，再发通知。"),
    "no_agenda": _l("请先加上至少一个议题，再发通知。"),
    "too_long": _l("有一处写得太长了，请改短一些。"),
    "bad_count": _l("人数或面积填得不对，请检查。"),
    "ended_before_start": _l("结束的时间要晚于开始的时间。"),
    "ended_in_future": _l("结束的时间还没有到，会开完了再来填。"),
    "same_chair_and_recorder": _l("主持人和记录人要是两个人，因为纪要要由两个人分别签字。"),
    "not_from_here": _l("只能选本社区的工作人员或居民代表。"),
    "already_ended": _l("会已经开完，记录不能再改。需要更正的话，请先重新打开会议记录。"),
    "already_cancelled": _l("这个会议已经取消了。"),
    "already_noticed": _l("通知已经发过了。"),
    "notice_after_start": _l("开会的时间已经过了。如果以前贴过纸质通知，请填写张贴的日期。"),
    "notice_too_late": _l("离开会只有 %(days)s 天，通知应当提前 %(due)s 天。请写明为什么来不及。"),
    "posted_in_future": _l("张贴的日期不能晚于今天。"),
    "not_noticed": _l("请先发会议通知，再做这一步。"),
    "no_such_need": _l("没有找到这条需求。"),
    "no_such_round": _l("没有找到这次投票，或者投票还没有结束。"),
    "item_has_motions": _l("这里已经有表决记录，不能删除或取消。"),
    "reason_needed": _l("请写明原因。"),
    "no_name": _l("请填写姓名，最多 60 个字。"),
    "observer": _l("列席的人没有表决权，不能这样登记。"),
    "only_observers": _l("只有列席的人可以从名单里去掉。"),
    "already_here": _l("您已经登记到会了，要请假请找工作人员。"),
    "more_than_due": _l("实到数 %(present)s 比应到数 %(due)s 还多，请检查。"),
    "more_area_than_due": _l("到会的面积比应到的还多，请检查。"),
    "decides_nothing": _l("恳谈会、听证会只记录意见，不作表决。"),
    "negative_votes": _l("票数不能小于 0。"),
    "too_many_votes": _l("一共 %(counted)s 票，比到会数 %(present)s 还多，请重新数一遍。"),
    "too_much_area": _l("投票的面积比到会的面积还多，请检查。"),
    "areas_needed": _l("业主共同决定要同时填写面积。"),
    "area_without_votes": _l("有面积却没有人数，请检查。"),
    "no_quorum": _no_quorum,
    "one_motion_at_a_time": _l("一次只表决一项。请先完成这一项：“%(text)s”。"),
    "already_decided": _l("这一项已经有结果了。"),
    "no_motion_text": _l("请写明要表决的内容。"),
    "needs_round": _l("认可投票结果的表决，要先在议题里选好是哪一次投票。"),
    "needs_need": _l("这种表决要先在议题里选好是哪一条需求。"),
    "needs_cost": _l("列入备选要写一个大概的费用。"),
    "no_chair": _l("请先填写主持人和记录人，再结束会议。"),
    "motion_open": _l("还有一项没有表决完：“%(text)s”。请先填票数，或者暂缓。"),
    "nobody_came": _l("还没有登记到会的人，不能结束会议。"),
    "not_ended": _l("会议结束以后才有纪要。"),
    "sealed": _l("纪要已经签字，不能再改。需要补充的话，请写补记。"),
    "minutes_changed": _l("您编辑的时候，%(by)s 也改了纪要。两边的文字都在下面，请对照以后再保存。"),
    "text_changed": _l("您看过以后，纪要的文字又改了，请重新看一遍再签。"),
    "signed_already": _l("您已经签过字了。"),
    "not_yours_to_sign": _l("这份纪要由主持人和记录人签字，到会的居民代表也可以签。"),
    "not_signed": _l("纪要签字以后才能写补记；现在可以直接改正文。"),
}
PHRASES: dict[str, Any] = {
    **{f"label.{key}": words for key, words in LABELS.items()},
    **{f"refusal.meetings.{key}": words for key, words in REFUSALS.items()},
    "event.meetings.scheduled": _scheduled,
    "event.meetings.discussed": _discussed,
    "event.meetings.decided": _decided,
    "notice.meetings.called": _called,
    "notice.meetings.moved": _moved,
    "notice.meetings.cancelled": _l("会议“%(title)s”取消了：%(reason)s"),
    "notice.meetings.excused": _l("工作人员替您登记了会议“%(title)s”的请假：%(reason)s"),
    "notice.meetings.need_scheduled": _need_scheduled,
    "notice.meetings.need_decided": _need_decided,
    "notice.meetings.signature_fell": _l("会议“%(title)s”的纪要改过了，您之前的签字作废，请重新看过再签。"),
    "notice.meetings.to_sign": _l("会议“%(title)s”的纪要写好了，请您看过以后签字。"),
    "notice.meetings.signed": _l("会议“%(title)s”的纪要已经签字，可以查看了。"),
    "act.meetings.plan": _l("安排会议"),
    "act.meetings.edit": _l("修改会议安排"),
    "act.meetings.set_members": _l("确定应到名单"),
    "act.meetings.add_item": _l("加议题"),
    "act.meetings.edit_item": _l("修改议题"),
    "act.meetings.move_item": _l("调整议题顺序"),
    "act.meetings.remove_item": _l("删除议题"),
    "act.meetings.give_notice": _l("发会议通知"),
    "act.meetings.cancel": _l("取消会议"),
    "act.meetings.check_in": _l("登记到会"),
    "act.meetings.excuse": _l("登记请假"),
    "act.meetings.mark_absent": _l("登记缺席"),
    "act.meetings.walk_in": _l("登记列席或临时到会"),
    "act.meetings.remove_walk_in": _l("删除列席登记"),
    "act.meetings.count_others": _l("登记未列名的到会人数"),
    "act.meetings.move": _l("提出表决事项"),
    "act.meetings.reword": _l("修改表决事项"),
    "act.meetings.record_votes": _l("记录票数"),
    "act.meetings.table": _l("暂缓表决"),
    "act.meetings.withdraw": _l("撤回表决事项"),
    "act.meetings.note": _l("记录发言和结论"),
    "act.meetings.end": _l("结束会议"),
    "act.meetings.reopen": _l("重新打开会议记录"),
    "act.meetings.draft_minutes": _l("起草会议纪要"),
    "act.meetings.edit_minutes": _l("修改会议纪要"),
    "act.meetings.sign": _l("签署会议纪要"),
    "act.meetings.seal": _l("会议纪要生效"),
}
