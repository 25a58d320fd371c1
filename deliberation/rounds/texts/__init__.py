"""Words of the room rounds: one module a purpose, gathered here."""

from typing import Any

from deliberation.rounds.texts import ballot, core, counts, making, paper, results

MODULES = (core, counts, making, paper, ballot, results)
PHRASES: dict[str, Any] = {key: phrase for module in MODULES for key, phrase in module.PHRASES.items()}
