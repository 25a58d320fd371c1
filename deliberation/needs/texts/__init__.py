"""Words of the room needs: one module a purpose, gathered here."""

from typing import Any

from deliberation.needs.texts import (
    browsing,
    core,
    drafting,
    entering,
    exchanging,
    mapping,
    moderating,
    solving,
    sorting,
    talking,
)

MODULES = (
    core, browsing, drafting, entering, exchanging, mapping, moderating, solving, sorting, talking,
)  # fmt: skip
PHRASES: dict[str, Any] = {key: phrase for module in MODULES for key, phrase in module.PHRASES.items()}
