"""Reminders go to the whole register alike: who has voted is not known, and must not show from them."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import local, now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.rounds import registers
from deliberation.rounds.closing import locked
from deliberation.rounds.models import Round
from deliberation.rounds.rules import State


def reminded_today(row: Round) -> bool:
    """Whether a reminder went out on this day, as a resident's calendar has it."""
    return row.reminded_at is not None and local(row.reminded_at).date() >= local(now()).date()


def remind(actor: Actor, round_id: UUID) -> int:
    """Remind everybody on the register of an open round, once a day; returns how many were told."""
    row = locked(round_id)
    if row.state != State.OPEN or row.of_meeting:
        raise Refusal("rounds.nobody_to_remind")
    if reminded_today(row):
        raise Refusal("rounds.reminded_today")
    row.reminded_at = now()
    db.session.flush()
    told = registers.tell_all(row, "notice.rounds.reminded", {"closes_at": row.closes_at.isoformat()})
    record(actor, "rounds.remind", "round", row.id, row.community_code, after={"told": told})
    return told
