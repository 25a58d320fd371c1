"""Words of the room projects: one module a purpose, gathered here."""

from typing import Any

from deliberation.projects.texts import (
    carrying,
    converting,
    core,
    deciding,
    following,
    office,
    publicity,
    receiving,
    reporting,
)

MODULES = (carrying, converting, core, deciding, following, office, publicity, receiving, reporting)

PHRASES: dict[str, Any] = {key: phrase for module in MODULES for key, phrase in module.PHRASES.items()}
