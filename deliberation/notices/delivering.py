"""Delivering: the worker hands waiting messages to the gateways, one by one, outside any transaction.

A message is taken with a lease: its number of tries goes up and its next try lies beyond the lease before
anything is sent. A worker killed between sending and writing down the answer leaves the lease to run out;
then the message is sent once more, since nobody can know whether it arrived, and what is recorded says that
it may have come twice. A message known to be out is never sent again.
"""

import logging
import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update

from deliberation.clock import now
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.notices.gateways import Delivery, Parcel, gateway_for
from deliberation.notices.models import OutboxMessage
from deliberation.notices.outbox import sealer
from deliberation.notices.rules import (
    KEPT_FAILED,
    LEASE,
    MOST_TRIES,
    OPEN_STATES,
    SENT_BY_MACHINE,
    Channel,
    OutboxState,
    pause_after,
)

BUDGET_S = 20.0
DOWN = frozenset({"timeout", "unreachable", "certificate", "no_tls", "mail_login", "disk"})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Taken:
    """A message in hand: what to send, the which try this is, and whether an earlier one was cut short."""

    parcel: Parcel
    attempt: int
    broken_off: bool


def deliver(budget_s: float = BUDGET_S) -> None:
    """Send what is due, for some seconds; a gateway that is down is left alone until the next time."""
    until, down = time.monotonic() + budget_s, set[Channel]()
    while time.monotonic() < until and _is_any_due(down):
        taken = _take(down)
        if taken is None:
            return
        delivery = _sent(taken.parcel)
        _write_down(taken, delivery)
        if delivery.code in DOWN:
            down.add(taken.parcel.channel)


def _due(down: set[Channel]) -> list[ColumnElement[bool]]:
    open_channels = [channel for channel in SENT_BY_MACHINE if channel not in down]
    return [
        OutboxMessage.state.in_(OPEN_STATES),
        OutboxMessage.next_try_at <= now(),
        OutboxMessage.channel.in_(open_channels),
    ]


def _is_any_due(down: set[Channel]) -> bool:
    with reading():
        found = db.session.scalar(select(OutboxMessage.id).where(*_due(down)).limit(1))
        db.session.rollback()
    return found is not None


def _take(down: set[Channel]) -> _Taken | None:
    """The message that waited longest, with a lease; one that was cut short too often is given up."""
    with unit_of_work():
        query = select(OutboxMessage).where(*_due(down)).limit(1).with_for_update(skip_locked=True)
        query = query.order_by(OutboxMessage.next_try_at, OutboxMessage.created_at, OutboxMessage.id)
        row = db.session.scalars(query.execution_options(populate_existing=True)).first()
        if row is None:
            return None
        broken_off = row.attempts > 0 and row.result == ""
        address = _opened(row)
        if address is None or row.attempts >= MOST_TRIES:
            row.state, row.next_try_at = OutboxState.GIVEN_UP, None
            row.result = "bad_address" if address is None else "broken_off"
            return None
        row.state, row.attempts, row.next_try_at = OutboxState.RETRYING, row.attempts + 1, now() + LEASE
        row.gateway, row.result = gateway_for(row.channel).name, ""
        parcel = Parcel(
            row.id, row.channel, address, row.shown, row.title, row.text, row.url, row.created_at
        )  # fmt: skip
        return _Taken(parcel, row.attempts, broken_off)


def _opened(row: OutboxMessage) -> str | None:
    try:
        return sealer().open(row.address_sealed) if row.address_sealed else None
    except Refusal:
        return None


def _sent(parcel: Parcel) -> Delivery:
    """One try; whatever a gateway stumbles over is an answer, too."""
    try:
        return gateway_for(parcel.channel).send(parcel)
    except Exception as error:
        # The text of an error may hold an address: its kind is enough.
        log.error("gateway for %s failed: %s", parcel.channel, type(error).__name__)
        return Delivery(False, "broken")


def _write_down(taken: _Taken, delivery: Delivery) -> None:
    """Keep the answer: a yes always, a no only while the message is still in our hand."""
    mine = OutboxMessage.id == taken.parcel.id
    with unit_of_work():
        if delivery.ok:
            code = "ok_twice" if taken.broken_off and delivery.code == "ok" else delivery.code
            values = {"state": OutboxState.SENT, "result": code, "sent_at": now(), "next_try_at": None}
            if gateway_for(taken.parcel.channel).leaves:
                values["address_sealed"] = None
            db.session.execute(update(OutboxMessage).where(mine).values(**values))
            return
        pause = None if delivery.final else pause_after(taken.attempt)
        db.session.execute(
            update(OutboxMessage)
            .where(mine, OutboxMessage.attempts == taken.attempt, OutboxMessage.state == OutboxState.RETRYING)
            .values(
                state=OutboxState.RETRYING if pause else OutboxState.GIVEN_UP,
                next_try_at=now() + pause if pause else None,
                result=f"{delivery.code} {delivery.detail}".strip()[:300],
            )
        )


def forget_old() -> None:
    """Addresses of messages that failed (or were only filed) a month ago are forgotten."""
    old = [
        OutboxMessage.address_sealed.is_not(None),
        OutboxMessage.created_at < now() - KEPT_FAILED,
        or_(OutboxMessage.state == OutboxState.GIVEN_UP, OutboxMessage.state == OutboxState.SENT),
    ]
    with reading():
        any_old = db.session.scalar(select(OutboxMessage.id).where(*old).limit(1))
        db.session.rollback()
    if any_old is not None:
        with unit_of_work():
            db.session.execute(update(OutboxMessage).where(*old).values(address_sealed=None))
