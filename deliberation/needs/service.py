"""The one door to everything that changes needs; the verbs live in the modules named after their acts."""

from deliberation.needs.carrying import adopt_due, adopt_waiting, carry_over, follow_plan
from deliberation.needs.following import follow, nudge, unfollow
from deliberation.needs.history import hold, reaches, record_event, release
from deliberation.needs.holding import explain_holds
from deliberation.needs.moderating import (
    dismiss,
    hide_comment,
    publish_comment,
    publish_text,
    restore,
    revise,
    take_down,
    withhold,
)
from deliberation.needs.reporting import report
from deliberation.needs.settled import switch_categories
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
)
from deliberation.needs.submitting import submit, submit_on_behalf
from deliberation.needs.supporting import support, withdraw_support
from deliberation.needs.talking import comment, withdraw_comment
from deliberation.needs.wordlist import add_words, remove_word, switch_word

__all__ = [
    "add_words",
    "adopt_due",
    "adopt_waiting",
    "answer",
    "assess_way",
    "carry_over",
    "choose_way",
    "comment",
    "comment_on_way",
    "dismiss",
    "edit",
    "explain_holds",
    "follow",
    "follow_plan",
    "hide_comment",
    "hide_way",
    "hold",
    "merge",
    "nudge",
    "propose",
    "propose_for_department",
    "propose_on_behalf",
    "publish",
    "publish_comment",
    "publish_text",
    "publish_way",
    "reaches",
    "record_event",
    "reject",
    "release",
    "remove_word",
    "reopen",
    "report",
    "restore",
    "revise",
    "revise_way",
    "shortlist",
    "submit",
    "submit_on_behalf",
    "support",
    "switch_categories",
    "switch_word",
    "take_down",
    "unchoose_way",
    "unfollow",
    "unshortlist",
    "withdraw_comment",
    "withdraw_support",
    "withhold",
]
