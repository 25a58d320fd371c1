"""The one door to everything that changes needs; the verbs live in the modules named after their acts."""

from deliberation.needs.history import hold, reaches, record_event, release
from deliberation.needs.sorting import (
    answer,
    edit,
    merge,
    publish,
    reject,
    reopen,
    shortlist,
    unshortlist,
    withhold,
)
from deliberation.needs.submitting import adopt_due, adopt_waiting, follow_plan, submit, submit_on_behalf
from deliberation.needs.supporting import comment, hide_comment, publish_comment, support, withdraw_support

__all__ = [
    "adopt_due",
    "adopt_waiting",
    "answer",
    "comment",
    "edit",
    "follow_plan",
    "hide_comment",
    "hold",
    "merge",
    "publish",
    "publish_comment",
    "reaches",
    "record_event",
    "reject",
    "release",
    "reopen",
    "shortlist",
    "submit",
    "submit_on_behalf",
    "support",
    "unshortlist",
    "withdraw_support",
    "withhold",
]
