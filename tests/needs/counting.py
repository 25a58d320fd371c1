"""How many statements one request takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from deliberation.database import db
from tests.page import PageClient, _forget


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements the database is asked meanwhile."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", see)


def asked_by(visitor: PageClient, url: str) -> list[str]:
    """The statements of one page."""
    _forget()
    db.session.remove()
    with statements() as seen:
        assert visitor.client.get(url).status_code == 200
    db.session.remove()
    return seen
