"""Alembic's entry: the app's engine, batch mode for SQLite with foreign keys off and checked afterwards."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from deliberation.database import db


def run() -> None:
    """Migrate; SQLite's foreign keys sleep meanwhile, or a batch would cascade into children."""
    with db.engine.connect() as connection:
        sleeping(connection, True)
        migrate(connection)
        connection.commit()
        sleeping(connection, False)


def sleeping(connection: Connection, asleep: bool) -> None:
    """Foreign keys off or on: a pragma SQLite heeds only outside a transaction, so not through SQLAlchemy."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'OFF' if asleep else 'ON'}")


def migrate(connection: Connection) -> None:
    """Run the revisions on one connection and check what SQLite could not check meanwhile."""
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, transactional_ddl=True, **options)
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("migrations run on a database only")
run()
