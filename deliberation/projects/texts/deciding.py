"""Words of the street office's decision row by row, and of what changed between two versions."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "label.row_verdict.accepted": _l("接收"),
    "label.row_verdict.declined": _l("不接收"),
    "event.projects.need_declined": _l("街道没有接收项目 %(project)s：%(reason)s"),
    "notice.projects.accepted_in_part": _l("街道接收了《%(title)s》的一部分，有的项目没有接收，请看理由。"),
    "refusal.projects.all_declined": _l("所有项目都不接收，就是退回清单，请选“退回修改”。"),
    "refusal.projects.declined_without_reason": _l("请写明为什么不接收“%(name)s”，居民和社区都会看到。"),
    "refusal.projects.row_declined": _l("街道没有接收这个项目，不用实施。"),
    "label.row_change.added": _l("新增"),
    "label.row_change.removed": _l("取下"),
    "label.row_change.changed": _l("有修改"),
}
FIELDS = {
    "number": _l("项目编号"),
    "name": _l("项目名称"),
    "kind": _l("项目类别"),
    "category": _l("业态或事项类型"),
    "site": _l("实施地点"),
    "content": _l("建设内容及规模"),
    "households": _l("受益户数"),
    "people": _l("受益人数"),
    "estimate_fen": _l("投资估算"),
    "funding": _l("资金来源"),
    "budget": _l("预算明细"),
    "unit": _l("责任单位"),
    "partner": _l("配合单位"),
    "start_on": _l("计划开工"),
    "finish_on": _l("完成时限"),
    "needs": _l("对应的需求"),
    "decision": _l("依据的决定"),
    "owners_decision": _l("需业主共同决定"),
    "plan": _l("便民圈方案"),
    "resources": _l("用上的资源"),
    "note": _l("备注"),
}
