"""The one door to everything that changes needs; the verbs live in the modules named after their acts."""

from deliberation.needs.history import hold, reaches, record_event, release
from deliberation.needs.holding import explain_holds
from deliberation.needs.solving import (
    assess_way,
    choose_way,
    comment_on_way,
    hide_way,
    propose,
    propose_for_department,
    propose_on_behalf,
    publish_way,
    revise_way,
    unchoose_way,
)
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
    "assess_way",
    "choose_way",
    "comment",
    "comment_on_way",
    "edit",
    "explain_holds",
    "follow_plan",
    "hide_comment",
    "hide_way",
    "hold",
    "merge",
    "propose",
    "propose_for_department",
    "propose_on_behalf",
    "publish",
    "publish_comment",
    "publish_way",
    "reaches",
    "record_event",
    "reject",
    "release",
    "reopen",
    "revise_way",
    "shortlist",
    "submit",
    "submit_on_behalf",
    "support",
    "unchoose_way",
    "unshortlist",
    "withdraw_support",
    "withhold",
]
