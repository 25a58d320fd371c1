"""What the demo tells, read from the tables beside this file: one a community."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from deliberation.clock import start_of

FOLDER = Path(__file__).parent
COMMUNITIES = ("heping", "dongfeng", "binhe")
Table = dict[str, Any]


@dataclass(frozen=True)
class Calendar:
    """Turns the tables' days, counted from the day the demo is built, into dates and moments."""

    today: date

    def day(self, offset: int) -> date:
        """So many days from today; the past is negative."""
        return self.today + timedelta(days=offset)

    def moment(self, offset: int, hour: float) -> datetime:
        """An hour of that day, as clocks in Shanghai show it."""
        return start_of(self.day(offset)) + timedelta(seconds=round(hour * 3600))

    def fill(self, text: str, **facts: str) -> str:
        """A text with the year (and other facts) put in."""
        return text % {"year": self.today.year, **facts} if "%(" in text else text


def read(name: str) -> Table:
    """The table of one community."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def fen(yuan: int) -> int:
    """The tables speak of yuan, the rooms of fen."""
    return yuan * 100
