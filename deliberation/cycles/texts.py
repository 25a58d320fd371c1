"""Words of the room cycles."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "label.stage.collecting": _l("征集"),
    "label.stage.deliberating": _l("议事"),
    "label.stage.voting": _l("投票"),
    "label.stage.listing": _l("清单"),
    "label.stage.publicising": _l("公示"),
    "label.stage.carrying_out": _l("实施"),
    "label.stage_hint.collecting": _l("现在可以提出需求、支持邻居的需求"),
    "label.stage_hint.deliberating": _l("社区正在梳理和议事，可以查看会议"),
    "label.stage_hint.voting": _l("现在可以投票"),
    "label.stage_hint.listing": _l("正在把需求整理成项目清单"),
    "label.stage_hint.publicising": _l("项目清单正在公示，可以提出意见"),
    "label.stage_hint.carrying_out": _l("项目正在实施，可以查看进展"),
    "refusal.cycles.no_collecting": _l("议事周期要从征集开始，请填写征集的第一天。"),
    "refusal.cycles.dates_out_of_order": _l("各阶段的日期要一个比一个晚。"),
    "refusal.cycles.overlap": _l("和“%(name)s”的时间重叠了，一个社区同一时间只能有一个议事周期。"),
    "act.cycles.plan": _l("安排议事周期"),
    "act.cycles.replan": _l("调整议事周期"),
}
