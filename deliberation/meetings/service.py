"""Writing meetings: the verbs from planning to signature, gathered from the files that hold them."""

from deliberation.meetings.addenda import add_addendum, record_addendum_signatures, sign_addendum
from deliberation.meetings.attending import (
    add_walk_in,
    check_in,
    check_in_many,
    count_others,
    excuse,
    leave,
    mark_absent,
    remove_walk_in,
    undo_mark,
)
from deliberation.meetings.circulating import answer, circulate, comment, comment_for
from deliberation.meetings.door_code import arrive, ensure_code, refuse_code, renew_code, sit_in
from deliberation.meetings.entries import once
from deliberation.meetings.listing import list_from_roll, list_pasted, set_members
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
from deliberation.meetings.representing import represent
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
    "arrive",
    "ask",
    "begin",
    "cancel",
    "check_in",
    "check_in_many",
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
    "ensure_code",
    "excuse",
    "fill_roll",
    "finish",
    "give_more",
    "give_notice",
    "go_to",
    "leave",
    "leaves_way_open",
    "list_from_roll",
    "list_pasted",
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
    "refuse_code",
    "remove_item",
    "remove_walk_in",
    "renew_code",
    "reopen",
    "represent",
    "restore",
    "reword",
    "set_members",
    "sign",
    "sign_addendum",
    "sit_in",
    "table",
    "undo_mark",
    "withdraw",
    "withdraw_speech",
]
