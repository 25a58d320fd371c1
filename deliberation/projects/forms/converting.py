"""Forms of the conversion desk: ids and parts as they come in, typed money and quantities."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from deliberation.errors import Refusal
from deliberation.projects.splitting import MOST_PARTS, Part
from deliberation.web.forms import fen_of
from deliberation.wording import tidy


def ids_of(texts: Sequence[str]) -> list[UUID]:
    """The ids of a form; nonsense is refused as not on offer."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Refusal("projects.not_on_offer") from None


def parts_of(form: Any) -> list[Part]:
    """The parts a row is split into, as typed; a part without a name and without a sum is none."""
    found = []
    for place in range(MOST_PARTS):
        name, money = tidy(form.get(f"name-{place}")), tidy(form.get(f"cost-{place}"))
        if name or money:
            needs = frozenset(ids_of(form.getlist(f"need-{place}")))
            found.append(Part(name, needs, _fen(money)))
    return found


def parts_shown(form: Any, row: Any) -> list[dict[str, Any]]:
    """The parts as the page shows them: what was typed, or the row in two halves of its needs."""
    if form:
        return [
            {
                "name": form.get(f"name-{place}", ""),
                "cost": form.get(f"cost-{place}", ""),
                "needs": set(form.getlist(f"need-{place}")),
            }
            for place in range(MOST_PARTS)
        ]
    ids = {str(need.need_id) for need in row.needs}
    blank: Mapping[str, Any] = {"name": "", "cost": "", "needs": ids if len(ids) == 1 else set()}
    first = {"name": row.name, "cost": _yuan(row.cost_fen), "needs": ids}
    return [first, *(dict(blank) for _place in range(MOST_PARTS - 1))]


def _fen(text: str) -> int | None:
    try:
        return fen_of(text) if text else None
    except ValueError:
        raise Refusal("projects.bad_money", typed=text[:20]) from None


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}" + (f".{fen % 100:02}" if fen % 100 else "")
