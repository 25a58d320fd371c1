"""Words of needs: the sorting desk."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.phrases import phrase


def _handed_over(facts: Mapping[str, Any]) -> str:
    if facts.get("to") == "estate":
        return _("由小区自己商量解决：%(unit)s", unit=facts.get("unit", ""))
    return _("转给%(unit)s办理", unit=facts.get("unit", ""))


def _told_handed_over(facts: Mapping[str, Any]) -> str:
    return _(
        "需求 %(number)s“%(title)s”%(step)s。那边有了答复，会写在需求的页面上。",
        number=facts.get("number", ""),
        title=facts.get("title", ""),
        step=_handed_over(facts),
    )


def _split(facts: Mapping[str, Any]) -> str:
    numbers = _("、").join(facts.get("numbers", []))
    if facts.get("keeps_first"):
        return _("说的不止一件事，另外分出 %(numbers)s", numbers=numbers)
    return _("说的不止一件事，拆成了 %(numbers)s", numbers=numbers)


def _told_split(facts: Mapping[str, Any]) -> str:
    return _(
        "需求 %(number)s“%(title)s”说的不止一件事，社区把它拆开，另外分出 %(numbers)s。"
        "支持的人数每一条都算上。",
        number=facts.get("number", ""),
        title=facts.get("title", ""),
        numbers=_("、").join(facts.get("numbers", [])),
    )


def _undone(facts: Mapping[str, Any]) -> str:
    return _("收回了这一步：%(act)s", act=phrase(f"act.{facts.get('act', '')}"))


def _told_undone(facts: Mapping[str, Any]) -> str:
    return _(
        "需求 %(number)s“%(title)s”的这一步收回了：%(act)s。请以需求页面上现在的情况为准。",
        number=facts.get("number", ""),
        title=facts.get("title", ""),
        act=phrase(f"act.{facts.get('act', '')}"),
    )


PHRASES: dict[str, Any] = {
    "label.need_state.split": _l("已拆分"),
    "label.next_step.split": _l("下一步：这一条已经拆成几条分别办，打开可以看是哪几条。"),
    "label.queue.overdue": _l("超过 7 天没答复"),
    "label.queue.mine": _l("分给我的"),
    "label.destination.department": _l("转给部门"),
    "label.destination.estate": _l("小区自己商量解决"),
    "label.need_field.title": _l("标题"),
    "label.need_field.body": _l("说明"),
    "label.need_field.category": _l("类别"),
    "label.need_field.place": _l("地点"),
    "label.need_field.state": _l("状态"),
    "label.need_field.cost_fen": _l("估算金额"),
    "label.need_field.owners_decision": _l("需业主共同决定"),
    "label.need_field.answer": _l("答复"),
    "label.need_field.destination_unit": _l("转给的单位"),
    "label.done.publish": _l("公开了，提出的人会收到消息。"),
    "label.done.withhold": _l("撤下了，提出的人会收到消息。"),
    "label.done.answer": _l("答复好了，提出和支持的人会收到消息。"),
    "label.done.edit": _l("改好了。"),
    "label.done.categorise": _l("类别改好了。"),
    "label.done.flag_owners": _l("“需业主共同决定”改好了。"),
    "label.done.merge": _l("合并好了，支持的人数已经一起算上。"),
    "label.done.split": _l("拆好了，支持的人每一条都算上，提出的人会收到消息。"),
    "label.done.reject": _l("已记为不采纳，原因会公开。"),
    "label.done.reopen": _l("重新打开了。"),
    "label.done.shortlist": _l("已列入候选清单。"),
    "label.done.unshortlist": _l("已移出候选清单。"),
    "label.done.hand_over": _l("转好了，提出和支持的人会知道转给了谁。"),
    "label.done.assign": _l("分好了。"),
    "label.left.held": _l("正在议事、投票或已成为项目"),
    "label.left.taken_down": _l("文字已经撤下，要先恢复"),
    "label.left.wrong_state": _l("已经办结"),
    "label.left.changed_meanwhile": _l("刚刚有人改过"),
    "label.left.changed_since": _l("后来又有人改过"),
    "label.left.undone_already": _l("已经撤回过"),
    "label.left.undone_late": _l("超过 24 小时"),
    "label.bulk.publish": _l("公开"),
    "label.bulk.categorise": _l("改类别"),
    "label.bulk.assign": _l("分给同事"),
    "label.bulk.answer": _l("用现成的答复"),
    "label.bulk.reject": _l("不采纳"),
    "label.bulk.flag_owners": _l("标为需业主共同决定"),
    "label.bulk.hand_over": _l("转办"),
    "label.bulk.shortlist": _l("列入候选"),
    "event.needs.handed_over": _handed_over,
    "event.needs.replied": _l("%(unit)s有了答复，%(role)s已经写上"),
    "event.needs.owners_flagged": _l("标为“需业主共同决定”"),
    "event.needs.owners_cleared": _l("不再需要业主共同决定"),
    "event.needs.split": _split,
    "event.needs.split_from": _l("从需求 %(number)s“%(title)s”拆出，支持的人一起带来"),
    "event.needs.undone": _undone,
    "notice.needs.handed_over": _told_handed_over,
    "notice.needs.replied": _l("需求 %(number)s“%(title)s”转给%(unit)s以后有了答复。"),
    "notice.needs.split": _told_split,
    "notice.needs.undone": _told_undone,
    "notice.needs.assigned": _l("%(by)s把需求 %(number)s“%(title)s”分给您办。"),
    "notice.needs.unassigned": _l("需求 %(number)s“%(title)s”不用您办了。"),
    "refusal.needs.changed_meanwhile": _l("需求 %(number)s 刚刚有人改过，请看过现在的样子再决定。"),
    "label.left.public_already": _l("已经公开"),
    "label.left.flagged_already": _l("已经标过"),
    "refusal.needs.public_already": _l("需求 %(number)s 已经公开了。"),
    "refusal.needs.flagged_already": _l("需求 %(number)s 已经标过了。"),
    "refusal.needs.nothing_chosen": _l("还没有选需求，请先在左边勾选。"),
    "refusal.needs.too_many_chosen": _l("一次最多办 %(most)s 条，现在选了 %(have)s 条，请少选一些。"),
    "refusal.needs.wrong_parts": _l("请写 %(fewest)s 到 %(most)s 个部分。"),
    "refusal.needs.same_parts": _l("几个部分的标题不能一样，请写出各说的是什么。"),
    "refusal.needs.unknown_colleague": _l("这位同事不在本社区工作了，请分给别人。"),
    "refusal.needs.unit_missing": _l("请写明转给哪个单位。"),
    "refusal.needs.unit_long": _l("单位名称最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.template_untitled": _l("请给这条现成的答复起个名称。"),
    "refusal.needs.template_title_long": _l("名称最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.template_twice": _l("已经有一条叫这个名称的现成答复，请换个名称。"),
    "refusal.needs.no_template": _l("没有这条现成的答复，可能刚被同事删掉。"),
    "refusal.needs.many_templates": _l("现成的答复最多 %(most)s 条，请先删掉用不着的。"),
    "refusal.needs.undone_already": _l("需求 %(number)s 的这一步已经撤回过了。"),
    "refusal.needs.undone_late": _l("需求 %(number)s 的这一步过了 24 小时，不能再撤回；可以直接改。"),
    "refusal.needs.changed_since": _l("需求 %(number)s 后来又改过，这一步不能再撤回；可以直接改。"),
    "act.needs.categorise": _l("改需求的类别"),
    "act.needs.flag_owners": _l("标记需业主共同决定"),
    "act.needs.split": _l("拆分需求"),
    "act.needs.hand_over": _l("转办需求"),
    "act.needs.assign": _l("把需求分给同事"),
    "act.needs.undo": _l("撤回一步"),
    "act.needs.keep_template": _l("写现成的答复"),
    "act.needs.drop_template": _l("删掉现成的答复"),
}
