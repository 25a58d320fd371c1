"""Public papers are drawn once a minute, papers with codes every time."""

from collections.abc import Callable

import pytest

from deliberation.papers import kept


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test turns, and nothing kept yet."""
    at = [1000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(kept, "_kept", {})
    return at


def drawing(content: bytes = b"%PDF") -> tuple[Callable[[], bytes], list[int]]:
    drawn: list[int] = []

    def draw() -> bytes:
        drawn.append(1)
        return content

    return draw, drawn


def test_the_same_public_paper_is_drawn_once_a_minute(clock: list[float]) -> None:
    draw, drawn = drawing()
    assert kept.once("needs-list", "<p>1", draw) == kept.once("needs-list", "<p>1", draw) == b"%PDF"
    assert len(drawn) == 1
    clock[0] += kept.FOR_S + 1
    kept.once("needs-list", "<p>1", draw)
    assert len(drawn) == 2


def test_another_page_is_drawn_anew() -> None:
    draw, drawn = drawing()
    kept.once("needs-list", "<p>1", draw)
    kept.once("needs-list", "<p>2", draw)
    assert len(drawn) == 2


def test_papers_with_codes_are_never_kept() -> None:
    draw, drawn = drawing()
    kept.once("invitation-slips", "<p>1", draw)
    kept.once("invitation-slips", "<p>1", draw)
    assert len(drawn) == 2


def test_what_is_kept_stays_small() -> None:
    draw, drawn = drawing(b"x" * (kept.MOST_BYTES // 2 + 1))
    for page in ("<p>1", "<p>2", "<p>2"):
        kept.once("minutes", page, draw)
    assert len(drawn) == 3
