"""Forms about one row besides its columns: flags, budget, why it is no duplicate, promised resources."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from deliberation.errors import Refusal
from deliberation.projects.budget_rules import MOST_LINES, Line, quantity_text, thousandths
from deliberation.projects.rules import NEGATIVE, REASON_LENGTH
from deliberation.web.forms import Form, Text, Yuan, at_most, fen_of, filled
from deliberation.web.forms import Line as LineField
from deliberation.web.phrases import label
from deliberation.wording import tidy

SPARE_LINES = 5


class FlagsForm(Form):
    """What holds for the row as a whole, and why it is not as the needs have it."""

    owners_decision = BooleanField(_l("要业主共同决定（加装电梯、充电棚、广告牌、改变共有部分用途等）"))
    negative = SelectField(_l("负面清单"), choices=[])
    reason = Text(_l("为什么改"), [at_most(REASON_LENGTH)])
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(word, label("reason", word)) for word in NEGATIVE]
        self.negative.choices = [("", _("不属于负面清单")), *words]


class ApartForm(Form):
    reason = Text(_l("为什么不是重复"), [filled(_l("请写明原因。")), at_most(REASON_LENGTH)])


class PledgeForm(Form):
    """Which resource, what it is used for, and how much money of it."""

    resource = SelectField(_l("哪项资源"), choices=[])
    what = LineField(_l("用来做什么、用多少"), [at_most(200)])
    amount = Yuan(_l("用多少钱（元）"), [Optional()])


@dataclass(frozen=True)
class Typed:
    """A budget line as it was typed."""

    name: str = ""
    unit: str = ""
    quantity: str = ""
    price: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.unit or self.quantity or self.price)


def typed_lines(form: Any) -> list[Typed]:
    """The lines of the page's table, then those pasted from a sheet (name, unit, quantity, price, apart by a
    tab or by several blanks)."""
    count = min(_whole(form.get("lines", "0")), MOST_LINES + SPARE_LINES)
    rows = [
        Typed(*(tidy(form.get(f"{name}-{place}")) for name in ("name", "unit", "quantity", "price")))
        for place in range(count)
    ]
    pasted = [_pasted(line) for line in (form.get("pasted") or "").splitlines() if line.strip()]
    return [line for line in (*rows, *pasted) if not line.empty]


def lines_of(typed: list[Typed]) -> list[Line]:
    """The lines as they are kept; what is no number is refused with the line it stands in."""
    return [_line(place, line) for place, line in enumerate(typed, 1)]


def lines_shown(row: Any) -> list[Typed]:
    """A row's lines as the page shows them."""
    return [
        Typed(line.name, line.unit, quantity_text(line.quantity), _yuan(line.price_fen))
        for line in row.budget
    ]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _line(place: int, line: Typed) -> Line:
    try:
        quantity = thousandths(line.quantity)
    except ValueError:
        raise Refusal("projects.line_quantity", line=place) from None
    try:
        price = fen_of(line.price)
    except ValueError:
        raise Refusal("projects.line_price", line=place) from None
    return Line(line.name, line.unit, quantity, price)


def _pasted(line: str) -> Typed:
    cells = [tidy(cell) for cell in (line.split("\t") if "\t" in line else line.split())]
    return Typed(*(cells + [""] * 4)[:4])


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
