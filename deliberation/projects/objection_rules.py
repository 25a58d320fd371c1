"""Objections: by which way they come, what becomes of them, and what makes a putting-up begin anew. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

MOST_LETTERS = 2_000


class Way(StrEnum):
    """How an objection came: on the platform, or told to a worker who enters it."""

    ONLINE = "online"
    PHONE = "phone"
    VISIT = "visit"
    PAPER = "paper"


BY_HAND = (Way.PHONE, Way.VISIT, Way.PAPER)


class ObjectionState(StrEnum):
    """Whether it was answered and how, or taken back by whoever made it."""

    OPEN = "open"
    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"


OUTCOMES = (ObjectionState.UPHELD, ObjectionState.PARTLY, ObjectionState.NOT_UPHELD)


def takes_objections(from_on: date | None, to_on: date | None, day: date) -> bool:
    """From the first day of the putting-up to the last one, both included."""
    return from_on is not None and to_on is not None and from_on <= day <= to_on


def weight(
    site: str,
    point: tuple[int | None, int | None],
    content: str,
    cost_fen: int | None,
    funding: Mapping[str, int],
    budget: Sequence[tuple[str, int]] = (),
) -> str:
    """What of a row may not change while it is put up (16 hex digits): place, content, money."""
    weighed = [site, point, content, cost_fen, sorted(funding.items()), budget]
    told = json.dumps(weighed, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def begins_anew(put_up: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether rows were added or removed, or one of them weighs otherwise."""
    return dict(put_up) != dict(now)


def overdue(state: ObjectionState, due_on: date, day: date) -> bool:
    """Not answered, and the day it was due has passed."""
    return state == ObjectionState.OPEN and day > due_on


def counts(states: Sequence[ObjectionState]) -> tuple[int, int]:
    """How many objections there are, those taken back left out, and how many are answered."""
    standing = [state for state in states if state != ObjectionState.WITHDRAWN]
    return len(standing), sum(1 for state in standing if state != ObjectionState.OPEN)
