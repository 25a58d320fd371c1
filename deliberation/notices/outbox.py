"""The outbox: what leaves the platform is written here, in the transaction of the act it tells of.

An address is sealed and shown masked; once a message is out, its address is forgotten. `delivering.py` hands
the messages on afterwards; `channels.py` keeps the groups of a community.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, inserting
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.notices.models import OutboxMessage
from deliberation.notices.rules import (
    OPEN_STATES,
    Channel,
    OutboxState,
    Told,
    mask_email,
    mask_webhook,
)
from deliberation.sealing import Sealer
from deliberation.wording import mask_phone, tidy, tidy_lines

Addresser = Callable[[str, Mapping[str, Any]], str]
LOT = 500
MASKS: dict[Channel, Callable[[str], str]] = {
    Channel.SMS: mask_phone,
    Channel.EMAIL: mask_email,
    Channel.WEBHOOK: mask_webhook,
}
_sealers: list[Sealer] = []
_addressers: list[Addresser] = []


def use_sealer(sealer: Sealer) -> None:
    """Which keys seal addresses (set once by create_app)."""
    _sealers[:] = [sealer]


def sealer() -> Sealer:
    """The keys in use."""
    return _sealers[0]


def use_addresser(addresser: Addresser) -> None:
    """Who turns an endpoint and its values into a public address."""
    _addressers[:] = [addresser]


@dataclass(frozen=True)
class Letter:
    """One message to one address; by hand there is no address, only a name."""

    channel: Channel
    address: str
    title: str
    text: str
    name: str = ""
    account_id: UUID | None = None


@dataclass(frozen=True)
class About:
    """What letters are about: `subject` finds them again, `occasion` is what may be told once an address."""

    subject: str
    occasion: str
    community_code: str
    endpoint: str = ""
    values: Mapping[str, Any] | None = None


def shown(channel: Channel, address: str) -> str:
    """An address as pages show it."""
    return MASKS[channel](address)[:120] if address else ""


def write(letters: Iterable[Letter], about: About) -> None:
    """Put letters into the outbox; what this address was told on this occasion is not told again."""
    url = _addressers[0](about.endpoint, about.values or {}) if about.endpoint else ""
    rows = [_row(letter, about, url) for letter in letters]
    statement = inserting(OutboxMessage).on_conflict_do_nothing(index_elements=["dedupe"])
    for start in range(0, len(rows), LOT):
        db.session.execute(statement, rows[start : start + LOT])


def _row(letter: Letter, about: About, url: str) -> dict[str, Any]:
    whom = sealer().blind(letter.address or letter.name)
    return {
        "community_code": about.community_code,
        "channel": letter.channel,
        "account_id": letter.account_id,
        "address_sealed": sealer().seal(letter.address) if letter.address else None,
        "shown": shown(letter.channel, letter.address),
        "name": letter.name[:60],
        "title": tidy(letter.title)[:200],
        "text": tidy_lines(letter.text),
        "url": url[:500],
        "subject": about.subject,
        "dedupe": f"{about.subject}|{about.occasion}|{letter.channel}|{whom}"[:200],
        "state": OutboxState.WAITING,
        "next_try_at": now(),
    }


def withdraw(subject: str) -> None:
    """What was not told yet about something is told no more: newer word follows."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject == subject, OutboxMessage.state.in_(OPEN_STATES))
        .values(state=OutboxState.GIVEN_UP, result="withdrawn", address_sealed=None, next_try_at=None)
    )


def try_again(actor: Actor, message: OutboxMessage) -> None:
    """A worker has a failed message tried again, from the first try on."""
    row = locked(message.id)
    if not may_try_again(row):
        raise Refusal("notices.not_again")
    row.state, row.attempts, row.next_try_at = OutboxState.WAITING, 0, now()
    db.session.flush()
    after = {"subject": row.subject, "channel": row.channel, "to": Personal(row.name or row.shown)}
    record(actor, "notices.try_again", "outbox_message", row.id, row.community_code, after=after)


def may_try_again(row: OutboxMessage) -> bool:
    """Failed for good, waiting for another try, or only filed; and its address is still known."""
    filed = row.state == OutboxState.SENT and row.gateway == "folder"
    failed = row.state == OutboxState.GIVEN_UP or (row.state == OutboxState.RETRYING and row.result != "")
    return row.address_sealed is not None and (filed or failed)


def told(actor: Actor, message: OutboxMessage, how: Told) -> None:
    """A worker told somebody by phone or in person; who did it is kept."""
    row = locked(message.id)
    if row.state == OutboxState.SENT or (row.state == OutboxState.GIVEN_UP and row.result == "withdrawn"):
        raise Refusal("notices.told_already")
    before = {"state": row.state, "channel": row.channel}
    row.channel, row.state, row.address_sealed = Channel.BY_HAND, OutboxState.SENT, None
    row.result, row.sent_at, row.next_try_at = f"{how} {actor.account_id}", now(), None
    db.session.flush()
    after = {"subject": row.subject, "how": how, "to": Personal(row.name or row.shown)}
    record(actor, "notices.told", "outbox_message", row.id, row.community_code, before, after)


def locked(message_id: UUID) -> OutboxMessage:
    """A message as it is now, held until this unit of work ends."""
    return db.session.get_one(OutboxMessage, message_id, with_for_update=True, populate_existing=True)


def forget_account(account_id: UUID) -> None:
    """Who closed an account is not written to any more, and no message names them."""
    mine = OutboxMessage.account_id == account_id
    db.session.execute(
        update(OutboxMessage)
        .where(mine, OutboxMessage.state.in_(OPEN_STATES))
        .values(state=OutboxState.GIVEN_UP, result="withdrawn", next_try_at=None)
    )
    db.session.execute(
        update(OutboxMessage)
        .where(mine)
        .values(address_sealed=None, name="", shown="", dedupe=None, account_id=None)
    )


def copy_for(account_id: UUID) -> Sequence[dict[str, Any]]:
    """What was sent to somebody, for the copy of all their data."""
    query = select(OutboxMessage).where(OutboxMessage.account_id == account_id)
    return [
        {"by": row.channel, "to": row.shown, "title": row.title, "text": row.text, "state": row.state,
         "sent_at": row.sent_at}
        for row in db.session.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.id).limit(1000))
    ]  # fmt: skip
