"""Writing meetings: the verbs from planning to signature, gathered from the files that hold them."""

from deliberation.meetings.attending import (
    add_walk_in,
    check_in,
    count_others,
    excuse,
    mark_absent,
    remove_walk_in,
    set_members,
)
from deliberation.meetings.matters import leaves_way_open, over
from deliberation.meetings.minuting import draft_minutes, edit_minutes, end, reopen
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
from deliberation.meetings.signing import add_addendum, sign
from deliberation.meetings.voting import (
    Count,
    MotionDraft,
    move,
    note,
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
    "add_addendum",
    "add_item",
    "add_walk_in",
    "cancel",
    "check_in",
    "count_others",
    "draft_minutes",
    "edit",
    "edit_item",
    "edit_minutes",
    "end",
    "excuse",
    "give_notice",
    "leaves_way_open",
    "mark_absent",
    "move",
    "move_item",
    "note",
    "over",
    "plan",
    "record_votes",
    "remove_item",
    "remove_walk_in",
    "reopen",
    "reword",
    "set_members",
    "sign",
    "table",
    "withdraw",
]
