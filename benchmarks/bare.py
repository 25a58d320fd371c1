"""What a page and a durable insert cost alone: a bare Flask app on the same server and database.

`/` answers with two words; `POST /insert` writes one row and answers when it is durable, with the same engine
settings as the platform's own.
"""

import os

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert

from deliberation.database import engine_options, listen

app = Flask(__name__)
url = os.environ["BARE_DATABASE_URL"]
engine = create_engine(url, **engine_options(url))
listen(engine)
rows = Table("bare_row", MetaData(), Column("id", Integer, primary_key=True), Column("words", String(40)))


def prepare() -> None:
    """Make the table, once, before the server starts."""
    rows.metadata.create_all(engine)
    engine.dispose()


@app.get("/")
def page() -> str:
    return "a page"


@app.post("/insert")
def write() -> str:
    with engine.begin() as connection:
        connection.execute(insert(rows), {"words": "a durable row"})
    return "written"
