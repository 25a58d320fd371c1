"""The migration of rows goes back and forth with rows in it: needs stand once again, flags come back."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from deliberation import create_app
from deliberation.config import read_settings
from deliberation.database import db, unit_of_work
from deliberation.needs.models import Need
from deliberation.projects import joining, queries, splitting
from deliberation.projects.splitting import Part
from tests.projects.stories import ListStory, one
from tests.stories import Story


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    """An app with a database of its own that holds nothing yet."""
    settings = read_settings({}, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'm.sqlite'}")
    return create_app(settings)


def asked(question: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def test_rows_survive_the_way_back_and_forth(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        told = ListStory(Story())
        needs = told.needs()
        with unit_of_work():
            db.session.get_one(Need, needs[1].id).owners_decision = True
        told.voted(options=needs)
        made = told.list()
        with unit_of_work():
            joining.take_needs(told.worker, made, [needs[0].id, needs[1].id])
        mine = frozenset([needs[0].id])
        with unit_of_work():
            splitting.split(
                told.worker, made, one(made), [Part("东门", mine, 1), Part("西门", mine, 1)], made.revision
            )
        list_id = made.id
        db.session.remove()
        downgrade(revision="0013")
        assert asked("SELECT count(*) FROM project") == [(3,)]
        assert asked("SELECT count(*), count(DISTINCT need_id) FROM project_need") == [(2, 2)]
        upgrade()
        rows = queries.rows_of(list_id)
        assert [(row.name, row.owners_decision, len(row.needs)) for row in rows] == [
            ("东门", False, 1), ("西门", False, 0), ("早餐便民点", True, 1),
        ]  # fmt: skip
        assert [(row.budget, row.negative, row.plan_id, row.lat_e6) for row in rows] == [
            ([], "", None, None)
        ] * 3
        db.session.remove()
