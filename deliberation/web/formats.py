"""How figures, days and names look on a page and in a sentence."""

from datetime import date, datetime
from decimal import Decimal

from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from deliberation.clock import local

FEN_PER_WAN = 1_000_000


def money(fen: int | None) -> str:
    """Fen as 万元 with two decimals, exact: 12345600 → 12.35 万元."""
    if fen is None:
        return "—"
    wan = (Decimal(fen) / FEN_PER_WAN).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    return _("%(amount)s 万元", amount=f"{wan:,}")


def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals."""
    return "—" if fen is None else _("%(amount)s 元", amount=f"{Decimal(fen) / 100:,.2f}")


def day(value: date | datetime | str | None) -> str:
    """2026年7月8日, in Shanghai."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if value is None:
        return "—"
    shown = local(value).date() if isinstance(value, datetime) else value
    if str(get_locale()).startswith("zh"):
        return f"{shown.year}年{shown.month}月{shown.day}日"
    return str(format_date(shown, "d MMM yyyy"))


def moment(value: datetime | str | None) -> str:
    """2026年7月8日 14:30, in Shanghai."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return "—" if value is None else f"{day(value)} {local(value):%H:%M}"
