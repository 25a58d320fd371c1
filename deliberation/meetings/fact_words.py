"""A recorded fact that changed, in words: what it is about, what it was, what it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from deliberation.meetings.comparing import FactChange
from deliberation.meetings.sentences import square_metres
from deliberation.web.formats import day, moment
from deliberation.web.phrases import label

MOST_NAMES = 20
LABELLED = {
    "meeting.mode": "meeting_mode",
    "person.status": "presence",
    "motion.kind": "motion_kind",
    "motion.way": "vote_way",
    "motion.outcome": "motion_outcome",
    "motion.refuse_reason": "reason",
    "looked_back.state": "action_was",
}


@dataclass(frozen=True)
class ChangeWords:
    """One line of what changed in the records."""

    about: str
    what: str
    before: str
    after: str


def change_words(change: FactChange) -> ChangeWords:
    """A change as a reader understands it; “无” where there was or is nothing."""
    before, after = change.before, change.after
    if change.kind == "motion.roll":
        before, after = _votes_that_differ(before, after), _votes_that_differ(after, before)
    return ChangeWords(
        change.about,
        label("minutes_fact", change.kind),
        _value(change.kind, before),
        _value(change.kind, after),
    )


def _value(kind: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return _("无")
    if kind in LABELLED:
        return label(LABELLED[kind], value)
    words = WORDS.get(kind.rpartition(".")[2])
    return words(value) if words else str(value)


def _votes_that_differ(votes: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [vote for vote in votes if vote not in others]


def _roll(votes: list[Mapping[str, Any]]) -> str:
    shown = [f"{vote['name']} {label('minutes_choice', vote['choice'])}" for vote in votes[:MOST_NAMES]]
    if len(votes) > MOST_NAMES:
        shown.append(_("等 %(count)s 人", count=len(votes)))
    return _("、").join(shown)


def _ballot(ballot: Mapping[str, Any]) -> str:
    return _("%(ballots)s 张票，名册 %(register)s 人", **ballot)


def _yuan(fen: int) -> str:
    return _("%(yuan)s 元", yuan=f"{fen // 100}.{fen % 100:02d}")


def _area(area_cm2: int) -> str:
    return _("%(area)s 平方米", area=square_metres(area_cm2))


WORDS: Mapping[str, Callable[[Any], str]] = {
    "held_from": moment,
    "held_to": moment,
    "arrived_at": moment,
    "left_at": moment,
    "deadline_on": day,
    "due_on": day,
    "due_area": _area,
    "present_area": _area,
    "cost_fen": _yuan,
    "roll": _roll,
    "ballot": _ballot,
}
