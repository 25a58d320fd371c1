"""How alike two texts about a need are, from 0 to 1000. Pure."""

from deliberation.needs.grams import grams

ALIKE = 300


def likeness(one: str, other: str) -> int:
    """How much two texts have in common, in thousandths."""
    mine, theirs = set(grams(one)), set(grams(other))
    shared = len(mine & theirs)
    return 2000 * shared // (len(mine) + len(theirs)) if shared else 0
