"""Two people write the same minutes at once: section by section, against the text both began from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

Sections = Mapping[str, str]


@dataclass(frozen=True)
class Merge:
    """What stands when both changes are taken, and the sections that both changed differently."""

    sections: dict[str, str]
    conflicts: frozenset[str]


def merged(base: Sections | None, theirs: Sections, mine: Sections) -> Merge:
    """Keep what either changed since `base`; what both changed, differently, is a conflict and stays theirs.

    Without a base nobody knows who changed what: then every difference is a conflict. A section that is not
    among theirs (its matter left the agenda) conflicts when something was written into it.
    """
    taken, conflicts = dict(theirs), set()
    for key, text in mine.items():
        before = base.get(key) if base is not None else None
        standing = theirs.get(key)
        if text in (standing, before) or (standing is None and not text):
            continue
        if standing is not None and standing == before:
            taken[key] = text
        else:
            conflicts.add(key)
    return Merge(taken, frozenset(conflicts))
