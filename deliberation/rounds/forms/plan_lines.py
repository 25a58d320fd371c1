"""Options typed by hand, one a line, with what they cost."""

from decimal import Decimal

from deliberation.errors import Refusal
from deliberation.rounds.rules import OptionPlan
from deliberation.web.forms import fen_of
from deliberation.wording import tidy


def typed_options(text: str) -> list[OptionPlan]:
    """One option a line, its cost in yuan after a semicolon: 早餐店；120000."""
    options: list[OptionPlan] = []
    for line in filter(None, map(tidy, text.split("\n"))):
        title, _bar, cost = line.replace("；", ";").partition(";")
        key = f"x{len(options) + 1}"
        options.append(OptionPlan(tidy(title), _fen(tidy(cost), line) if tidy(cost) else None, key=key))
    return options


def line_of(option: OptionPlan) -> str:
    """An option as it would be typed."""
    return option.title if option.cost_fen is None else f"{option.title}；{Decimal(option.cost_fen) / 100:f}"


def _fen(text: str, line: str) -> int:
    try:
        return fen_of(text.removesuffix("元"))
    except ValueError:
        raise Refusal("rounds.cost_not_read", line=line) from None
