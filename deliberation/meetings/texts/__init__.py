"""Words of the room meetings: one module a purpose, gathered here."""

from typing import Any

from deliberation.meetings.texts import (
    acting,
    ballot,
    core,
    door,
    live,
    minutes,
    papers,
    planning,
    publishing,
    telling,
    word,
)

MODULES = (acting, ballot, core, door, live, minutes, papers, planning, publishing, telling, word)
PHRASES: dict[str, Any] = {key: phrase for module in MODULES for key, phrase in module.PHRASES.items()}
