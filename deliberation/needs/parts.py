"""Where an entry seems to say several things. Pure."""

import re

from deliberation.needs.rules import MOST_PARTS

BETWEEN = re.compile(r"[，,、；;。]|(?:还有|另外|以及|同时|并且)")
SHORTEST = 3


def guessed_titles(title: str) -> list[str]:
    """The parts of a title as titles of their own; the whole title when it says one thing."""
    parts = [part.strip() for part in BETWEEN.split(title)]
    telling = [part for part in parts if len(part) >= SHORTEST]
    return telling[:MOST_PARTS] if len(telling) > 1 else [title]
