"""Writing meetings: the verbs from planning to signature, gathered from the files that hold them."""

from deliberation.meetings.addenda import add_addendum, record_addendum_signatures, sign_addendum
from deliberation.meetings.attending import (
    add_walk_in,
    check_in,
    count_others,
    excuse,
    mark_absent,
    remove_walk_in,
    set_members,
)
from deliberation.meetings.circulating import answer, circulate, comment, comment_for
from deliberation.meetings.entries import once
from deliberation.meetings.matters import leaves_way_open, over
from deliberation.meetings.minuting import draft_minutes, edit_minutes, end, reopen
from deliberation.meetings.paper_signing import record_signatures
from deliberation.meetings.planning import (
    ItemDraft,
    Leader,
    Plan,
    add_item,
    cancel,
    edit,
    edit_item,
    give_notice,
    move_item,
    plan,
    remove_item,
)
from deliberation.meetings.revising import restore
from deliberation.meetings.roll_call import count_roll, fill_roll, mark_roll
from deliberation.meetings.signing import sign
from deliberation.meetings.speaking import (
    SpeechDraft,
    add_said,
    ask,
    begin,
    give_more,
    note_point,
    withdraw_speech,
)
from deliberation.meetings.speaking import end as end_speech
from deliberation.meetings.steering import finish, go_to, name_chair
from deliberation.meetings.voting import (
    Count,
    MotionDraft,
    amend,
    count_hands,
    move,
    note,
    put_to_vote,
    record_votes,
    reword,
    table,
    withdraw,
)

__all__ = [
    "Count",
    "ItemDraft",
    "Leader",
    "MotionDraft",
    "Plan",
    "SpeechDraft",
    "add_addendum",
    "add_item",
    "add_said",
    "add_walk_in",
    "amend",
    "answer",
    "ask",
    "begin",
    "cancel",
    "check_in",
    "circulate",
    "comment",
    "comment_for",
    "count_hands",
    "count_others",
    "count_roll",
    "draft_minutes",
    "edit",
    "edit_item",
    "edit_minutes",
    "end",
    "end_speech",
    "excuse",
    "fill_roll",
    "finish",
    "give_more",
    "give_notice",
    "go_to",
    "leaves_way_open",
    "mark_absent",
    "mark_roll",
    "move",
    "move_item",
    "name_chair",
    "note",
    "note_point",
    "once",
    "over",
    "plan",
    "put_to_vote",
    "record_addendum_signatures",
    "record_signatures",
    "record_votes",
    "remove_item",
    "remove_walk_in",
    "reopen",
    "restore",
    "reword",
    "set_members",
    "sign",
    "sign_addendum",
    "table",
    "withdraw",
    "withdraw_speech",
]
