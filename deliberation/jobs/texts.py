"""Words of the room jobs."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "label.job_state.waiting": _l("排队中"),
    "label.job_state.running": _l("进行中"),
    "label.job_state.done": _l("完成"),
    "label.job_state.failed": _l("没有完成"),
    "refusal.jobs.unknown_kind": _l("没有人会做这种任务（%(kind)s）。"),
    "refusal.jobs.gave_up": _l("试了三次都没有完成，已经停下。请再试一次，或联系管理员。"),
}
