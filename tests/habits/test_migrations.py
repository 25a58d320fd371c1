"""The migrations make what the models say, go up and down one by one, and lose no row on the way."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from deliberation import create_app
from deliberation.config import PROJECT, read_settings
from deliberation.database import db, is_ours, unit_of_work
from deliberation.people import service as people
from deliberation.places import service as places
from tests.stories import Story

REVISIONS = [script.revision for script in ScriptDirectory(str(PROJECT / "migrations")).walk_revisions()][
    ::-1
]


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    """An app with a database of its own that holds nothing yet, and the registries it set put back."""
    settings = read_settings({}, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'm.sqlite'}")
    return create_app(settings)


def counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names
        }


def test_revisions_are_numbered_in_one_line() -> None:
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_the_models_equal_the_head(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "include_object": is_ours}
            )
            assert compare_metadata(context, db.metadata) == []


def test_every_migration_goes_down_and_up_again(fresh: Flask) -> None:
    with fresh.app_context():
        for revision in REVISIONS:
            upgrade(revision=revision)
            before = counts()
            downgrade(revision="-1")
            upgrade(revision=revision)
            assert counts() == before
        downgrade(revision="base")
        assert set(counts()) <= {"alembic_version"}


def test_no_row_is_lost_when_a_later_migration_comes_and_goes(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        with unit_of_work():
            story = Story()
        story.resident()
        story.staff()
        db.session.remove()
        before = counts()
        downgrade(revision="0002")
        upgrade()
        after = counts()
        kept = (
            "region",
            "estate",
            "building",
            "household",
            "resident",
            "account",
            "role_grant",
            "journal_entry",
        )
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        assert before["resident"] == 1


def test_the_database_itself_refuses_to_change_the_journal(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        with unit_of_work():
            places.add_region(people.machine(), "999999", "示范区")
        for statement in ("UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry"):
            with pytest.raises(Exception, match="append-only"), db.engine.begin() as connection:
                connection.execute(text(statement))
