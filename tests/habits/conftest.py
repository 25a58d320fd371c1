"""The rich neighbourhood is built once, and put back before each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from deliberation.database import db
from tests.conftest import POSTGRES, _renew
from tests.habits.world import World, build


def _file(app: Flask, name: str) -> Path:
    return Path(app.config["SETTINGS"].data_dir) / name


@pytest.fixture(scope="session")
def _told(_app: Flask) -> World:
    """The story, told once; the database as it was then is kept aside."""
    with _app.app_context():
        _renew(_app)
        world = build()
        db.session.remove()
        db.engine.dispose()
        if not POSTGRES:
            for end in ("", "-wal"):
                if _file(_app, f"test.sqlite{end}").exists():
                    shutil.copy(_file(_app, f"test.sqlite{end}"), _file(_app, f"world.sqlite{end}"))
    return world


@pytest.fixture
def put_back(_app: Flask, _told: World) -> Callable[[], None]:
    """Undo whatever was done to the neighbourhood (a file's copy; on PostgreSQL deeds stay done)."""

    def restore() -> None:
        db.session.remove()
        if POSTGRES:
            return
        db.engine.dispose()
        for end in ("-wal", "-shm", ""):
            _file(_app, f"test.sqlite{end}").unlink(missing_ok=True)
        for end in ("", "-wal"):
            if _file(_app, f"world.sqlite{end}").exists():
                shutil.copy(_file(_app, f"world.sqlite{end}"), _file(_app, f"test.sqlite{end}"))

    return restore


@pytest.fixture
def world(app: Flask, _told: World, put_back: Callable[[], None]) -> Iterator[World]:
    """The neighbourhood as it was told."""
    if POSTGRES:
        yield build()
        return
    put_back()
    yield _told
