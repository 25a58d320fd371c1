"""Writing the journal: one act, one entry, in the act's own transaction."""

import secrets
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.journal.models import JournalEntry, JournalHead, JournalPersonal
from deliberation.journal.personal import seal
from deliberation.journal.rules import GENESIS, Personal, canonical, digest, entry_hash, plain

ENTRIES, PERSONAL, HEAD = (
    cast(Table, each.__table__) for each in (JournalEntry, JournalPersonal, JournalHead)
)
COLUMNS = tuple(column.name for column in ENTRIES.columns)
FOLLOWING = update(HEAD).where(HEAD.c.id == 1).values(seq=HEAD.c.seq + 1).returning(HEAD.c.seq, HEAD.c.hash)
LATEST = update(HEAD).where(HEAD.c.id == 1).values(hash=bindparam("latest"))
WRITTEN, SEALED = insert(ENTRIES), insert(PERSONAL)


def record(
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: object,
    community_code: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    succeeded: bool = True,
) -> JournalEntry:
    """Add one entry; values wrapped in `Personal` enter the chain as salted digests only."""
    personal: dict[str, tuple[str, Any]] = {}
    changes = {
        "before": _without_personal("before", before or {}, personal),
        "after": _without_personal("after", after or {}, personal),
    }
    if actor.origin:
        personal["origin"] = (secrets.token_hex(16), actor.origin)
    db.session.flush()
    seq, previous = _next()
    entry = JournalEntry(
        seq=seq,
        at=now(),
        actor_id=actor.account_id,
        act=act,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        community_code=community_code,
        succeeded=succeeded,
        changes=changes,
        digests={path: digest(salt, value) for path, (salt, value) in personal.items()},
        previous=previous,
    )
    entry.hash = entry_hash(previous, entry.content())
    _write(entry, personal)
    return entry


def _next() -> tuple[int, str]:
    """The number of the next entry and the hash it follows; nobody else is given them."""
    connection = db.session.connection()
    row = connection.execute(FOLLOWING).first()
    if row is not None:
        return row[0], row[1]
    connection.execute(insert(HEAD), {"id": 1, "seq": 1, "hash": GENESIS})
    return 1, GENESIS


def _write(entry: JournalEntry, personal: Mapping[str, tuple[str, Any]]) -> None:
    """Plain statements, past the unit of work: this is done for every act there is."""
    row = {name: getattr(entry, name) for name in COLUMNS}
    connection = db.session.connection()
    connection.execute(WRITTEN, row)
    connection.execute(LATEST, {"latest": entry.hash})
    sealed = [
        {"seq": entry.seq, "path": path, "salt": salt, "sealed": seal(canonical(value).decode())}
        for path, (salt, value) in personal.items()
    ]
    if sealed:
        connection.execute(SEALED, sealed)


def erase_personal(subject_kind: str, subject_id: object) -> int:
    """Erase the personal values of everything recorded about one subject; the chain still stands."""
    entries = select(JournalEntry.seq).where(
        JournalEntry.subject_kind == subject_kind, JournalEntry.subject_id == str(subject_id)
    )
    gone = db.session.execute(delete(JournalPersonal).where(JournalPersonal.seq.in_(entries)))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result always counts its rows


def _without_personal(
    side: str, values: Mapping[str, Any], personal: dict[str, tuple[str, Any]]
) -> dict[str, Any]:
    open_values = {}
    for key, value in values.items():
        if isinstance(value, Personal):
            personal[f"{side}.{key}"] = (secrets.token_hex(16), plain(value.value))
        else:
            open_values[key] = plain(value)
    return open_values
