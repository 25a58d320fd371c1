"""The demo: three communities at three stages, one login per role, told through the services."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from deliberation import create_app, demo
from deliberation.config import read_settings
from deliberation.cycles.queries import stage_now
from deliberation.cycles.rules import Stage
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal import queries as journal
from deliberation.meetings import queries as meetings
from deliberation.needs.models import Need
from deliberation.projects import queries as projects
from deliberation.projects.rules import ListState
from deliberation.rounds import queries as rounds
from tests.page import PageClient

HEPING, DONGFENG, BINHE = "999999001001", "999999001002", "999999001003"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, built once in a database of its own."""
    folder = tmp_path_factory.mktemp("demo")
    settings = read_settings(
        {}, data_dir=folder, database_url=f"sqlite:///{folder / 'demo.sqlite'}", testing=True, demo=True
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        demo.build(Path(settings.data_dir))
        yield app
        db.session.remove()


def test_each_community_stands_at_its_stage(street: Flask) -> None:
    assert stage_now(HEPING)[1] == Stage.COLLECTING
    assert stage_now(DONGFENG)[1] == Stage.VOTING
    assert projects.current_list(BINHE).state == ListState.SUBMITTED
    assert len(rounds.open_rounds(DONGFENG)) == 1
    assert rounds.signed_results(BINHE)
    assert meetings.signed_decisions(BINHE)


def test_there_are_about_sixty_needs(street: Flask) -> None:
    assert 55 <= (db.session.scalar(select(func.count()).select_from(Need)) or 0) <= 75


def test_the_journal_of_the_story_verifies(street: Flask) -> None:
    assert journal.length() > 500
    assert list(journal.findings()) == []


def test_everybody_on_the_list_can_sign_in_and_finds_a_next_step(street: Flask) -> None:
    for login in demo.LOGINS:
        visitor = PageClient(street)
        shown = visitor.sign_in(login.phone, demo.PASSWORD)
        assert login.name in shown.text or "退出" in shown.text, login.role


def test_the_logins_are_shown_on_the_sign_in_page(street: Flask) -> None:
    assert demo.LOGINS[0].phone in PageClient(street).get("/sign-in").source


def test_no_login_is_shown_outside_the_demo(app: Flask, visitor: PageClient) -> None:
    source = visitor.get("/sign-in").source
    assert demo.PASSWORD not in source
    assert demo.LOGINS[0].phone not in source


def test_a_database_with_something_in_it_is_left_alone(street: Flask) -> None:
    before = journal.length()
    with pytest.raises(Refusal, match="not_empty"):
        demo.build(Path(street.config["SETTINGS"].data_dir))
    assert journal.length() == before


def test_the_table_of_logins_has_a_line_a_role(street: Flask) -> None:
    lines = demo.table(Path(street.config["SETTINGS"].data_dir))
    assert len([line for line in lines if "139000000" in line]) == len(demo.LOGINS)
