"""Budget lines: what a quantity of something at a price comes to, in whole fen, and which lines can be. Pure.

Quantities are whole thousandths, so that 2.5 m² or 0.125 t need no floating point; half a fen is rounded up.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from deliberation.errors import Refusal
from deliberation.projects.rules import MOST_FEN
from deliberation.wording import tidy

MOST_LINES = 500
MOST_QUANTITY = 1_000_000_000_000
NAME_LENGTH, UNIT_LENGTH = 120, 20
WHOLE = 1000


@dataclass(frozen=True)
class Line:
    """So many (in thousandths) of something at so much (in fen)."""

    name: str
    unit: str
    quantity: int
    price_fen: int

    @property
    def amount_fen(self) -> int:
        """Quantity times price, half a fen rounded up."""
        return (self.quantity * self.price_fen * 2 + WHOLE) // (2 * WHOLE)


def checked(lines: Sequence[Line]) -> list[Line]:
    """The lines with tidied words; refuses what cannot be, naming the line (from 1)."""
    if len(lines) > MOST_LINES:
        raise Refusal("projects.too_many_lines", most=MOST_LINES, have=len(lines))
    clean = [_checked(place, line) for place, line in enumerate(lines, 1)]
    total = total_of(clean)
    if total > MOST_FEN:
        raise Refusal("projects.budget_overflow", most=MOST_FEN)
    return clean


def _checked(place: int, line: Line) -> Line:
    clean = Line(tidy(line.name), tidy(line.unit), line.quantity, line.price_fen)
    if not clean.name or len(clean.name) > NAME_LENGTH:
        raise Refusal("projects.line_name", line=place, most=NAME_LENGTH)
    if len(clean.unit) > UNIT_LENGTH:
        raise Refusal("projects.line_unit", line=place, most=UNIT_LENGTH)
    if not 0 < clean.quantity <= MOST_QUANTITY:
        raise Refusal("projects.line_quantity", line=place)
    if not 0 <= clean.price_fen <= MOST_FEN:
        raise Refusal("projects.line_price", line=place)
    if clean.amount_fen > MOST_FEN:
        raise Refusal("projects.budget_overflow", most=MOST_FEN)
    return clean


def total_of(lines: Sequence[Line]) -> int:
    """What the lines add up to, in fen."""
    return sum(line.amount_fen for line in lines)


def thousandths(text: str) -> int:
    """A quantity as it is typed, commas and full-width digits allowed, as whole thousandths; ValueError where
    it is none or finer than a thousandth."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", tidy(text)).replace(",", ""))
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite() or abs(number) > MOST_QUANTITY or number * WHOLE != int(number * WHOLE):
        raise ValueError(text)
    return int(number * WHOLE)


def quantity_text(quantity: int) -> str:
    """Thousandths as people write them: 2500 is 2.5."""
    whole, part = divmod(quantity, WHOLE)
    return f"{whole}.{part:03}".rstrip("0") if part else str(whole)
