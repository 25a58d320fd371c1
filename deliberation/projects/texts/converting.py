"""Words of the conversion desk, of budgets, caps, plans and resources, and of what a row lost."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day, money, yuan
from deliberation.web.phrases import label


def _over_cap(facts: Mapping[str, Any]) -> str:
    said = {"cost": money(facts.get("cost_fen")), "cap": money(facts.get("cap_fen"))}
    return _("投资估算 %(cost)s，超过了这一类项目的上限 %(cap)s", **said)


def _budget_gap(facts: Mapping[str, Any]) -> str:
    cost, lines = int(facts.get("cost_fen") or 0), int(facts.get("budget_fen") or 0)
    said = {"cost": yuan(cost), "lines": yuan(lines), "off": yuan(abs(cost - lines))}
    return _("预算明细加起来是 %(lines)s，和投资估算 %(cost)s 差 %(off)s", **said)


def _negative(facts: Mapping[str, Any]) -> str:
    return _("属于负面清单：%(word)s", word=label("reason", facts.get("word")))


def _need_gone(facts: Mapping[str, Any]) -> str:
    if facts.get("reason"):
        said = {"number": facts.get("number"), "reason": label("reason", facts.get("reason"))}
        return _("需求 %(number)s 后来没有采纳：%(reason)s", **said)
    said = {"number": facts.get("number"), "state": label("need_state", facts.get("state"))}
    return _("需求 %(number)s 现在是“%(state)s”，不能再作依据", **said)


def _plan_in_use(facts: Mapping[str, Any]) -> str:
    if facts.get("circles"):
        return _("这个总体方案下面还有 %(count)s 个便民圈方案，不能删除。", count=facts["circles"])
    if facts.get("projects"):
        return _("还有 %(count)s 个项目属于这个方案，先把它们改到别的方案，再删除。", count=facts["projects"])
    return _("这个方案还有项目在用，不能删除。")


def _pledged_out(facts: Mapping[str, Any]) -> str:
    said = {"left": yuan(facts.get("left_fen")), "wanted": yuan(facts.get("wanted_fen"))}
    return _("这笔钱只剩 %(left)s 没有认领，不够 %(wanted)s。", **said)


def _less_than_pledged(facts: Mapping[str, Any]) -> str:
    return _("已经有 %(money)s 用在项目上，金额不能比它少。", money=yuan(facts.get("pledged_fen")))


def _resource_over(facts: Mapping[str, Any]) -> str:
    return _("这项资源到 %(day)s 为止，已经过期了。", day=day(facts.get("until_on")))


def _overflow(facts: Mapping[str, Any]) -> str:
    return _("金额太大了，最多 %(money)s。请检查数量和单价。", money=money(facts.get("most")))


PHRASES: dict[str, Any] = {
    "label.resource_kind.venue": _l("场地"),
    "label.resource_kind.money": _l("资金"),
    "label.resource_kind.firm": _l("单位支持"),
    "label.resource_kind.volunteers": _l("志愿者"),
    "label.resource_kind.goods": _l("物资"),
    "label.gap.over_cap": _over_cap,
    "label.gap.budget": _budget_gap,
    "label.gap.negative": _negative,
    "label.gap.need_merged": _l("需求 %(number)s 后来并进了 %(into)s，请换成合并后的需求"),
    "label.gap.need_gone": _need_gone,
    "label.gap.need_withheld": _l("需求 %(number)s 被撤下了，处理好以前不能作依据"),
    "label.gap.round_annulled": _l("投票“%(title)s”后来作废了，不能再作依据"),
    "refusal.projects.too_many_lines": _l("预算明细最多 %(most)s 行，现在有 %(have)s 行。"),
    "refusal.projects.line_name": _l("第 %(line)s 行没有名称，或者名称超过 %(most)s 个字。"),
    "refusal.projects.line_unit": _l("第 %(line)s 行的单位太长，最多 %(most)s 个字。"),
    "refusal.projects.line_quantity": _l("第 %(line)s 行的数量要大于 0，最多三位小数。"),
    "refusal.projects.line_price": _l("第 %(line)s 行的单价要在 0 元以上，最多到分。"),
    "refusal.projects.budget_overflow": _overflow,
    "refusal.projects.foreign_plan": _l("这个便民圈方案不属于本社区，请重新选择。"),
    "refusal.projects.unknown_category": _l("没有这个类别，请重新选择。"),
    "refusal.projects.impossible_cap": _l("上限要大于 0 元。"),
    "refusal.projects.plan_there": _l("这个街道已经有总体方案了，请在原来的方案上修改。"),
    "refusal.projects.no_overall_plan": _l("街道还没有总体方案。请街道先做总体方案，再做各个便民圈的方案。"),
    "refusal.projects.plan_changed": _l("您填写的时候，别人改过这个方案。请看看现在的样子，再保存一次。"),
    "refusal.projects.plan_in_use": _plan_in_use,
    "refusal.projects.plan_title": _l("请写方案名称，最多 %(most)s 个字。"),
    "refusal.projects.circle_name": _l("请写便民圈的名字，最多 %(most)s 个字。"),
    "refusal.projects.plan_long": _l("方案内容太长了，最多 %(most)s 个字。"),
    "refusal.projects.resource_changed": _l("您填写的时候，别人改过这项资源。请看看现在的样子，再保存一次。"),
    "refusal.projects.less_than_pledged": _less_than_pledged,
    "refusal.projects.foreign_resource": _l("这项资源不是本社区的。"),
    "refusal.projects.pledge_long": _l("说明太长了，最多 %(most)s 个字。"),
    "refusal.projects.pledge_what": _l("请写明用这项资源做什么、用多少。"),
    "refusal.projects.pledge_amount": _l("请填写用多少钱。"),
    "refusal.projects.pledged_out": _pledged_out,
    "refusal.projects.pledged_already": _l("“%(name)s”已经用在这个项目上了。"),
    "refusal.projects.pledge_ended": _l("这项资源已经收回了。"),
    "refusal.projects.resource_withdrawn": _l("这项资源已经撤回了。"),
    "refusal.projects.resource_over": _resource_over,
    "refusal.projects.resource_amount": _l("资金要填写金额。"),
    "refusal.projects.resource_name": _l("请填写资源名称和由谁提供。"),
    "refusal.projects.resource_quantity": _l("请写明有多少，例如“周末两间教室”。"),
    "refusal.projects.resource_long": _l("太长了，最多 %(most)s 个字。"),
    "refusal.projects.reason_long": _l("原因太长了，最多 %(most)s 个字。"),
    "label.weighed.not_reached": _l("得票没有达到投票说好的要求"),
    "refusal.projects.bad_money": _l("“%(typed)s”不是金额，请填写元，例如 12000。"),
    "refusal.projects.unknown_flag": _l("请从负面清单里选择。"),
    "refusal.projects.not_alike": _l("这个项目不在本社区别的清单里。"),
    "refusal.projects.nothing_to_mend": _l("没有要改的，项目的依据都还在。"),
    "refusal.projects.beyond_mending": _l("剩下的需求和决定撑不起这个项目了，请把它取下。"),
    "refusal.projects.survivor_listed": _l("合并后的需求 %(number)s 已经列进别的清单了，请把这个项目取下。"),
    "act.projects.put_right": _l("照最新情况改好项目的依据"),
    "act.projects.flag_row": _l("改项目的标记"),
    "act.projects.tell_apart": _l("说明不是重复项目"),
    "refusal.projects.not_in_row": _l("这条需求不在这个项目里，可能别人刚刚改过，请看最新的页面。"),
    "refusal.projects.last_need": _l("项目至少要对应一条需求。不要这个项目，就把它取下。"),
    "refusal.projects.wrong_parts": _l("拆成 %(fewest)s 到 %(most)s 个项目。"),
    "refusal.projects.same_names": _l("拆开的项目名称不能一样。"),
    "refusal.projects.part_without_need": _l("拆开的每个项目都要勾选对应的需求。"),
    "refusal.projects.need_lost": _l("拆开以后，每条需求至少要在一个项目里。"),
    "refusal.projects.not_together": _l("请选择同一张清单里的另一个项目。"),
    "act.projects.add_need": _l("把需求加进项目"),
    "act.projects.leave_need": _l("把需求移出项目"),
    "act.projects.split_row": _l("把项目拆成几个"),
    "act.projects.put_together": _l("合成一个项目"),
    "act.projects.put_down_budget": _l("填写预算明细"),
    "act.projects.begin_plan": _l("建立便民圈方案"),
    "act.projects.edit_plan": _l("修改便民圈方案"),
    "act.projects.remove_plan": _l("删除便民圈方案"),
    "act.projects.set_caps": _l("设定项目金额上限"),
    "act.projects.enter_resource": _l("登记资源"),
    "act.projects.edit_resource": _l("修改资源"),
    "act.projects.withdraw_resource": _l("撤回资源"),
    "act.projects.pledge": _l("把资源用在项目上"),
    "act.projects.take_back_pledge": _l("收回用在项目上的资源"),
}
