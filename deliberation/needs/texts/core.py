"""Words of the room needs."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.needs.catalogue import CATEGORIES, Category
from deliberation.web.formats import money
from deliberation.web.phrases import label, phrase


def _category(category: Category, facts: Mapping[str, Any]) -> str:
    """A category's name comes from the catalogue, which is data, not from the translations."""
    return category.en if str(get_locale()).startswith("en") else category.zh


def _submitted(facts: Mapping[str, Any]) -> str:
    channel = facts.get("channel")
    if channel in (None, "online"):
        return _("在网上提出")
    return _("由社区工作者登记（%(channel)s）", channel=label("channel", channel))


def _edited(facts: Mapping[str, Any]) -> str:
    if "category_to" in facts:
        return _(
            "社区工作者把类别从“%(before)s”改为“%(after)s”",
            before=label("category", facts["category_from"]),
            after=label("category", facts["category_to"]),
        )
    return _("社区工作者整理了文字")


def _merged(facts: Mapping[str, Any]) -> str:
    named = {"number": facts.get("number", ""), "title": facts.get("title", "")}
    if not facts.get("carried"):
        return _("需求 %(number)s“%(title)s”并入", **named)
    return _("需求 %(number)s“%(title)s”并入，带来 %(carried)s 人的支持", carried=facts["carried"], **named)


def _rejected(facts: Mapping[str, Any]) -> str:
    return _("没有采纳：%(reason)s", reason=label("reason", facts.get("reason")))


def _costed(facts: Mapping[str, Any]) -> str:
    if facts.get("cost_fen") is None:
        return _("估算金额待定")
    return _("改了估算金额：约 %(amount)s", amount=money(facts["cost_fen"]))


def _shortlisted(facts: Mapping[str, Any]) -> str:
    if facts.get("cost_fen") is None:
        return _("列入候选清单")
    return _("列入候选清单，估算约 %(amount)s", amount=money(facts["cost_fen"]))


def _told_rejected(facts: Mapping[str, Any]) -> str:
    return _(
        "需求 %(number)s“%(title)s”没有采纳：%(reason)s",
        number=facts.get("number", ""),
        title=facts.get("title", ""),
        reason=label("reason", facts.get("reason")),
    )


def _step(facts: Mapping[str, Any]) -> str:
    step = facts.get("step") or {}
    said = {**step.get("facts", {}), "role": label("acted_as", step.get("role", "system"))}
    return phrase(f"event.{step.get('kind', '')}", said)


def _told_step(facts: Mapping[str, Any]) -> str:
    named = {"number": facts.get("number", ""), "title": facts.get("title", "")}
    return _("您关注的需求 %(number)s“%(title)s”：%(step)s", step=_step(facts), **named)


def _told_milestone(facts: Mapping[str, Any]) -> str:
    named = {"number": facts.get("number", ""), "title": facts.get("title", "")}
    return _("您提出或支持的需求 %(number)s“%(title)s”：%(step)s", step=_step(facts), **named)


CATEGORY_LABELS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    f"label.category.{code}": partial(_category, category) for code, category in CATEGORIES.items()
}

PHRASES: dict[str, Any] = {
    **CATEGORY_LABELS,
    "label.category_group.N": _l("公共事务"),
    "label.category_group.B": _l("基本保障类小店和服务"),
    "label.category_group.Q": _l("品质提升类小店和服务"),
    "label.need_state.open": _l("征集中"),
    "label.need_state.shortlisted": _l("候选"),
    "label.need_state.merged": _l("已合并"),
    "label.need_state.rejected": _l("未采纳"),
    "label.need_state.handed_over": _l("转办"),
    "label.need_state.unpublished": _l("等待审核"),
    "label.need_state.waiting": _l("等下一期"),
    "label.channel.online": _l("网上"),
    "label.channel.paper": _l("纸质表"),
    "label.channel.visit": _l("走访"),
    "label.channel.meeting": _l("座谈会"),
    "label.channel.hotline_12345": _l("12345 热线"),
    "label.channel.phone": _l("电话"),
    "label.reason.private_cost": _l("应由居民自己负担的费用"),
    "label.reason.liable_party": _l("应由其他责任方承担"),
    "label.reason.already_covered": _l("已经列入政府项目"),
    "label.reason.government_duty": _l("属于政府部门的职责"),
    "label.reason.outside": _l("不在本社区范围内"),
    "label.reason.other": _l("其他原因"),
    "label.reason_hint.private_cost": _l("例如物业费、自家维修"),
    "label.reason_hint.liable_party": _l("例如保修期内由开发商维修"),
    "label.reason_hint.already_covered": _l("说明里请写明是哪个项目"),
    "label.reason_hint.government_duty": _l("例如人员工资；说明里请写明转给谁"),
    "label.reason_hint.other": _l("要在说明里写清楚"),
    "label.acted_as.system": _l("系统"),
    "label.acted_as.resident": _l("居民"),
    "label.acted_as.representative": _l("居民代表"),
    "label.acted_as.worker": _l("社区工作者"),
    "label.acted_as.lead": _l("社区书记/主任"),
    "label.acted_as.officer": _l("街道办"),
    "label.acted_as.planner": _l("社区规划师"),
    "label.order.newest": _l("最新的在前"),
    "label.order.supported": _l("支持最多的在前"),
    "label.order.households": _l("支持户数最多的在前"),
    "label.queue.todo": _l("要处理的"),
    "label.queue.unpublished": _l("待审核"),
    "label.queue.comments": _l("评论待审核"),
    "label.queue.waiting": _l("等下一期"),
    "label.queue.all": _l("全部"),
    "label.next_step.unpublished": _l("下一步：社区工作者看过后公开。"),
    "label.next_step.waiting": _l("下一步：等下一期征集开始，到时会自动加入。"),
    "label.next_step.open": _l("下一步：等社区工作者答复。"),
    "label.next_step.answered": _l("下一步：社区已经答复，等大家一起商量。"),
    "label.next_step.shortlisted": _l("下一步：已经是候选，等议事会商量或者投票。"),
    "label.next_step.merged": _l("下一步：和相同的需求一起办，请看合并后的那一条。"),
    "label.next_step.handed_over": _l("下一步：已经转给负责的单位办理，打开可以看转给了谁。"),
    "label.next_step.rejected": _l("已经办结：没有采纳，打开可以看原因。"),
    "event.needs.submitted": _submitted,
    "event.needs.waits": _l("不在征集阶段，等下一期"),
    "event.needs.adopted": _l("加入“%(cycle)s”"),
    "event.needs.published": _l("社区工作者看过，公开了"),
    "event.needs.answered": _l("%(role)s作了答复"),
    "event.needs.edited": _edited,
    "event.needs.merged_into": _l("并入需求 %(number)s“%(title)s”"),
    "event.needs.merged": _merged,
    "event.needs.unmerged": _l("需求 %(number)s“%(title)s”不再合并"),
    "event.needs.rejected": _rejected,
    "event.needs.reopened": _l("重新打开"),
    "event.needs.shortlisted": _shortlisted,
    "event.needs.costed": _costed,
    "event.needs.unshortlisted": _l("移出候选清单"),
    "notice.needs.step": _told_step,
    "notice.needs.milestone": _told_milestone,
    "notice.needs.waits": _l(
        "需求 %(number)s“%(title)s”收到了。现在不在征集阶段，它会等到下一期，到时会告诉您。"
    ),
    "notice.needs.entered": _l("社区工作者替您登记了需求 %(number)s“%(title)s”。"),
    "notice.needs.adopted": _l("需求 %(number)s“%(title)s”已加入“%(cycle)s”。"),
    "notice.needs.published": _l("需求 %(number)s“%(title)s”已经公开，邻居们可以支持了。"),
    "notice.needs.answered": _l("社区答复了需求 %(number)s“%(title)s”。"),
    "notice.needs.merged": _l(
        "需求 %(number)s“%(title)s”和 %(into)s“%(into_title)s”合并了，您的支持一起带过去。"
    ),
    "notice.needs.rejected": _told_rejected,
    "notice.needs.reopened": _l("需求 %(number)s“%(title)s”重新打开了。"),
    "notice.needs.shortlisted": _l("需求 %(number)s“%(title)s”列入了候选清单。"),
    "notice.needs.commented": _l("有人评论了您的需求 %(number)s“%(title)s”。"),
    "refusal.needs.title_missing": _l("请用一句话写清楚缺什么。"),
    "refusal.needs.title_long": _l("标题最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.body_long": _l("说明最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.place_long": _l("地点最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.unknown_category": _l("没有这个类别，请重新选一个。"),
    "refusal.needs.impossible_households": _l("影响的户数要在 1 到 %(most)s 之间；不清楚可以不填。"),
    "refusal.needs.impossible_cost": _l("金额不对，请重新填写。"),
    "refusal.needs.impossible_point": _l("地图上的点不对，请重新点一下，或者不标。"),
    "refusal.needs.unknown_estate": _l("本社区没有这个小区，请重新选一个。"),
    "refusal.needs.unknown_resident": _l("本社区没有这位居民，请重新查找。"),
    "refusal.needs.channel_missing": _l("请选择这条需求是怎么收到的。"),
    "refusal.needs.name_missing": _l("请填写是谁提出的。"),
    "refusal.needs.name_long": _l("姓名最多 %(most)s 个字。"),
    "refusal.needs.supported_already": _l("您已经支持过这条需求了。"),
    "refusal.needs.sent_already": _l("这张表已经提交过了。"),
    "refusal.needs.not_resident": _l("只有住在本社区的居民可以支持。"),
    "refusal.needs.not_supportable": _l("这条需求现在不能支持：它还没有公开，或者已经办结。"),
    "refusal.needs.comment_missing": _l("请先写下想说的话。"),
    "refusal.needs.comment_long": _l("评论最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.answer_missing": _l("请先写下答复。"),
    "refusal.needs.answer_long": _l("答复最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.reason_missing": _l("请写明原因，居民会看到。"),
    "refusal.needs.reason_long": _l("原因最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.note_long": _l("金额说明最多 %(most)s 个字。"),
    "refusal.needs.held": _l("需求 %(number)s 正在议事、投票或已成为项目，现在不能再改动。"),
    "refusal.needs.wrong_state": _l("需求 %(number)s 的状态已经变了，请刷新后再看。"),
    "refusal.needs.merge_into_itself": _l("不能和自己合并，请选另一条需求。"),
    "refusal.needs.merge_across": _l("只能和本社区的需求合并。"),
    "refusal.needs.merge_into_closed": _l("需求 %(number)s 已经办结，不能并入它。"),
    "refusal.needs.no_target": _l("没有找到这条需求，请核对编号。"),
    "refusal.needs.not_closed": _l("这条需求本来就是打开的。"),
    "refusal.needs.not_shortlisted": _l("这条需求不在候选清单里。"),
    "refusal.needs.survivor_merged": _l("需求 %(number)s 后来又并入了别的需求，请先拆开那一次合并。"),
    "act.needs.submit": _l("提出需求"),
    "act.needs.adopt": _l("等待的需求进入新一期"),
    "act.needs.support": _l("支持需求"),
    "act.needs.withdraw_support": _l("收回支持"),
    "act.needs.comment": _l("评论需求"),
    "act.needs.publish_comment": _l("公开评论"),
    "act.needs.hide_comment": _l("撤下评论"),
    "act.needs.publish": _l("公开需求"),
    "act.needs.answer": _l("答复需求"),
    "act.needs.edit": _l("修改需求"),
    "act.needs.merge": _l("合并需求"),
    "act.needs.reject": _l("不采纳需求"),
    "act.needs.reopen": _l("重新打开需求"),
    "act.needs.shortlist": _l("列入候选"),
    "act.needs.unshortlist": _l("移出候选"),
}
