"""The three short steps of saying what is missing, and what a draft keeps of them. Pure."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import IntEnum
from typing import Any

from deliberation.needs.rules import Draft, micro_degrees, uuid_or_none
from deliberation.wording import tidy_lines

# Far beyond what may be submitted: whoever pasted too much shortens it, and loses nothing meanwhile.
MOST_KEPT = 20_000
DRAFT_KEPT = timedelta(days=30)
ORPHAN_KEPT = timedelta(days=1)
MOST_ORPHANS = 2_000
MOST_ORPHANS_OF_ADDRESS = 20


class Step(IntEnum):
    """Where somebody is: what is missing, where, more about it, and the look over everything."""

    WHAT = 1
    WHERE = 2
    MORE = 3
    PREVIEW = 4


WORDS: dict[Step, tuple[str, ...]] = {
    Step.WHAT: ("title", "category"),
    Step.WHERE: ("place", "estate", "lat_e6", "lon_e6", "households"),
    Step.MORE: ("body",),
}
ALL_WORDS = tuple(name for names in WORDS.values() for name in names)


def kept_words(typed: Mapping[str, str]) -> dict[str, str]:
    """What a draft keeps of a form: its own fields, whatever stands in them, without invisible characters."""
    return {name: tidy_lines(typed[name])[:MOST_KEPT] for name in ALL_WORDS if name in typed}


def has_words(fields: Mapping[str, Any]) -> bool:
    """Whether anything was typed yet; a choice alone is no word."""
    return any(fields.get(name) for name in ("title", "place", "body"))


def said_title_alone(fields: Mapping[str, Any]) -> bool:
    """Whether nothing is lost with a draft but its title."""
    return not any(fields.get(name) for name in ("place", "body", "lat_e6"))


def draft_from(fields: Mapping[str, str]) -> Draft:
    """The need a draft's fields say, for the service to check."""
    count = unicodedata.normalize("NFKC", fields.get("households", "")).strip()
    return Draft(
        fields.get("title", ""),
        fields.get("body", ""),
        fields.get("category", ""),
        fields.get("place", ""),
        uuid_or_none(fields.get("estate")),
        int(count) if count.isascii() and count.isdigit() and len(count) <= 9 else None,
        micro_degrees(fields.get("lat_e6")),
        micro_degrees(fields.get("lon_e6")),
    )


def fingerprint(fields: Mapping[str, Any], photos: Iterable[object]) -> str:
    """A short mark of everything a preview showed, so that nothing else is submitted than was seen."""
    shown = [[fields.get(name, "") for name in ALL_WORDS], [str(photo) for photo in photos]]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def next_step(step: Step) -> Step:
    """The step after this one."""
    return Step(min(step + 1, Step.PREVIEW))


def step_before(step: Step) -> Step:
    """The step before this one."""
    return Step(max(step - 1, Step.WHAT))
