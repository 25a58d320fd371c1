"""Reading the journal: pages for the auditor, and the proof that nothing was altered."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select

from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry, JournalHead, JournalPersonal
from deliberation.journal.personal import opened
from deliberation.journal.rules import GENESIS, Finding, digest, entry_hash

CHUNK = 2000


def entries_in(scopes: Sequence[str], page: int, act: str = "") -> Page[JournalEntry]:
    """The entries of the places under `scopes`, newest first; scope "" sees the platform's own as well."""
    query = select(JournalEntry).order_by(JournalEntry.seq.desc())
    if "" not in scopes:
        query = query.where(or_(*(JournalEntry.community_code.like(f"{scope}%") for scope in scopes)))
    if act:
        query = query.where(JournalEntry.act.startswith(act))
    return paginate(query, page, 50)


def findings() -> Iterator[Finding]:
    """Walk the whole chain; yields what is missing or altered (nothing when all is well)."""
    previous, expected = GENESIS, 1
    for entry in _all_entries():
        if entry.seq != expected:
            yield Finding(expected, "missing")
        elif entry.previous != previous:
            yield Finding(entry.seq, "unchained")
        if entry_hash(entry.previous, entry.content()) != entry.hash:
            yield Finding(entry.seq, "altered")
        previous, expected = entry.hash, entry.seq + 1
    head = db.session.get(JournalHead, 1)
    if (head.seq, head.hash) != (expected - 1, previous) if head else expected > 1:
        yield Finding(expected, "missing")
    yield from _altered_personal()


def length() -> int:
    """How many entries the chain has."""
    head = db.session.get(JournalHead, 1)
    return head.seq if head else 0


def head_hash() -> str:
    """The hash of the last entry: printed on papers, it pins the whole chain."""
    head = db.session.get(JournalHead, 1)
    return head.hash if head else GENESIS


def _all_entries() -> Iterator[JournalEntry]:
    last = 0
    while True:
        chunk = db.session.scalars(
            select(JournalEntry).where(JournalEntry.seq > last).order_by(JournalEntry.seq).limit(CHUNK)
        ).all()
        if not chunk:
            return
        yield from chunk
        last = chunk[-1].seq
        db.session.expunge_all()


def _altered_personal() -> Iterator[Finding]:
    rows = select(JournalPersonal, JournalEntry.digests).join(JournalEntry).order_by(JournalPersonal.seq)
    for personal, digests in db.session.execute(rows.execution_options(yield_per=CHUNK)):
        try:
            value = json.loads(opened(personal.sealed))
        except (Refusal, ValueError):
            yield Finding(personal.seq, "personal_altered")
            continue
        if digests.get(personal.path) != digest(personal.salt, value):
            yield Finding(personal.seq, "personal_altered")
