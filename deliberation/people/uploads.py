"""Tables waiting to be imported: kept from the dry run until they are taken over, then forgotten.

The dry run says line by line what is wrong; only a table without anything wrong can be taken over, all
of it in one act. The file is readable by nobody but the worker who brought it, and goes once it is
imported or after a day.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.people import policy, roll
from deliberation.people.models import Account, RoleGrant, Upload
from deliberation.people.offices import Hired, give_role, hire
from deliberation.people.roll_rows import RollRead, Wrong, read_roll
from deliberation.people.rules import MOST_STAFF_ROWS, breaks_separation, new_password
from deliberation.people.service import hashed, sealer
from deliberation.people.sheets import read_sheet
from deliberation.people.staff_rows import StaffRow, read_staff
from deliberation.places.queries import names_of_regions
from deliberation.wording import tidy

MOST_SHOWN = 300
MEDIA_TYPE = "application/octet-stream"


def receive(actor: Actor, kind: str, community_code: str | None, content: bytes, name: str) -> Upload:
    """Keep a table for the worker who brought it."""
    assert actor.account_id is not None
    name = tidy(name)[-120:] or "table"
    stored = files.keep(content, name, MEDIA_TYPE, community_code, actor.account_id)
    upload = Upload(
        kind=kind,
        community_code=community_code,
        account_id=actor.account_id,
        file_id=stored.id,
        name=name,
    )
    db.session.add(upload)
    db.session.flush()
    after = {"kind": kind, "size": stored.size, "source": stored.sha256}
    record(actor, "people.upload", "upload", upload.id, community_code, after=after)
    return upload


def content_of(upload: Upload) -> tuple[bytes, str]:
    """The bytes of a waiting table and their fingerprint."""
    stored = db.session.get(StoredFile, upload.file_id) if upload.file_id else None
    if stored is None:
        raise Refusal("people.upload_gone")
    return files.content(stored), stored.sha256


def rows_of_roll(content: bytes) -> RollRead:
    """A roll's table, read; refuses what cannot be read at all."""
    return read_roll(read_sheet(content), today().year)


def check_roll(community_code: str, content: bytes) -> tuple[int, dict[str, Any]]:
    """The dry run of a roll: how many rows, and the report of what is wrong and what would happen."""
    try:
        sheet = read_sheet(content)
        read = read_roll(sheet, today().year)
    except Refusal as refusal:
        return 0, {"refused": {"code": refusal.code, "facts": refusal.facts}}
    outcome = asdict(roll.compare(community_code, read.rows)) if not read.wrongs else None
    report = _report(read.wrongs, read.notes, outcome)
    return len(read.rows), report | {"others": list(sheet.others)}


def _report(
    wrongs: Sequence[Wrong], notes: Sequence[Wrong], outcome: dict[str, int] | None
) -> dict[str, Any]:
    return {
        "refused": None,
        "wrongs": [asdict(wrong) for wrong in wrongs[:MOST_SHOWN]],
        "wrong_count": len(wrongs),
        "notes": [asdict(note) for note in notes[:MOST_SHOWN]],
        "note_count": len(notes),
        "outcome": outcome,
        "others": [],
    }


def keep_report(upload: Upload, rows: int, report: dict[str, Any]) -> None:
    """Remember what the dry run found."""
    upload.rows, upload.report = rows, report
    db.session.flush()


def apply_roll(actor: Actor, upload: Upload, read: RollRead, source: str) -> roll.RollOutcome:
    """Take a checked roll over, once; the file is forgotten."""
    _refuse_unready(upload, read.wrongs)
    assert upload.community_code is not None
    outcome = roll.import_roll(actor, upload.community_code, read.rows, source)
    finish(upload)
    return outcome


def _refuse_unready(upload: Upload, wrongs: Sequence[Wrong]) -> None:
    if upload.applied_at is not None:
        raise Refusal("people.upload_applied")
    if wrongs:
        raise Refusal("people.upload_wrong", count=len(wrongs))


def finish(upload: Upload) -> None:
    """The table is taken over: its file is no longer needed."""
    upload.applied_at = now()
    drop_file(upload)


def drop_file(upload: Upload) -> None:
    """Forget the file of a table."""
    stored = db.session.get(StoredFile, upload.file_id) if upload.file_id else None
    upload.file_id = None
    db.session.flush()
    if stored:
        files.forget(stored)


def check_staff(actor: Actor, content: bytes) -> tuple[int, dict[str, Any]]:
    """The dry run of a list of staff."""
    try:
        rows, wrongs = read_staff(read_sheet(content))
        if len(rows) > MOST_STAFF_ROWS:
            raise Refusal("people.too_many_staff", most=MOST_STAFF_ROWS)
    except Refusal as refusal:
        return 0, {"refused": {"code": refusal.code, "facts": refusal.facts}}
    wrongs += _against_platform(actor, rows)
    phones = _accounts_of(rows)
    new = {row.phone for row in rows if row.phone not in phones}
    added = [row for row in rows if row.phone in phones and not _holds(phones[row.phone], row)]
    outcome = {"people_new": len(new), "people_changed": len(added)}
    outcome["people_same"] = len({row.phone for row in rows}) - len(new) - len({row.phone for row in added})
    return len(rows), _report(sorted(wrongs, key=lambda wrong: wrong.line), [], outcome)


def _against_platform(actor: Actor, rows: Sequence[StaffRow]) -> list[Wrong]:
    names = names_of_regions(row.scope for row in rows)
    wrongs, roles = [], dict[str, list[Any]]()
    for row in rows:
        held = roles.setdefault(row.phone, [])
        if not policy.may_grant(actor, None, row.role, row.scope):
            wrongs.append(Wrong(row.line, "scope", "not_yours"))
        elif row.scope and row.scope not in names:
            wrongs.append(Wrong(row.line, "scope", "no_such_place"))
        elif breaks_separation(held, row.role):
            wrongs.append(Wrong(row.line, "role", "separated"))
        held.append(row.role)
    return wrongs


def _accounts_of(rows: Sequence[StaffRow]) -> dict[str, Account]:
    indexes = {sealer().blind(row.phone): row.phone for row in rows}
    found = db.session.scalars(select(Account).where(Account.phone_index.in_(list(indexes))))
    return {indexes[account.phone_index]: account for account in found}


def _holds(account: Account, row: StaffRow) -> bool:
    query = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id, RoleGrant.role == row.role, RoleGrant.scope == row.scope
    )
    return db.session.scalar(query) is not None


def prepare_staff(content: bytes) -> tuple[list[StaffRow], dict[str, tuple[str, str]]]:
    """The rows and, for each phone, a first password and its hash: made before any lock is held."""
    rows, wrongs = read_staff(read_sheet(content))
    if wrongs:
        raise Refusal("people.upload_wrong", count=len(wrongs))
    passwords = {phone: new_password() for phone in dict.fromkeys(row.phone for row in rows)}
    return rows, {phone: (password, hashed(password)) for phone, password in passwords.items()}


def apply_staff(
    actor: Actor, upload: Upload, rows: Sequence[StaffRow], passwords: dict[str, tuple[str, str]]
) -> list[tuple[StaffRow, str]]:
    """Make all the accounts of a list, or none; returns the first passwords of new ones, shown once."""
    _refuse_unready(upload, [])
    accounts = _accounts_of(rows)
    made = []
    for row in rows:
        account = accounts.get(row.phone)
        if account is None:
            password, password_hash = passwords[row.phone]
            accounts[row.phone] = hire(actor, Hired(row.name, row.phone, row.role, row.scope), password_hash)
            made.append((row, password))
        elif not _holds(account, row):
            give_role(actor, account, row.role, row.scope)
    finish(upload)
    return made


def upload_of(
    upload_id: UUID, account_id: UUID | None, kind: str, community_code: str | None
) -> Upload | None:
    """A table of this worker, for this community."""
    query = select(Upload).where(Upload.id == upload_id, Upload.account_id == account_id, Upload.kind == kind)
    if community_code is None:
        query = query.where(Upload.community_code.is_(None))
    else:
        query = query.where(Upload.community_code == community_code)
    return db.session.scalars(query).first()
