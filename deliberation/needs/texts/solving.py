"""Words of needs: what to add and how, and carrying over."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day, money
from deliberation.web.phrases import label


def _joined_late(facts: Mapping[str, Any]) -> str:
    return _(
        "%(day)s征集时说的，补登记到“%(cycle)s”",
        day=day(facts.get("said_on")),
        cycle=facts.get("cycle", ""),
    )


def _way_proposed(facts: Mapping[str, Any]) -> str:
    return _("多了一个办法（%(who)s提的）", who=label("proposer", facts.get("proposer", "resident")))


def _way_assessed(facts: Mapping[str, Any]) -> str:
    role = facts.get("role", "")
    found = label("feasibility", facts.get("feasibility", "unknown"))
    if facts.get("cost_fen") is None:
        return _("%(role)s核了一个办法：%(found)s", role=role, found=found)
    return _(
        "%(role)s核了一个办法：%(found)s，大约 %(amount)s",
        role=role,
        found=found,
        amount=money(facts["cost_fen"]),
    )


def _way_chosen(facts: Mapping[str, Any]) -> str:
    way = facts.get("way", "")
    if facts.get("cost_fen") is None:
        return _("选定了办法“%(way)s”", way=way)
    return _("选定了办法“%(way)s”，大约 %(amount)s", way=way, amount=money(facts["cost_fen"]))


PHRASES: dict[str, Any] = {
    "label.proposer.resident": _l("居民"),
    "label.proposer.planner": _l("社区规划师"),
    "label.proposer.department": _l("部门或单位"),
    "label.proposer.worker": _l("社区"),
    "label.feasibility.unknown": _l("还没核"),
    "label.feasibility.ready": _l("能做"),
    "label.feasibility.conditional": _l("有条件能做"),
    "label.feasibility.hard": _l("很难做"),
    "event.needs.joined_late": _joined_late,
    "event.needs.carried_over": _l("“%(from)s”没有选上，连同支持一起带到“%(to)s”"),
    "event.needs.way_proposed": _way_proposed,
    "event.needs.way_assessed": _way_assessed,
    "event.needs.way_chosen": _way_chosen,
    "event.needs.way_unchosen": _l("收回了选定的办法，重新商量"),
    "event.needs.way_hidden": _l("社区工作者撤下了一个办法"),
    "notice.needs.carried_over": _l(
        "需求 %(number)s“%(title)s”这一期没有选上，连同大家的支持一起带到“%(cycle)s”，您不用再提一次。"
    ),
    "notice.needs.carried_supports": _l(
        "您支持过的需求有的还没有办成，已经带到“%(cycle)s”，您的支持还算数。"
    ),
    "notice.needs.way_proposed": _l("有人给您的需求 %(number)s“%(title)s”提了一个办法。"),
    "notice.needs.way_entered": _l("社区工作者替您登记了一个办法“%(way)s”（需求 %(number)s“%(title)s”）。"),
    "notice.needs.way_said": _l("社区工作者替您登记了对办法“%(way)s”的意见（需求 %(number)s“%(title)s”）。"),
    "notice.needs.way_assessed": _l("您提的办法“%(way)s”核过了，去看看能不能做、要多少钱。"),
    "notice.needs.way_published": _l("您提的办法“%(way)s”已经公开，邻居们可以看到了。"),
    "notice.needs.way_hidden": _l("您提的办法“%(way)s”撤下了：%(why)s"),
    "notice.needs.way_commented": _l("有人评论了您提的办法“%(way)s”。"),
    "notice.needs.way_chosen": _l("需求 %(number)s“%(title)s”选定了办法：“%(way)s”。"),
    "notice.needs.own_way_chosen": _l("需求 %(number)s“%(title)s”选定了您提的办法“%(way)s”。"),
    "refusal.needs.said_in_future": _l("说这句话的日子还没有到，请再看一下日期。"),
    "refusal.needs.said_long_ago": _l("这个日期太早了，最早只能填 %(years)s 年以内，请再看一下。"),
    "refusal.needs.way_title_missing": _l("请用一句话写清楚怎么办。"),
    "refusal.needs.way_title_long": _l("办法的标题最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.way_text_long": _l("办法的说明最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.way_note_long": _l("条件或难处最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.way_source_long": _l("金额来源最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.way_unit_long": _l("责任单位最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.way_upkeep_long": _l("后期维护最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "refusal.needs.cost_without_source": _l(
        "写了金额，请再写这个数怎么来的，例如“问了两家报价”“参照去年同类项目”。"
    ),
    "refusal.needs.department_missing": _l("请填写部门或单位的名称。"),
    "refusal.needs.department_long": _l("部门或单位的名称最多 %(most)s 个字。"),
    "refusal.needs.too_many_ways": _l(
        "这条需求已经有 %(most)s 个办法，够多了；请在已有的办法下面说您的意见。"
    ),
    "refusal.needs.way_settled": _l(
        "需求 %(number)s 正在投票或已成为项目，办法定下来了，现在不能再提、再改。"
    ),
    "refusal.needs.choice_settled": _l(
        "需求 %(number)s 列入了会议议程、正在投票或已成为项目，现在不能换办法；会议开完、签好纪要以后再选。"
    ),
    "refusal.needs.way_is_checked": _l("这个办法已经核过或者选定，文字要改请告诉社区工作者。"),
    "refusal.needs.way_changed": _l(
        "刚才有人改过这个办法，没有存上，免得盖掉别人写的。您写的都还在，请对照现在的内容再存一次。"
    ),
    "refusal.needs.way_moved": _l("刚才有人动过这些办法，没有选定。请看一看现在的内容，再选一次。"),
    "refusal.needs.way_not_public": _l("这个办法现在没有公开，请先公开它。"),
    "refusal.needs.way_is_chosen": _l("这个办法已经选定，要撤下请先收回选定。"),
    "refusal.needs.way_not_chosen": _l("这个办法现在没有选定，请刷新后再看。"),
    "refusal.needs.cost_from_way": _l("这条需求的金额跟着选定的办法走，要改请到“怎么办”里改那个办法的金额。"),
    "act.needs.carry_over": _l("没有选上的需求带到下一期"),
    "act.needs.propose_way": _l("提出办法"),
    "act.needs.revise_way": _l("修改办法的文字"),
    "act.needs.assess_way": _l("核办法能不能做、要多少钱"),
    "act.needs.publish_way": _l("公开办法"),
    "act.needs.hide_way": _l("撤下办法"),
    "act.needs.choose_way": _l("选定办法"),
    "act.needs.unchoose_way": _l("收回选定的办法"),
}
