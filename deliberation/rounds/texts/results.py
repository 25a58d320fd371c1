"""Words with which a result is shown, explained and published."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext


def figure(votes: int, unit: str) -> str:
    """A score as its number alone: halves of a point as x.5."""
    if unit != "half_points":
        return str(votes)
    return f"{votes // 2}.5" if votes % 2 else str(votes // 2)


def score(votes: int, unit: str) -> str:
    """A score with what it counts."""
    if unit in ("points", "half_points"):
        return _("%(points)s 分", points=figure(votes, unit))
    if unit == "wins":
        return ngettext("胜过 %(num)s 项", "胜过 %(num)s 项", votes)
    return ngettext("%(num)s 票", "%(num)s 票", votes)


def _ranked(facts: Mapping[str, Any]) -> str:
    """A need's place in a vote; rounds counted when there was one method say no unit."""
    said = {
        "round": facts["round"],
        "score": score(int(facts["votes"]), str(facts.get("unit", "votes"))),
        "of": facts["of"],
        "rank": facts["rank"],
    }
    if facts.get("won"):
        return _("在“%(round)s”得 %(score)s，%(of)s 项里排第 %(rank)s，选上了", **said)
    return _("在“%(round)s”得 %(score)s，%(of)s 项里排第 %(rank)s", **said)


PHRASES: dict[str, Any] = {
    "event.rounds.ranked": _ranked,
}
