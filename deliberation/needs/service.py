"""The one door to everything that changes needs; the verbs live in the modules named after their acts."""

from deliberation.needs.acting import keeping, refuse_if_changed, taken_up, together
from deliberation.needs.answering import answer, drop_template, keep_template
from deliberation.needs.behalf import (
    comment_for,
    report_for,
    speaker_named,
    speaker_of,
    support_for,
    undo_comment,
    undo_report,
    undo_support,
    undo_withdrawal,
    withdraw_for,
)
from deliberation.needs.bulk import do_to_all
from deliberation.needs.carrying import adopt_due, adopt_waiting, carry_over, follow_plan
from deliberation.needs.drafts import discard as discard_draft
from deliberation.needs.drafts import send
from deliberation.needs.entering import enter, take_back
from deliberation.needs.following import follow, nudge, unfollow
from deliberation.needs.handing import assign, hand_over
from deliberation.needs.history import hold, milestone, reaches, record_event, release
from deliberation.needs.holding import explain_holds
from deliberation.needs.merging import merge
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
from deliberation.needs.photos import add_to_need as add_photos
from deliberation.needs.reporting import report
from deliberation.needs.settled import switch_categories
from deliberation.needs.sheets import sign_sheet, undo_sheet
from deliberation.needs.solving import (
    assess_way,
    choose_way,
    comment_on_way,
    comment_on_way_for,
    hide_way,
    propose,
    propose_for_department,
    propose_on_behalf,
    publish_way,
    revise_way,
    unchoose_way,
)
from deliberation.needs.sorting import (
    categorise,
    edit,
    flag_owners,
    publish,
    reject,
    reopen,
    shortlist,
    unshortlist,
)
from deliberation.needs.splitting import split
from deliberation.needs.submitting import submit, submit_on_behalf
from deliberation.needs.supporting import support, withdraw_support
from deliberation.needs.talking import comment, withdraw_comment
from deliberation.needs.undoing import forget_deeds, undo
from deliberation.needs.wordlist import add_words, remove_word, switch_word

__all__ = [
    "add_photos",
    "add_words",
    "adopt_due",
    "adopt_waiting",
    "answer",
    "assess_way",
    "assign",
    "carry_over",
    "categorise",
    "choose_way",
    "comment",
    "comment_for",
    "comment_on_way",
    "comment_on_way_for",
    "discard_draft",
    "dismiss",
    "do_to_all",
    "drop_template",
    "edit",
    "enter",
    "explain_holds",
    "flag_owners",
    "follow",
    "follow_plan",
    "forget_deeds",
    "hand_over",
    "hide_comment",
    "hide_way",
    "hold",
    "keep_template",
    "keeping",
    "merge",
    "milestone",
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
    "refuse_if_changed",
    "reject",
    "release",
    "remove_word",
    "reopen",
    "report",
    "report_for",
    "restore",
    "revise",
    "revise_way",
    "send",
    "shortlist",
    "sign_sheet",
    "speaker_named",
    "speaker_of",
    "split",
    "submit",
    "submit_on_behalf",
    "support",
    "support_for",
    "switch_categories",
    "switch_word",
    "take_back",
    "take_down",
    "taken_up",
    "together",
    "unchoose_way",
    "undo",
    "undo_comment",
    "undo_report",
    "undo_sheet",
    "undo_support",
    "undo_withdrawal",
    "unfollow",
    "unshortlist",
    "withdraw_comment",
    "withdraw_for",
    "withdraw_support",
    "withhold",
]
