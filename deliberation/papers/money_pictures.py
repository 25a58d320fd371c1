"""Where a list's money goes, drawn: one bar a theme, under it the projects and the needs it answers."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from deliberation.papers import charts
from deliberation.papers.facts import MoneyBar, MoneyPicture
from deliberation.papers.texts import as_written
from deliberation.papers.wording import percent, wan

MOST_NUMBERS = 6
MOST_PRINTED = 8  # what stands on one page of the paper
PRINTED_ROOM = 72  # halves of a character in a line of the paper


def drawn(facts: MoneyPicture, face: str = "", size: int = 0) -> Markup:
    """The picture as SVG, for a page or (with `face` and `size` in points) for a paper.

    The money stands above its bar, for behind it neither a phone nor a large sum has room.
    """
    total = sum(bar["amount_fen"] for bar in facts["bars"])
    mark = _mark if size else _mark_on_page
    shown = _shown(facts["bars"], MOST_PRINTED if size else charts.MOST_BARS)
    marks = [mark(bar, total) for bar in shown]
    room = PRINTED_ROOM if size else charts.WORDS_A_LINE
    return charts.bars("money", facts["title"], facts["said"], marks, face, size, room)


def lines(facts: MoneyPicture) -> Iterator[tuple[str, str, str]]:
    """The same in words: theme, money, and what it answers; all themes, for who does not see the picture."""
    total = sum(bar["amount_fen"] for bar in facts["bars"])
    for bar in facts["bars"]:
        yield bar["label"], _figure(bar, total), _note(bar)


def _shown(bars: Sequence[MoneyBar], most: int) -> list[MoneyBar]:
    """The bars there is room for; where there are more, the smallest are put together into the last one."""
    if len(bars) <= most:
        return list(bars)
    rest = bars[most - 1 :]
    return [
        *bars[: most - 1],
        {
            "label": as_written("其余%(count)s类", count=len(rest)),
            "amount_fen": sum(bar["amount_fen"] for bar in rest),
            "projects": sum(bar["projects"] for bar in rest),
            "needs": list(dict.fromkeys(number for bar in rest for number in bar["needs"])),
        },
    ]


def _mark(bar: MoneyBar, total: int) -> charts.Mark:
    label = as_written("%(label)s　%(figure)s", label=bar["label"], figure=_figure(bar, total))
    return charts.Mark(label, bar["amount_fen"], note=_note(bar), whole=total)


def _mark_on_page(bar: MoneyBar, total: int) -> charts.Mark:
    note = as_written("%(figure)s，%(note)s", figure=_figure(bar, total), note=_note(bar))
    return charts.Mark(bar["label"], bar["amount_fen"], note=note, whole=total)


def _figure(bar: MoneyBar, total: int) -> str:
    share = percent(bar["amount_fen"], total)
    return as_written("%(money)s万元（%(share)s）", money=wan(bar["amount_fen"]), share=share)


def _note(bar: MoneyBar) -> str:
    """How many projects, and the numbers of the first needs they answer."""
    numbers = "、".join(bar["needs"][:MOST_NUMBERS])
    more = len(bar["needs"]) - MOST_NUMBERS
    said = {"count": bar["projects"], "numbers": numbers, "more": len(bar["needs"])}
    if more > 0:
        return as_written("项目%(count)s个，回应需求%(numbers)s等%(more)s条", **said)
    return as_written("项目%(count)s个，回应需求%(numbers)s", **said)
