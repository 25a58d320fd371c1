"""What a page and a durable insert cost alone: a bare Flask app on the same server and database.

`/` answers with two words; `POST /insert` writes one row and answers when it is durable, with the same engine
settings as the platform's own.
"""

import os
from functools import lru_cache

from flask import Flask
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, insert

from deliberation.database import engine_options, listen

app = Flask(__name__)
rows = Table("bare_row", MetaData(), Column("id", Integer, primary_key=True), Column("words", String(40)))


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The database the server was started for."""
    return _engine(os.environ["BARE_DATABASE_URL"])


def _engine(url: str) -> Engine:
    made = create_engine(url, **engine_options(url))
    listen(made)
    return made


def prepare(url: str) -> None:
    """Make the table, once, before the server starts."""
    made = _engine(url)
    rows.metadata.create_all(made)
    made.dispose()


@app.get("/")
def page() -> str:
    return "a page"


@app.post("/insert")
def write() -> str:
    with engine().begin() as connection:
        connection.execute(insert(rows), {"words": "a durable row"})
    return "written"
