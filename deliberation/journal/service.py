"""Writing the journal: one act, one entry, in the act's own transaction."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.journal.models import JournalEntry, JournalHead, JournalPersonal
from deliberation.journal.personal import seal
from deliberation.journal.rules import GENESIS, Personal, canonical, digest, entry_hash, plain


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
    head = _locked_head()
    personal: dict[str, tuple[str, Any]] = {}
    changes = {
        "before": _without_personal("before", before or {}, personal),
        "after": _without_personal("after", after or {}, personal),
    }
    if actor.origin:
        personal["origin"] = (secrets.token_hex(16), actor.origin)
    entry = JournalEntry(
        seq=head.seq + 1,
        at=now(),
        actor_id=actor.account_id,
        act=act,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        community_code=community_code,
        succeeded=succeeded,
        changes=changes,
        digests={path: digest(salt, value) for path, (salt, value) in personal.items()},
        previous=head.hash,
    )
    entry.hash = entry_hash(entry.previous, entry.content())
    head.seq, head.hash = entry.seq, entry.hash
    db.session.add(entry)
    db.session.flush()
    for path, (salt, value) in personal.items():
        sealed = seal(canonical(value).decode())
        db.session.add(JournalPersonal(seq=entry.seq, path=path, salt=salt, sealed=sealed))
    return entry


def erase_personal(subject_kind: str, subject_id: object) -> int:
    """Erase the personal values of everything recorded about one subject; the chain still stands."""
    entries = select(JournalEntry.seq).where(
        JournalEntry.subject_kind == subject_kind, JournalEntry.subject_id == str(subject_id)
    )
    gone = db.session.execute(delete(JournalPersonal).where(JournalPersonal.seq.in_(entries)))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result always counts its rows


def _locked_head() -> JournalHead:
    head = db.session.get(JournalHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = JournalHead(id=1, seq=0, hash=GENESIS)
        db.session.add(head)
    return head


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
