"""What the live desk shows: the matter, its motions and speakers, who is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from deliberation.clock import now
from deliberation.meetings import queries
from deliberation.meetings.amending import amendments_of
from deliberation.meetings.forms.core import labelled
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.meetings.forms.motions import MotionForm
from deliberation.meetings.rules import Base, MotionKind, Way, quorum_met
from deliberation.meetings.sentences import arithmetic_sentence, quorum_sentence, square_metres
from deliberation.meetings.speaking import HERE, last_side
from deliberation.meetings.steering import chair_missing
from deliberation.meetings.turns import TURNS, Waiting, suggested_order
from deliberation.needs.rules import Reason
from deliberation.web.access import current_actor

CHIPS = 12


@dataclass(frozen=True)
class Refused:
    """An entry without script that was refused: why, all that was typed, what is there now, and whether
    it goes when it is meant (`again`)."""

    act: str
    row: str
    sentences: Sequence[str]
    typed: dict[str, str]
    theirs: dict[str, Any] | None = None
    again: bool = False


def page_facts(meeting: Any, item: Any, who: str, refused: Refused | None = None) -> dict[str, Any]:
    """Everything the desk and its fragments show."""
    return {
        **frame_facts(meeting, refused),
        **hall_facts(meeting),
        "item": item,
        "next_item": _next(meeting, item),
        "kinds": _kinds(item),
        "first_kind": _first_kind(item),
        "agreed": queries.agreed_on(item.id) if item else [],
        "refuse_reasons": labelled("reason", Reason) if item and item.need_id else [],
        "ways": [way for way in Way if way != Way.ROLL],
        "motions": _motions(item, meeting.profile.base),
        "on_table": queries.open_motion(meeting),
        "leaders": queries.possible_leaders(meeting.community_code) if chair_missing(meeting) else [],
        "chair_missing": chair_missing(meeting),
        **speaker_facts(item),
        **_people(meeting, who),
    }


def frame_facts(meeting: Any, refused: Refused | None = None) -> dict[str, Any]:
    """What every form of the desk needs."""
    return {
        "meeting": meeting,
        "refused": refused,
        "new_key": lambda: str(uuid4()),
        "account": str(current_actor().account_id),
        "moment_now": milliseconds(now()),
        "milliseconds": milliseconds,
        "square_metres": square_metres,
        "yuan_of": yuan_of,
    }


def hall_facts(meeting: Any) -> dict[str, Any]:
    """Who is here, and whether that is enough."""
    there = queries.turnout(meeting)
    quorum = quorum_met(meeting.profile, there)
    sentence = quorum_sentence(meeting.profile, there, quorum)
    needed = meeting.profile.majority.needed(there.present) if meeting.profile.majority else 0
    return {"turnout": there, "quorum": quorum, "sentence": sentence, "needed": needed}


def yuan_of(fen: int | None) -> str:
    """Money as it is typed."""
    return "" if fen is None else f"{Decimal(fen) / 100:f}"


def milliseconds(moment: Any) -> int:
    """A moment as a browser counts it."""
    return int(moment.timestamp() * 1000)


def item_shown(meeting: Any, wanted: str | None) -> Any:
    """The matter asked for; else the one that is on, the next one to come, or the last."""
    for item_id in (uuid_or_none(wanted), meeting.current_item_id):
        found = queries.item_of(item_id, meeting) if item_id else None
        if found:
            return found
    return next((item for item in meeting.items if item.done_at is None), (meeting.items or [None])[-1])


def _next(meeting: Any, item: Any) -> Any:
    """The first matter after this one that is not done; then the first one left at all."""
    left = [each for each in meeting.items if each.done_at is None and each is not item]
    position = item.position if item else -1
    return next((each for each in left if each.position > position), left[0] if left else None)


def _kinds(item: Any) -> list[tuple[str, str]]:
    """What a motion on this matter may decide."""
    if item is None:
        return []
    form = MotionForm(formdata=None)
    form.offer(item.need_id is not None, item.round_id is not None)
    return list(form.kind.choices or [])


def _first_kind(item: Any) -> MotionKind:
    """What a motion on this matter most likely decides."""
    if item is not None and item.need_id:
        return MotionKind.SHORTLIST_NEED
    return MotionKind.ADOPT_RANKING if item is not None and item.round_id else MotionKind.FREE


def _motions(item: Any, base: Base) -> list[dict[str, Any]]:
    """The motions of a matter, latest first, each with its amendments and the sum that decided it."""
    own = [motion for motion in item.motions if motion.amends_id is None] if item else []
    return [
        {**_told(motion, base), "amendments": [_told(each, base) for each in amendments_of(motion)]}
        for motion in own
    ]


def _told(motion: Any, base: Base) -> dict[str, Any]:
    return {
        "motion": motion,
        "arithmetic": arithmetic_sentence(base, motion.arithmetic if motion.outcome else None),
    }


def speaker_facts(item: Any) -> dict[str, Any]:
    """Who speaks, who waits (in the order suggested), who spoke."""
    speeches = queries.item_speeches(item.id) if item else []
    asked = [each for each in speeches if each.began_at is None]
    turns = {each.id: _turns(each, speeches) for each in asked}
    waiting = [Waiting(each.side, turns[each.id]) for each in asked]
    order = suggested_order(waiting, last_side(speeches))
    begun = sorted((each for each in speeches if each.began_at), key=lambda each: (each.began_at, each.id))
    return {
        "waiting": [asked[place] for place in order],
        "turns": turns,
        "most_turns": TURNS,
        "running": next((each for each in begun if each.ended_at is None), None),
        "spoken": [each for each in begun if each.ended_at],
    }


def _turns(speech: Any, speeches: Sequence[Any]) -> int:
    same = (each for each in speeches if each.name == speech.name and each.motion_id == speech.motion_id)
    return sum(1 for each in same if each.began_at)


def _people(meeting: Any, who: str) -> dict[str, Any]:
    """A dozen of those here, for tapping; narrowed by name or initials."""
    typed = who.strip().lower()
    here = [row for row in meeting.attendance if row.status in HERE]
    found = [row for row in here if typed in row.name.lower() or row.initials.lower().startswith(typed)]
    found.sort(key=lambda row: (row.name, row.id))
    return {"who": who, "chips": found[:CHIPS], "more_people": len(found) - CHIPS, "any_here": bool(here)}


def roll_facts(motion: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """The votes by name given so far."""
    given = {vote.attendance_id: vote for vote in motion.roll}
    sums: dict[str, list[int]] = {}
    for vote in motion.roll:
        sum_ = sums.setdefault(vote.choice.value, [0, 0])
        sum_[0] += 1
        sum_[1] += vote.area_cm2
    return {"given": given, "sums": sums, "left": sum(1 for row in rows if row.id not in given)}
