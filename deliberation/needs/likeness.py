"""How alike two needs are, from 0 to 1000. Pure.

The same thing with the same matter is the same need; at another named place, for other people, or with
another matter, it is another.
"""

from deliberation.needs.hearing import UNDECIDED, Heard
from deliberation.needs.synonyms import APART, LIGHT, NUISANCES

ALIKE = 500
# Fitted on the tuning part of tests/needs/data/pairs.tsv.
WEIGHTS = {
    "always": -64,
    "shared": 102,
    "apart": -345,
    "matter_other": -384,
    "matter_same": 71,
    "lack_or_said": -241,
    "matter_or_nothing": -113,
    "nuisance": 103,
    "nuisance_other": -156,
    "nuisance_beside": -264,
    "things": 7,
    "pairs_unknown": 20,
    "matters": 143,
}
OTHER = 300
INSIDE = frozenset(("corridor", "garage"))
KINDS = (("building", "gate", "road"), ("zone", "estate"), ("unit",), ("door",))


def likeness(mine: Heard, theirs: Heard) -> int:
    """What speaks for and against, added up; 500 is as likely as not. Elsewhere, or for others, it is not."""
    if mine == theirs:
        return 1000
    total = sum(WEIGHTS[name] * value for name, value in signs(mine, theirs).items())
    score = min(999, max(0, 500 + WEIGHTS["always"] + total // 1000))
    return min(score, OTHER) if _elsewhere(mine, theirs) or _for_others(mine, theirs) else score


def signs(mine: Heard, theirs: Heard) -> dict[str, int]:
    """What speaks for or against two texts meaning the same, each from 0 to 1000."""
    shared, extra = _weight(mine.things & theirs.things), _weight(mine.things ^ theirs.things)
    a, b = mine.aspects - UNDECIDED, theirs.aspects - UNDECIDED
    only_said = "said" in a ^ b
    a, b = a - {"said"}, b - {"said"}
    nuisance = bool(mine.things & theirs.things & NUISANCES)
    known = bool(mine.things and theirs.things)
    found = {
        "shared": bool(shared),
        "apart": known and not shared,
        "matter_other": bool(a and b and not a & b) and not nuisance,
        "matter_same": bool(a & b),
        "lack_or_said": "lack" in a | b and not (a and b) and not nuisance and only_said,
        "matter_or_nothing": "lack" not in a | b and bool(a) != bool(b) and not nuisance,
        "nuisance": nuisance,
        "nuisance_other": nuisance and bool(a and b and not a & b),
        "nuisance_beside": bool(shared) and bool(mine.things & NUISANCES) != bool(theirs.things & NUISANCES),
    }
    shares = {
        "things": 1000 * shared * 2 // (2 * shared + extra) if shared else 0,
        "pairs_unknown": 0 if known else _dice(mine.pairs, theirs.pairs),
        "matters": 1000 * len(a & b) // len(a | b) if a | b else 0,
    }
    return {name: 1000 * held for name, held in found.items()} | shares


def _weight(names: frozenset[str]) -> int:
    return sum(4 if name in LIGHT else 10 for name in names)


def _dice(a: frozenset[str], b: frozenset[str]) -> int:
    return 2000 * len(a & b) // (len(a) + len(b)) if a and b else 0


def _for_others(mine: Heard, theirs: Heard) -> bool:
    here, there = mine.things | mine.weak, theirs.things | theirs.weak
    return any(here & each and there & each and not here & there & each for each in APART)


def _elsewhere(mine: Heard, theirs: Heard) -> bool:
    """Whether both name a spot (a building, a gate, a road), an area, or a door, and not the same."""
    named = [(_of(mine, kinds), _of(theirs, kinds)) for kinds in KINDS]
    inside = (mine.weak & INSIDE, theirs.weak & INSIDE)
    return any(here and there and not here & there for here, there in [*named, inside])


def _of(said: Heard, kinds: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(kind, place) for kind in kinds for place in said.places.get(kind, ())}


def closeness(mine: Heard, theirs: Heard) -> int:
    """Which of several that mean the same is nearest: in the same place first, then in the same words."""
    same_place = any(_of(mine, kinds) & _of(theirs, kinds) for kinds in KINDS)
    return 1000 * same_place + _dice(mine.pairs, theirs.pairs)
