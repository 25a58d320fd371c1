"""How needs, their authors and their steps are shown: names masked outside, sentences for events."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from deliberation.web.phrases import label, phrase
from deliberation.wording import mask_name

TONES = {"open": "info", "shortlisted": "done", "unpublished": "waiting", "waiting": "waiting"}
BEFORE_DOOR = "（"
SOME = UUID(int=0)
LinkOf = Callable[[str, Mapping[str, Any]], str | None]
_links: dict[str, LinkOf] = {}


@dataclass(frozen=True)
class Slip:
    """A need as the slip of paper shows it."""

    number: str
    title: str
    place: str
    author: str
    supports: int
    households: int
    state_label: str
    state_tone: str
    url: str
    need: Any


@dataclass(frozen=True)
class Step:
    """One dated event of a need's way."""

    at: datetime
    sentence: str
    url: str | None
    kind: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)


def link_event(kind: str, link: LinkOf) -> None:
    """A later room says where an event of its kind leads: a function of (community code, facts)."""
    _links[kind] = link


def author_shown(row: Any, real_names: bool) -> str:
    """The real name for own staff; for everybody else the nickname, or the masked name."""
    return called(row, row.Need.on_behalf_name, real_names)


def called(row: Any, on_behalf_name: str, real_names: bool) -> str:
    """What somebody is called: the name (of account, resident, or as written down), or its public form."""
    name = row.account_name or row.resident_name or on_behalf_name
    if real_names:
        return str(name or "")
    # What a worker wrote behind a name, in brackets, is the door.
    return str(row.nickname or mask_name((name or "").partition(BEFORE_DOOR)[0]))


def standing(need: Any) -> str:
    """Where a need stands, in one word a resident understands."""
    if need.withheld_at is not None:
        return "withheld"
    if need.state in ("open", "shortlisted") and need.published_at is None:
        return "unpublished"
    return "waiting" if need.state == "open" and need.cycle_id is None else str(need.state)


def next_step(need: Any) -> str:
    """What happens next with a need, as its author reads it."""
    stands = standing(need)
    return label("next_step", "answered" if stands == "open" and need.answered_at else stands)


def slips(rows: Iterable[Any], real_names: bool, endpoint: str = "needs.show") -> list[Slip]:
    """Rows of a list as slips."""
    shown = list(rows)
    codes = {row.Need.community_code for row in shown}
    addresses = {code: url_for(endpoint, code=code, need_id=SOME) for code in codes}
    words = {stands: label("need_state", stands) for stands in {standing(row.Need) for row in shown}}
    return [_slip(row, real_names, addresses[row.Need.community_code], words) for row in shown]


def _slip(row: Any, real_names: bool, address: str, words: Mapping[str, str]) -> Slip:
    need, stands = row.Need, standing(row.Need)
    return Slip(
        need.number,
        need.title,
        need.place,
        author_shown(row, real_names),
        row.supports,
        row.households,
        words[stands],
        TONES.get(stands, "neutral"),
        address.replace(str(SOME), str(need.id)),
        need,
    )


def steps(events: Iterable[Any]) -> list[Step]:
    """A need's events as sentences."""
    return [
        Step(event.at, sentence_of(event), _url_of(event), event.kind, _others_of(event)) for event in events
    ]


def sentence_of(event: Any) -> str:
    """One event in words."""
    facts = {**event.facts, "role": label("acted_as", event.role)}
    return phrase(f"event.{event.kind}", facts)


def _url_of(event: Any) -> str | None:
    link = _links.get(event.kind)
    return link(event.community_code, event.facts) if link else None


def _others_of(event: Any) -> list[tuple[str, str]]:
    """The needs an entry was split into, each with its page."""
    return [
        (
            f"{part['number']} {part['title']}",
            url_for("needs.show", code=event.community_code, need_id=part["need_id"]),
        )
        for part in event.facts.get("parts", [])
    ]


def _other_need(code: str, facts: Mapping[str, Any]) -> str | None:
    return url_for("needs.show", code=code, need_id=facts["need_id"]) if "need_id" in facts else None


for _kind in ("needs.merged", "needs.merged_into", "needs.unmerged", "needs.split_from"):
    link_event(_kind, _other_need)
