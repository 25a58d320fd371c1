"""The only clock: UTC inside, Shanghai for people; a story may be told at another moment with `at()`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_told: ContextVar[datetime | None] = ContextVar("told_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """Today's date as a resident's calendar shows it."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A UTC moment as Shanghai clocks show it."""
    return moment.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """The moment (UTC) at which a Shanghai day begins."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def from_local(naive: datetime) -> datetime:
    """What somebody typed as local time, as a UTC moment."""
    return naive.replace(tzinfo=SHANGHAI).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Tell what happens inside as if it were `moment`: for stories, rehearsals and tests."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
