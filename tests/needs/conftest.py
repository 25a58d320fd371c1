"""A visitor who has the list of needs open, as everybody has before acting."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from deliberation.actors import Actor
from deliberation.database import db
from tests.page import PageClient
from tests.stories import A


class Neighbour(PageClient):
    """Comes in through the list of needs."""

    def enter(self, actor: Actor) -> None:
        super().enter(actor)
        self.get(f"/c/{A}/needs/")


@pytest.fixture
def visitor(app: Flask) -> PageClient:
    """A visitor whose every page is judged."""
    return Neighbour(app)


@pytest.fixture
def queries_of(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many questions an act asks the database."""
    return _counting("SELECT")


@pytest.fixture
def statements_of(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many statements of any kind an act sends to the database."""
    return _counting("")


def _counting(beginning: str) -> Callable[[Callable[[], object]], int]:
    def counted(act: Callable[[], object]) -> int:
        heard: list[str] = []

        def hear(*args: Any) -> None:
            if args[2].startswith(beginning):
                heard.append(args[2])

        event.listen(db.engine, "before_cursor_execute", hear)
        try:
            act()
        finally:
            event.remove(db.engine, "before_cursor_execute", hear)
        return len(heard)

    return counted
