"""Signing in and out: who knocks, whether the password fits, and what is counted when it does not.

Failures are counted in the database: for a known phone on its account, for an unknown one and for each
address under a blind key, so that nobody learns from the answer (or its time) whether a phone has an
account. The password is checked between two short transactions, never inside one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from deliberation.actors import NOBODY, Actor
from deliberation.clock import now
from deliberation.database import db, reading
from deliberation.journal.service import record
from deliberation.people.models import Account, FailedTry, Resident, RoleGrant
from deliberation.people.rules import LOCKED_FOR, MOST_FAILURES, MOST_FROM_ADDRESS, normal_phone
from deliberation.people.service import HASHER, sealer

# Checked when there is no account, so that the answer takes as long as if there were one.
NOBODYS_HASH = HASHER.hash("nobody knows this one 2026")


@dataclass(frozen=True)
class Knock:
    """Somebody at the door: the account of the phone, if there is one, as it stood a moment ago."""

    phone_key: str
    account_id: UUID | None
    password_hash: str


@dataclass(frozen=True)
class Answer:
    """The account that may come in, or why not (a refusal's code) and until when it is locked."""

    account_id: UUID | None = None
    stamp: str = ""
    code: str = ""
    until: datetime | None = None


def knock(phone: str) -> Knock:
    """Look up the phone; no lock is held afterwards."""
    number = normal_phone(phone)
    key = sealer().blind(number if number else f"not a phone|{phone[:60]}")
    with reading():
        row = db.session.execute(
            select(Account.id, Account.password_hash).where(
                Account.phone_index == key, Account.closed_at.is_(None)
            )
        ).first()
        let_go()
    return Knock(key, row[0] if row else None, row[1] if row else NOBODYS_HASH)


def let_go() -> None:
    """End what was only read, so that no lock is held while a password is checked."""
    db.session.rollback()


def fits(password_hash: str, password: str) -> bool:
    """Whether the password is the one kept; takes the same time for every answer."""
    try:
        return HASHER.verify(password_hash, password[:200])
    except (VerificationError, InvalidHashError):
        return False


def answer(origin: str, visitor: Knock, fitting: bool) -> Answer:
    """Let somebody in or count the failure; returns instead of refusing, because the count must stand."""
    address = failed_try(address_key("door", origin)) if origin else None
    if address and is_locked(address.locked_until):
        return Answer(code="people.too_many_tries", until=address.locked_until)
    account = (
        db.session.get(Account, visitor.account_id, with_for_update=True, populate_existing=True)
        if visitor.account_id
        else None
    )
    subject = account or failed_try(visitor.phone_key)
    if is_locked(subject.locked_until):
        _record_failure(origin, visitor, account, "people.sign_in_locked")
        return Answer(code="people.sign_in_locked", until=subject.locked_until)
    if account and account.closed_at is None and fitting:
        return _let_in(origin, account)
    if address:
        count(address, MOST_FROM_ADDRESS)
    return _turn_away(origin, visitor, account, subject)


def _let_in(origin: str, account: Account) -> Answer:
    account.failures, account.locked_until = 0, None
    record(_at(origin, account), "people.sign_in", "account", account.id, place_of(account))
    return Answer(account.id, account.stamp)


def _turn_away(origin: str, visitor: Knock, account: Account | None, subject: Account | FailedTry) -> Answer:
    _record_failure(origin, visitor, account, "people.sign_in_failed")
    locked = count(subject, MOST_FAILURES)
    if not locked:
        return Answer(code="people.sign_in_wrong")
    _record_failure(origin, visitor, account, "people.lock")
    return Answer(code="people.sign_in_locked", until=subject.locked_until)


def _record_failure(origin: str, visitor: Knock, account: Account | None, act: str) -> None:
    who = ("account", str(account.id)) if account else ("phone", visitor.phone_key)
    place = place_of(account) if account else None
    record(Actor(origin=origin), act, *who, place, succeeded=act == "people.lock")


def _at(origin: str, account: Account) -> Actor:
    return Actor(account_id=account.id, name=account.name, origin=origin)


def place_of(account: Account) -> str | None:
    """The community of the resident or the place of the first role: where an account is looked after."""
    if account.resident_id:
        home = select(Resident.community_code).where(Resident.id == account.resident_id)
        return db.session.scalar(home)
    first = select(RoleGrant.scope).where(RoleGrant.account_id == account.id)
    return db.session.scalar(first.order_by(RoleGrant.scope.desc()).limit(1)) or None


def is_locked(until: datetime | None) -> bool:
    """Whether a lock still holds."""
    return until is not None and until > now()


def count(subject: Account | FailedTry, most: int) -> bool:
    """Count one more failure; locks (and says so) when there were as many as may be."""
    moment = now()
    if isinstance(subject, FailedTry):
        if subject.since + LOCKED_FOR < moment:
            subject.count, subject.since, subject.locked_until = 0, moment, None
        subject.count += 1
        reached = subject.count >= most
    else:
        if subject.locked_until is not None:
            subject.failures, subject.locked_until = 0, None
        subject.failures += 1
        reached = subject.failures >= most
    if reached:
        subject.locked_until = moment + LOCKED_FOR
    db.session.flush()
    return reached


def address_key(what: str, origin: str) -> str:
    """The blind key under which tries from one address are counted."""
    return sealer().blind(f"{what}|{origin}")


def failed_try(key: str) -> FailedTry:
    """The count under a key, made if it is new."""
    found = db.session.get(FailedTry, key, with_for_update=True, populate_existing=True)
    if found is None:
        found = FailedTry(key=key, count=0, since=now())
        db.session.add(found)
        db.session.flush()
    return found


def unlock(actor: Actor, account: Account) -> None:
    """Let somebody try again before the half hour is over."""
    before = {"failures": account.failures, "locked_until": account.locked_until}
    account.failures, account.locked_until = 0, None
    db.session.flush()
    record(actor, "people.unlock", "account", account.id, place_of(account), before, {"failures": 0})


def unlock_try(actor: Actor, key: str) -> None:
    """Lift the lock of an unknown phone or an address."""
    db.session.execute(delete(FailedTry).where(FailedTry.key == key))
    record(actor, "people.unlock", "phone", key)


def sign_out(actor: Actor) -> None:
    """Note that somebody left."""
    if actor is not NOBODY and actor.account_id:
        record(actor, "people.sign_out", "account", actor.account_id, actor.community_code)


def forget_tries(before: datetime) -> int:
    """Forget counts nobody added to for a day."""
    gone = db.session.execute(delete(FailedTry).where(FailedTry.since < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result always counts its rows
