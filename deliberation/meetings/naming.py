"""Which names stand in minutes, and which of them outsiders may read. Pure.

Shown are those who act for the community, and those who agreed. Everybody else on the record, everybody who
proposed, spoke or signed, and every neighbour on the community's roll who is mentioned, is hidden.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deliberation.meetings.hiding import Cover, looks_like_a_name, possible_names
from deliberation.meetings.writing import speeches_of

SEVERAL = re.compile(r"[、，,;；/\n]")
# Under these keys of a record stands somebody's name, typed or taken over.
NAME_KEYS = frozenset({"proposer", "seconder", "owner", "name"})
NOT_PUBLIC = frozenset({"reason", "represents"})

Listed = list[tuple[str, bool]]
Ask = Callable[[set[str]], set[str]]


@dataclass(frozen=True)
class Lookup:
    """Answers which of some names belong to staff of a place, and which stand on its roll of residents."""

    place: str
    staff: Ask
    roll: Ask


@dataclass(frozen=True)
class Named:
    """The names to hide, and those that stay."""

    hide: frozenset[str]
    show: frozenset[str]

    def cover(self) -> Cover:
        return Cover(self.hide, self.show)


def sorted_out(listed: Listed, typed: Iterable[str], texts: Iterable[str], lookup: Lookup) -> Named:
    """A name is shown when all who bear it here may be named; of strangers' names, those of staff."""
    rows = [(name, shown) for name, shown in listed if name]
    hide = {name for name, shown in rows if not shown}
    show = {name for name, _shown in rows} - hide
    strangers = _split(typed) - hide - show
    staff = lookup.staff(strangers) if strangers else set()
    hide |= {name for name in strangers - staff if looks_like_a_name(name)}
    hide |= lookup.roll(strangers | possible_names("\n".join(texts))) - show - staff
    return Named(frozenset(hide), frozenset(filter(None, show | staff | {lookup.place})))


def listed_in(record: Mapping[str, Any], agreed: frozenset[str], leaders: Mapping[str, bool]) -> Listed:
    """Who is on the list of a record, chairs or records, each with whether they may be named; `leaders` says
    for the chair and the recorder whether they agreed."""
    people = [(row["name"], row["public"] or row.get("id") in agreed) for row in record["attendance"]]
    return people + [
        (record[part]["name"], record[part]["public"] or leaders.get(part, False))
        for part in ("chair", "recorder")
    ]


def typed_in(record: Mapping[str, Any], sections: Mapping[str, str]) -> Iterator[str]:
    """The names that were typed: who proposed, seconded, spoke, or is to see to something."""
    yield from _names({key: part for key, part in record.items() if key != "attendance"})
    for key, text in sections.items():
        if key.endswith("_speeches"):
            yield from (speaker for speaker, _point in speeches_of(text))


def texts_of(value: object) -> Iterator[str]:
    """Every text of a record that may ever be public, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in NOT_PUBLIC:
                yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in NAME_KEYS and isinstance(part, str):
                yield part
            else:
                yield from _names(part)
    elif isinstance(value, list):
        for part in value:
            yield from _names(part)


def _split(names: Iterable[str]) -> set[str]:
    """One name each, where several were typed into one line."""
    return {part.strip() for name in names for part in SEVERAL.split(name or "") if part.strip()}
