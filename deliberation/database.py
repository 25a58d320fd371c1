"""The database: naming, types, UTC times, one transaction a request, and the only commit.

SQLite is the default (WAL, synchronous=FULL, BEGIN IMMEDIATE for writers, plain BEGIN for readers);
PostgreSQL by DATABASE_URL.
"""

import sqlite3
import types
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    MetaData,
    Select,
    String,
    TypeDecorator,
    Uuid,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from sqlalchemy.pool import NullPool

from deliberation.clock import now
from deliberation.errors import Refusal

SAFE_SQLITE = (3, 51, 3)
Row = TypeVar("Row")
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of a StrEnum, kept as its plain word."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(40)
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Base(DeclarativeBase):
    """What every table shares."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, uuid.UUID: Uuid, dict[str, Any]: JSON, list[Any]: JSON},
    )


class Identified:
    """Rows known by an id nobody can guess or count."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Stamped:
    created_at: Mapped[datetime] = mapped_column(default=now)


class InCommunity:
    """A row of one community; queries take the actor's scope, a prefix of this code."""

    @declared_attr
    def community_code(cls) -> Mapped[str]:
        return mapped_column(
            String(12), ForeignKey("region.code", onupdate="CASCADE", ondelete="RESTRICT"), index=True
        )


# One transaction a request: what was read stays readable after the commit, for the page that follows.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

SEARCH_INDEX, MINUTES_INDEX, PUBLIC_MINUTES_INDEX = "need_search", "minutes_search", "minutes_search_public"


def is_ours(_row: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Whether migrations look after a table: the parts of SQLite's full-text index look after themselves."""
    return not (kind == "table" and (name or "").startswith((SEARCH_INDEX, MINUTES_INDEX)))


# PostgreSQL: two units of work cannot both stand, or wait for each other.
SOMEBODY_WAS_FIRST = frozenset({"40001", "40P01"})

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)


def engine_options(url: str) -> dict[str, Any]:
    """How connections are made; SQLite through the newer wheel when it is there."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}
    module = sqlite_module()
    if module.sqlite_version_info < SAFE_SQLITE:
        warnings.warn(f"SQLite {module.sqlite_version} is old; install pysqlite3", stacklevel=2)
    return {"module": module, "poolclass": NullPool} if ":memory:" in url else {"module": module}


def sqlite_module() -> types.ModuleType:
    """The pysqlite3 wheel (SQLite ≥ 3.51.3), or the standard library's module."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2


def listen(engine: Engine) -> None:
    """Set what SQLite must have on every connection, and begin transactions ourselves."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


@contextmanager
def reading() -> Iterator[None]:
    """What happens inside only reads: no write lock is taken."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def request_begins() -> None:
    """A request reads without a lock until it comes to its unit of work."""
    _reading.set(True)


def request_ends(_error: BaseException | None = None) -> None:
    """What follows in this thread is no request any more."""
    _reading.set(False)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything inside happens, or nothing; what was asked for `after_commit` happens then.

    What a request has read before is read again inside: until then nothing was locked.
    """
    if _after_commit.get() is not None:
        yield
        return
    token, read_before = _after_commit.set([]), _reading.get()
    if read_before:
        db.session.rollback()
        _reading.set(False)
    try:
        yield
        db.session.commit()
        for act in _after_commit.get() or []:
            act()
    except BaseException as error:
        db.session.rollback()
        if _came_between(error):
            raise Refusal("web.changed_meanwhile") from error
        raise
    finally:
        _reading.set(read_before)
        _after_commit.reset(token)


def _came_between(error: BaseException) -> bool:
    """Whether somebody else changed the same rows at the same moment and was first."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in SOMEBODY_WAS_FIRST
    return isinstance(error, StaleDataError | ObjectDeletedError)


def after_commit(act: Callable[[], None]) -> None:
    """Have something done once the unit of work stands in the database (or now, outside of one)."""
    waiting = _after_commit.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


@contextmanager
def refusing(constraint: str, code: str, /, **facts: object) -> Iterator[None]:
    """Flush what happens inside; a broken `constraint` (a name or column in it) becomes a Refusal."""
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        if constraint in str(error.orig):
            raise Refusal(code, **facts) from error
        raise


def inserting(table: type[Base]) -> Any:
    """An INSERT that may say what happens when the row is there already (`on_conflict_…`)."""
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(table)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number (from 1), and how many there are in all."""

    items: Sequence[Row]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.total else 0


def paginate(query: Select[*tuple[Any, ...]], number: int, per_page: int = 20) -> Page[Any]:
    """One page of `query` in two statements, a count and a slice; beyond the end is the last page."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // per_page)))
    rows = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    items = rows.scalars().all() if len(query.column_descriptions) == 1 else rows.all()
    return Page(items, number, per_page, total)
