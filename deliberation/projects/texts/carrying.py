"""Words of carrying projects out."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day, money
from deliberation.web.phrases import label


def _wrong_stage(facts: Mapping[str, Any]) -> str:
    stage = label("carry_stage", facts.get("stage"))
    return _("项目现在是“%(stage)s”，这一步不能做。可能别人刚刚处理过，请看最新的页面。", stage=stage)


def _before_start(facts: Mapping[str, Any]) -> str:
    return _("日期不能早于项目开始的 %(day)s。", day=day(facts.get("start_on")))


def _overspent(facts: Mapping[str, Any]) -> str:
    said = {"name": facts.get("name"), "spent": money(facts.get("spent_fen"))}
    return _("“%(name)s”已经花了 %(spent)s，超过了投资估算。", **said)


def _to_mend(facts: Mapping[str, Any]) -> str:
    said = {"name": facts.get("name"), "day": day(facts.get("mend_by"))}
    return _("“%(name)s”验收没有通过，要在 %(day)s 前整改好。", **said)


def _change_approved(facts: Mapping[str, Any]) -> str:
    if facts.get("said"):
        return _("街道同意了“%(name)s”的变更：%(said)s", name=facts.get("name"), said=facts["said"])
    return _("街道同意了“%(name)s”的变更。", name=facts.get("name"))


PHRASES = {
    "label.carry_stage.waiting": _l("还没有开始"),
    "label.carry_stage.running": _l("正在实施"),
    "label.carry_stage.finished": _l("做完了，等验收"),
    "label.carry_stage.accepted": _l("验收通过"),
    "label.carry_stage.stopped": _l("停止实施"),
    "label.milestone.design": _l("设计"),
    "label.milestone.tender": _l("招标"),
    "label.milestone.begun": _l("开工"),
    "label.milestone.completed": _l("完工"),
    "label.milestone.checked": _l("验收"),
    "label.milestone.prepared": _l("准备"),
    "label.milestone.chosen": _l("选定供货"),
    "label.milestone.delivered": _l("到货"),
    "label.change_kind.money": _l("变更资金"),
    "label.change_kind.time": _l("变更时间"),
    "label.change_kind.content": _l("变更内容"),
    "label.change_kind.stop": _l("停止实施"),
    "label.change_state.waiting": _l("等街道答复"),
    "label.change_state.approved": _l("街道同意了"),
    "label.change_state.refused": _l("街道没有同意"),
    "label.photo_moment.before": _l("施工前"),
    "label.photo_moment.after": _l("施工后"),
    "label.side.community": _l("社区"),
    "label.side.residents": _l("居民代表"),
    "label.side.unit": _l("实施单位"),
    "label.side.street": _l("街道"),
    "event.projects.need_started": _l("项目开始实施，项目编号 %(project)s"),
    "event.projects.need_finished": _l("项目做完了，验收通过，项目编号 %(project)s"),
    "event.projects.need_stopped": _l("项目停止实施，项目编号 %(project)s"),
    "notice.projects.overspent": _overspent,
    "notice.projects.to_mend": _to_mend,
    "notice.projects.overdue": _l("“%(name)s”有一个节点过了期，请报进展，或者说明为什么晚了。"),
    "notice.projects.change_asked": _l("社区申请变更项目“%(name)s”，请办理。"),
    "notice.projects.change_approved": _change_approved,
    "notice.projects.change_refused": _l("街道没有同意“%(name)s”的变更：%(said)s"),
    "act.projects.set_milestones": _l("安排项目节点"),
    "act.projects.report": _l("报项目进展"),
    "act.projects.accept_work": _l("记录项目验收"),
    "act.projects.ask_change": _l("申请变更项目"),
    "act.projects.approve_change": _l("同意变更项目"),
    "act.projects.refuse_change": _l("不同意变更项目"),
    "refusal.projects.not_accepted_yet": _l("街道接收清单以后才能实施。"),
    "refusal.projects.wrong_stage": _wrong_stage,
    "refusal.projects.row_changed_meanwhile": _l("别人刚刚改过这个项目，请看最新的页面再做。"),
    "refusal.projects.milestone_count": _l("请安排 1 到 %(most)s 个节点。"),
    "refusal.projects.milestone_unnamed": _l("每个节点都要有名称。"),
    "refusal.projects.milestone_before_start": _before_start,
    "refusal.projects.day_in_future": _l("日期不能晚于今天。"),
    "refusal.projects.day_before_start": _before_start,
    "refusal.projects.report_empty": _l("请写明做到哪一步了。"),
    "refusal.projects.delay_unexplained": _l("晚了要写明原因。"),
    "refusal.projects.delay_of_what": _l("请选择是哪个节点晚了。"),
    "refusal.projects.delay_not_later": _l("新的日期要晚于原来的日期。"),
    "refusal.projects.no_such_milestone": _l("这个节点已经报过，或者已经取消，请看最新的页面。"),
    "refusal.projects.report_photos": _l("一次最多放 %(most)s 张照片。"),
    "refusal.projects.photo_unsaid": _l("请给每张照片写一句话，说明照片里是什么。"),
    "refusal.projects.nothing_reported": _l("还没有报过进展，不能验收。"),
    "refusal.projects.acceptance_people": _l("验收要有社区和居民代表参加，请写上姓名。"),
    "refusal.projects.mend_by_when": _l("没有通过的，请写整改期限，要晚于验收那天。"),
    "refusal.projects.no_progress_yet": _l("清单里还没有街道接收的项目，没有进展可以列。"),
    "refusal.projects.progress_long": _l("这张清单很长，请下载进展表的表格（XLSX）。"),
    "refusal.projects.no_acceptance_yet": _l("这个项目还没有验收，没有记录可以打印。"),
    "refusal.projects.mend_what": _l("没有通过的，请写明要整改什么。"),
    "refusal.projects.change_waits": _l("已经有一份同样的变更申请在等街道答复。"),
    "refusal.projects.change_decided": _l("这份变更申请已经有人办理过了，请看最新的页面。"),
    "refusal.projects.change_of_nothing": _l("请写明要改成什么；和现在一样的不用申请。"),
}
