"""What all tests share: a real database, migrated once and copied for each test, and a judged visitor."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import event

from deliberation import create_app
from deliberation.config import read_settings
from deliberation.database import db
from deliberation.wiring import use_settings
from tests.page import PageClient
from tests.stories import Story

POSTGRES = os.environ.get("TEST_DATABASE_URL")
# The same examples at every run, so that a change is judged and not the day's luck; others with
# HYPOTHESIS_PROFILE=wild.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("wild", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One app for the whole run; its empty database is kept aside as a template."""
    folder = tmp_path_factory.mktemp("var")
    url = POSTGRES or f"sqlite:///{folder / 'test.sqlite'}"
    chosen = read_settings(
        {}, data_dir=folder, database_url=url, testing=True, public_url="http://localhost", demo=False
    )
    app = create_app(chosen, {"WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": True})
    with app.app_context():
        upgrade()
        if not POSTGRES:
            db.session.remove()
            db.engine.dispose()
            shutil.copy(folder / "test.sqlite", folder / "template.sqlite")
    return app


def _renew(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    if POSTGRES:
        emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables)
        with db.engine.begin() as connection:
            # Guards and foreign keys must not stand in the way; TRUNCATE takes far longer.
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {emptied}")
        return
    db.engine.dispose()
    path = Path(settings.data_dir)
    for end in ("-wal", "-shm"):
        (path / f"test.sqlite{end}").unlink(missing_ok=True)
    shutil.copy(path / "template.sqlite", path / "test.sqlite")


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside an app context."""
    use_settings(_app.config["SETTINGS"])
    with _app.app_context():
        _renew(_app)
        yield _app
        db.session.remove()


@pytest.fixture
def story(app: Flask) -> Story:
    """A small neighbourhood, told through the services."""
    return Story()


@pytest.fixture
def visitor(app: Flask) -> PageClient:
    """A visitor whose every page is judged."""
    return PageClient(app)


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
