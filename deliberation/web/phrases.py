"""Sentences for kinds: refusals, events, messages, journal acts and labels, gathered from every room's texts.

Keys: `refusal.<code>`, `event.<kind>`, `notice.<kind>`, `act.<kind>`, `label.<group>.<value>`. A value is a
lazy string filled with the facts (`%(title)s`), or a function of the facts that returns one.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from deliberation.errors import Refusal

Phrase = LazyString | Callable[[Mapping[str, Any]], str]

log = logging.getLogger(__name__)
_phrases: dict[str, Any] = {}


def register(phrases: Mapping[str, Any]) -> None:
    """Add one room's phrases."""
    _phrases.update(phrases)


def phrase(kind: str, facts: Mapping[str, Any] | None = None) -> str:
    """The sentence for a kind; an unknown kind is shown as itself and logged."""
    found = _phrases.get(kind)
    if found is None:
        log.warning("no phrase for %s", kind)
        return kind
    if callable(found) and not isinstance(found, LazyString):
        return str(found(facts or {}))
    try:
        return str(found) % _Shown(facts or {})
    except (TypeError, ValueError):
        log.warning("the phrase for %s does not fit its facts", kind)
        return str(found)


def sentence(refusal: Refusal) -> str:
    """What a refusal says to a person."""
    key = f"refusal.{refusal.code}"
    return (
        phrase(key, refusal.facts)
        if key in _phrases
        else _("这一步现在不能做。（%(code)s）", code=refusal.code)
    )


def label(group: str, value: object) -> str:
    """The word for a state, a role, a channel …; empty for None."""
    return "" if value is None else phrase(f"label.{group}.{value}")


def known() -> frozenset[str]:
    """All keys that have a phrase."""
    return frozenset(_phrases)


class _Shown(dict[str, Any]):
    """Facts as a sentence shows them; a missing fact is a gap, not an error."""

    def __missing__(self, key: str) -> str:
        return "…"
