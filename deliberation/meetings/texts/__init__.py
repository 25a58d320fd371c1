"""Words of the room meetings: one module a purpose, gathered here."""

from typing import Any

from deliberation.meetings.texts import core, live, publishing

MODULES = (core, live, publishing)

PHRASES: dict[str, Any] = {key: phrase for module in MODULES for key, phrase in module.PHRASES.items()}
