"""Words of the room projects."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day, money, yuan
from deliberation.web.phrases import label


def _publicised(facts: Mapping[str, Any]) -> str:
    said = {"from_on": day(facts.get("from_on")), "to_on": day(facts.get("to_on"))}
    return _("开始公示，%(from_on)s 到 %(to_on)s", **said)


def _submitted(facts: Mapping[str, Any]) -> str:
    code = str(facts.get("sha256", ""))[:8]
    return _("报送街道，第 %(version)s 版，校验码 %(code)s", version=facts.get("version", 1), code=code)


def _accepted(facts: Mapping[str, Any]) -> str:
    if facts.get("declined"):
        said = {"count": len(facts["declined"]), "note": facts.get("note", "")}
        if said["note"]:
            return _("街道接收了清单的一部分，%(count)s 项没有接收：%(note)s", **said)
        return _("街道接收了清单的一部分，%(count)s 项没有接收", **said)
    if facts.get("note"):
        return _("街道接收了清单：%(note)s", note=facts["note"])
    return _("街道接收了清单")


def _returned(facts: Mapping[str, Any]) -> str:
    count = len(facts.get("rows") or {})
    said = {"reason": facts.get("reason", ""), "count": count}
    if count and said["reason"]:
        return _("街道退回了清单：%(reason)s（另有 %(count)s 项写了意见）", **said)
    if count:
        return _("街道退回了清单，有 %(count)s 项写了意见", **said)
    return _("街道退回了清单：%(reason)s", **said)


def _wrong_state(facts: Mapping[str, Any]) -> str:
    state = label("list_state", facts.get("state"))
    return _("清单现在是“%(state)s”，这一步不能做。可能别人刚刚处理过，请看最新的页面。", state=state)


def _still_public(facts: Mapping[str, Any]) -> str:
    if facts.get("to_on"):
        return _("公示到 %(day)s 才结束，第二天才能报送。", day=day(facts["to_on"]))
    return _("要先公示，公示结束后才能报送。")


def _incomplete(facts: Mapping[str, Any]) -> str:
    return _("清单还有 %(count)s 处没有填好，先补齐再继续。", count=facts.get("count"))


def _funding_gap(facts: Mapping[str, Any]) -> str:
    said = {"cost": yuan(facts.get("cost_fen")), "funding": yuan(facts.get("funding_fen"))}
    return _("资金来源加起来是 %(funding)s，和投资估算 %(cost)s 对不上", **said)


def _change_funding(facts: Mapping[str, Any]) -> str:
    said = {"cost": yuan(facts.get("cost_fen")), "funding": yuan(facts.get("funding_fen"))}
    return _("资金来源加起来是 %(funding)s，和新的投资估算 %(cost)s 对不上，请改到一分不差。", **said)


def _fits(facts: Mapping[str, Any]) -> str:
    return _("列入；之后还剩 %(left)s", left=money(facts.get("left_fen")))


def _does_not_fit(facts: Mapping[str, Any]) -> str:
    said = {"left": money(facts.get("left_fen")), "short": money(facts.get("short_fen"))}
    return _("钱不够：只剩 %(left)s，还差 %(short)s", **said)


PHRASES = {
    "label.list_state.draft": _l("编制中"),
    "label.list_state.publicised": _l("公示中"),
    "label.list_state.submitted": _l("已报送，等街道办理"),
    "label.list_state.accepted": _l("街道已接收"),
    "label.list_state.returned": _l("街道退回"),
    "label.seal.submitted": _l("已报送"),
    "label.seal.accepted": _l("已接收"),
    "label.project_kind.works": _l("工程"),
    "label.project_kind.services": _l("服务"),
    "label.project_kind.goods": _l("货物"),
    "label.funding.street": _l("街道资金"),
    "label.funding.community": _l("社区资金"),
    "label.funding.social": _l("社会资金"),
    "label.funding.residents": _l("居民自筹"),
    "label.taking.decided": _l("照投票的结果：入选哪几项就取哪几项"),
    "label.taking.top": _l("取前几名"),
    "label.taking.budget": _l("钱够做几项就取几项"),
    "label.gap.no_rows": _l("清单里还没有项目"),
    "label.gap.no_need": _l("没有对应的需求"),
    "label.gap.no_decision": _l("没有签字的决定"),
    "label.gap.no_cost": _l("没有填投资估算"),
    "label.gap.funding": _funding_gap,
    "refusal.projects.change_funding": _change_funding,
    "label.gap.no_site": _l("没有填实施地点"),
    "label.gap.no_content": _l("没有填建设内容"),
    "label.gap.no_unit": _l("没有填责任单位"),
    "label.gap.no_deadline": _l("没有填完成时限"),
    "label.gap.deadline_before_start": _l("完成时限早于计划开工"),
    "label.weighed.decided": _l("列入：投票入选"),
    "label.weighed.not_decided": _l("投票没有入选"),
    "refusal.projects.round_only_orders": _l("这轮投票只排了先后，没有定入选哪几项；请选别的取法。"),
    "label.weighed.in_top_n": _l("列入：在前 %(n)s 名里"),
    "label.weighed.over_top_n": _l("没有进前 %(n)s 名"),
    "label.weighed.fits": _fits,
    "label.weighed.does_not_fit": _does_not_fit,
    "label.weighed.after_stop": _l("前面的项目已经放不下了"),
    "label.weighed.below_threshold": _l("得票 %(votes)s，没有到 %(min_votes)s 票"),
    "label.weighed.no_votes": _l("没有人投它"),
    "label.weighed.cost_unknown": _l("还没有估算费用，不知道放不放得下"),
    "label.weighed.listed": _l("已经在这张清单里"),
    "label.weighed.in_other_list": _l("已经列进以前的清单"),
    "label.weighed.no_need": _l("这个选项没有对应的需求"),
    "label.weighed.need_gone": _l("这条需求后来被合并或者没有采纳"),
    "label.job.projects.print": _l("打印项目清单"),
    "event.projects.begun": _l("开始编制清单"),
    "event.projects.converted": _l("列入项目清单，项目编号 %(project)s"),
    "event.projects.removed": _l("从项目清单里取下"),
    "event.projects.publicised": _publicised,
    "event.projects.withdrawn": _l("收回修改：%(reason)s"),
    "event.projects.submitted": _submitted,
    "event.projects.accepted": _accepted,
    "event.projects.returned": _returned,
    "event.projects.revised": _l("开始修改，这是第 %(version)s 版"),
    "event.projects.need_publicised": _l("所在的项目清单开始公示"),
    "event.projects.need_submitted": _l("所在的项目清单报送街道"),
    "event.projects.need_accepted": _l("街道接收了所在的项目清单"),
    "event.projects.need_returned": _l("街道退回了所在的项目清单，社区会修改后再报"),
    "notice.projects.submitted": _l("《%(title)s》报送来了，请办理。"),
    "notice.projects.accepted": _l("街道接收了《%(title)s》。"),
    "notice.projects.returned": _l("街道退回了《%(title)s》，请看意见后修改。"),
    "act.projects.begin": _l("开始编制项目清单"),
    "act.projects.add_rows": _l("把需求列入项目清单"),
    "act.projects.edit_row": _l("修改项目"),
    "act.projects.remove_row": _l("从清单里取下项目"),
    "act.projects.move_row": _l("调整项目顺序"),
    "act.projects.edit_list": _l("修改清单封面"),
    "act.projects.fill_empty": _l("统一补填空着的内容"),
    "act.projects.publicise": _l("公示项目清单"),
    "act.projects.withdraw": _l("收回公示的清单"),
    "act.projects.submit": _l("报送项目清单"),
    "act.projects.accept": _l("接收项目清单"),
    "act.projects.return": _l("退回项目清单"),
    "act.projects.revise": _l("修改退回的清单"),
    "refusal.projects.wrong_state": _wrong_state,
    "refusal.projects.bad_days": _l("公示要 1 到 60 天。"),
    "refusal.projects.untraced": _l("每个项目都要有对应的需求和签字的决定。"),
    "refusal.projects.too_many_rows": _l("一张清单最多 %(most)s 个项目。"),
    "refusal.projects.too_long": _l("意见太长了，加起来最多 %(most)s 个字。"),
    "refusal.projects.need_taken": _l("“%(name)s”的需求已经列进清单了。"),
    "refusal.projects.negative_money": _l("金额不能是负数。"),
    "refusal.projects.negative_amount": _l("请填写 0 以上的数。"),
    "refusal.projects.no_name": _l("请填写项目名称。"),
    "refusal.projects.no_title": _l("请填写清单名称和报送单位。"),
    "refusal.projects.changed_meanwhile": _l(
        "您填写的时候，别人改过这张清单。您填的内容还在下面；请打开清单看看现在的样子，再保存一次。"
    ),
    "refusal.projects.public_in_past": _l("公示要从今天或以后的日子开始。"),
    "refusal.projects.still_public": _still_public,
    "refusal.projects.unanswered": _l(
        "公示期间的意见要全部答复后才能报送：收到 %(objections)s 条，答复了 %(answered)s 条。"
    ),
    "refusal.projects.no_reason": _l("请写明原因，让对方知道要改什么。"),
    "refusal.projects.incomplete": _incomplete,
    "refusal.projects.no_signed_result": _l("这轮投票还没有计票人、监票人签字的结果。"),
    "refusal.projects.nothing_to_take": _l("没有可以列入的项目。"),
    "refusal.projects.not_on_offer": _l("选中的需求里有的已经列入清单，请看最新的页面。"),
    "refusal.projects.not_public": _l("这张清单还没有公示。"),
    "refusal.projects.printed_by_job": _l("这张清单很长，请在清单页点“打印”，在后台做好后再下载。"),
    "refusal.projects.gone": _l("这张清单已经不在了。"),
}
