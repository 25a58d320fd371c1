"""The secret ballot on a meeting's motion: for, against or abstaining, by those who are in the hall.

It is a round like any other (box, secret, count, board), but its register is given, it opens at once, the
meeting shows it instead of the lists of rounds, and it may be stopped once before its time is over.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.rounds import keys, registers
from deliberation.rounds.closing import locked
from deliberation.rounds.models import Ballot, RegisterEntry, Round
from deliberation.rounds.plan_rules import check_ready
from deliberation.rounds.rules import OptionPlan, Plan, Purpose, State, slip_code
from deliberation.rounds.service import check_signers, columns_of, facts_of, options_of

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
TYPING = timedelta(hours=2)


@dataclass(frozen=True)
class MotionPlan:
    """What is asked, the words of the three answers, until when, who signs, and whether papers are taken."""

    title: str
    note: str
    answers: tuple[str, str, str]
    closes_at: datetime
    teller_id: UUID | None
    scrutineer_id: UUID | None
    on_paper: bool = False

    def as_round(self) -> Plan:
        """The same as the plan of a round: one of three, in this order on every ballot."""
        options = [
            OptionPlan(words, key=key)
            for key, words in zip((FOR, AGAINST, ABSTAIN), self.answers, strict=True)
        ]
        return Plan(
            title=self.title,
            note=self.note,
            opens_at=now(),
            closes_at=self.closes_at,
            k=1,
            options=options,
            ties=("order",),
            teller_id=self.teller_id,
            scrutineer_id=self.scrutineer_id,
            purpose=Purpose.MOTION,
            shuffled=False,
            papers_until=self.closes_at + TYPING if self.on_paper else None,
        )


def open_for_motion(
    actor: Actor, community_code: str, given: MotionPlan, voters: Sequence[tuple[UUID, UUID | None]]
) -> Round:
    """Make the ballot on a motion and open it, in one step, to exactly these voters (id, building)."""
    if not voters:
        raise Refusal("rounds.empty_register")
    plan = given.as_round()
    check_ready(plan, now())
    row = Round(community_code=community_code, cycle_id=None, **columns_of(plan))
    check_signers(row)
    row.options = options_of(plan)
    db.session.add(row)
    db.session.flush()
    row.opened_at, row.register_size = row.opens_at, len(voters)
    db.session.flush()
    registers.enter(row.id, voters)
    keys.make(row.id)
    record(actor, "rounds.open_for_motion", "round", row.id, community_code, after=facts_of(row))
    return row


def stop(actor: Actor, round_id: UUID) -> Round:
    """End the ballot on a motion before its time: nothing is cast any more. Stopped once is enough."""
    row = locked(round_id)
    if not row.of_meeting:
        raise Refusal("rounds.not_of_meeting")
    if row.state == State.OPEN:
        row.stopped_at = now()
        db.session.flush()
        after = {"stopped_at": row.stopped_at.isoformat()}
        record(actor, "rounds.stop", "round", row.id, row.community_code, after=after)
    return row


def ballots_in(round_id: UUID) -> int:
    """How many ballots the box holds: a number, and of whom is not known."""
    return db.session.scalar(select(func.count()).where(Ballot.round_id == round_id)) or 0


def voters_of(round_id: UUID) -> frozenset[UUID]:
    """Who is on the register."""
    query = select(RegisterEntry.voter_id).where(RegisterEntry.round_id == round_id)
    return frozenset(db.session.scalars(query.where(RegisterEntry.struck_at.is_(None))))


def codes_for(actor: Actor, round_id: UUID, voter_ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes to print for some voters; how many were printed is journalled, for whom is not."""
    row = locked(round_id)
    secret = keys.read(round_id)
    if row.state != State.OPEN or secret is None:
        raise Refusal("rounds.not_open")
    if not set(voter_ids) <= voters_of(round_id):
        raise Refusal("rounds.not_on_register")
    after = {"slips": len(voter_ids)}
    record(actor, "rounds.print_slips", "round", round_id, row.community_code, after=after)
    return {voter: slip_code(secret, round_id, voter) for voter in voter_ids}
