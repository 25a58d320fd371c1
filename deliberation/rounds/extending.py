"""The one extension of a round: announced at its opening, before its end, with a reason everybody reads."""

from datetime import datetime
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.rounds import needs_way, registers
from deliberation.rounds.closing import locked
from deliberation.rounds.models import Round
from deliberation.rounds.policy import FROZEN
from deliberation.wording import tidy_lines


def extend(actor: Actor, round_id: UUID, until: datetime, reason: str) -> Round:
    """Move the end of a round later, once; the typing of its papers ends as much later, and everybody on the
    register is told."""
    row = locked(round_id)
    if row.state not in FROZEN:
        raise Refusal("rounds.over_already")
    if not row.may_extend:
        raise Refusal("rounds.may_not_be_extended")
    if row.first_closes_at is not None:
        raise Refusal("rounds.extended_already")
    if until <= row.closes_at:
        raise Refusal("rounds.not_later")
    if not tidy_lines(reason):
        raise Refusal("rounds.reason_missing")
    longer = until - row.closes_at
    row.first_closes_at, row.closes_at, row.extend_reason = row.closes_at, until, tidy_lines(reason)
    if row.papers_until is not None:
        row.papers_until += longer
    db.session.flush()
    before, after = row.first_closes_at.isoformat(), row.closes_at.isoformat()
    record(
        actor,
        "rounds.extend",
        "round",
        row.id,
        row.community_code,
        {"closes_at": before},
        {"closes_at": after, "reason": row.extend_reason},
    )
    for option in row.options:
        needs_way.extended(actor, row, option)
    registers.tell_all(row, "notice.rounds.extended", {"closes_at": after, "reason": row.extend_reason})
    return row
