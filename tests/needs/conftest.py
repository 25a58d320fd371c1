"""A visitor who has the list of needs open, as everybody has before acting."""

import pytest
from flask import Flask

from deliberation.actors import Actor
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
