"""How many needs a long list holds is remembered for some seconds, and no longer."""

from uuid import uuid4

import pytest

from deliberation.needs import totals


@pytest.fixture(autouse=True)
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test turns."""
    at = [100.0]
    monkeypatch.setattr(totals.time, "monotonic", lambda: at[0])
    return at


def test_a_long_list_is_counted_again_after_some_seconds(seconds: list[float]) -> None:
    which = uuid4()
    totals.learn(which, 20_000)
    assert totals.known(which) == 20_000
    seconds[0] += totals.FOR_S
    assert totals.known(which) is None


def test_a_short_list_is_counted_every_time() -> None:
    which = uuid4()
    totals.learn(which, totals.LEAST - 1)
    assert totals.known(which) is None


def test_what_is_remembered_stays_small() -> None:
    for _ in range(3 * totals.MOST_LISTS):
        totals.learn(uuid4(), 5_000)
    assert len(totals._known) <= totals.MOST_LISTS
