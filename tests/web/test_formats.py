"""Figures on pages are exact, days are Shanghai's."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from deliberation.web.formats import day, moment, money, yuan


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0.00"),
        (12_345_600, "12.35"),
        (12_345_000, "12.35"),
        (12_344_999, "12.34"),
        (123_456_789_000_000, "123,456,789.00"),
    ],
)
def test_money_is_shown_in_wan_exactly(app: Flask, fen: int, shown: str) -> None:
    with app.test_request_context():
        assert money(fen) == f"{shown} 万元"


def test_yuan_keeps_every_fen(app: Flask) -> None:
    with app.test_request_context():
        assert yuan(1234567) == "12,345.67 元"
        assert yuan(None) == "—"


def test_a_day_is_the_day_in_shanghai(app: Flask) -> None:
    with app.test_request_context():
        assert day(datetime(2026, 7, 7, 16, 0, tzinfo=UTC)) == "2026年7月8日"
        assert moment("2026-07-08T06:30:00+00:00") == "2026年7月8日 14:30"
        assert day(date(2026, 7, 8)) == day("2026-07-08") == "2026年7月8日"
        assert day(None) == "—"
