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
