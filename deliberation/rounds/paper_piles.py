"""How far the paper ballots of a round are: the piles as numbers, those in dispute, and that all are in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.rounds import keys
from deliberation.rounds.models import LoosePapers, RegisterEntry, Round, RoundResult, TypedPaper
from deliberation.rounds.paper_rules import PaperTotals, Typing
from deliberation.rounds.rules import Hand, Kind, State, slip_code, token

FIRST, SECOND, SETTLING = aliased(TypedPaper), aliased(TypedPaper), aliased(TypedPaper)


@dataclass(frozen=True)
class Piles:
    """Papers by how far they are, none of them told apart: `typed` with a code, of these `once` waiting for
    the second hand and `differing` waiting for a third look; `loose` by kind."""

    typed: int
    once: int
    differing: int
    loose: dict[Kind, int]

    @property
    def standing(self) -> int:
        return self.typed - self.unsettled

    @property
    def unsettled(self) -> int:
        return self.once + self.differing


@dataclass(frozen=True)
class Unsettled:
    """A paper nobody has agreed on yet, by its code; `second` is None until the second hand has it."""

    code: str
    first: Typing
    second: Typing | None

    @property
    def typists(self) -> set[UUID]:
        return {each.account_id for each in (self.first, self.second) if each}


def piles(round_id: UUID) -> Piles:
    """The piles of a round now."""
    hands = select(TypedPaper.hand, func.count()).where(TypedPaper.round_id == round_id)
    typed = {each[0]: each[1] for each in db.session.execute(hands.group_by(TypedPaper.hand))}
    unsettled = _unsettled(round_id)
    once = select(func.count()).select_from(unsettled.where(SECOND.token.is_(None)).subquery())
    differing = select(func.count()).select_from(unsettled.where(SECOND.token.is_not(None)).subquery())
    loose = select(LoosePapers.kind, func.sum(LoosePapers.number)).where(LoosePapers.round_id == round_id)
    return Piles(
        typed.get(Hand.FIRST, 0),
        db.session.scalar(once) or 0,
        db.session.scalar(differing) or 0,
        {kind: int(number) for kind, number in db.session.execute(loose.group_by(LoosePapers.kind))},
    )


def typed_by(round_id: UUID, account_id: UUID | None) -> int:
    """How many papers somebody has typed in."""
    query = select(func.count()).where(
        TypedPaper.round_id == round_id, TypedPaper.account_id == account_id, TypedPaper.hand != Hand.SETTLING
    )
    return db.session.scalar(query) or 0


def loose_of(round_id: UUID) -> Sequence[LoosePapers]:
    """What was set down as late or unreadable, the latest first."""
    query = select(LoosePapers).where(LoosePapers.round_id == round_id)
    return db.session.scalars(query.order_by(LoosePapers.created_at.desc(), LoosePapers.id).limit(100)).all()


def counted(round_id: UUID) -> PaperTotals | None:
    """What the papers of a closed round added up to; None where there were none."""
    details = db.session.scalar(select(RoundResult.details).where(RoundResult.round_id == round_id))
    return PaperTotals(**details["papers"]) if details and "papers" in details else None


def unsettled(row: Round, page: int, per_page: int = 20) -> Page[Unsettled]:
    """The papers still in dispute, those typed twice first, by their codes: so they are found in the pile."""
    query = _unsettled(row.id).order_by(SECOND.token.is_(None), FIRST.token)
    found = paginate(query, page, per_page)
    codes = _codes(row.id, {first.token for first, _second in found.items})
    items = [
        Unsettled(codes.get(first.token, ""), _typing(first), _typing(second) if second else None)
        for first, second in found.items
    ]
    return Page(items, found.number, found.per_page, found.total)


def finish(actor: Actor, round_id: UUID) -> None:
    """Say that all papers are in: the count follows by itself. Refuses while one is in dispute."""
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refusal("rounds.gone")
    if row.state != State.TYPING:
        raise Refusal("rounds.papers_done_later" if row.state == State.OPEN else "rounds.typing_over")
    found = piles(round_id)
    if found.unsettled:
        raise Refusal("rounds.papers_unsettled", once=found.once, differing=found.differing)
    row.papers_done_at = now()
    db.session.flush()
    after = {"typed": found.typed, **{str(kind): number for kind, number in sorted(found.loose.items())}}
    record(actor, "rounds.papers_done", "round", round_id, row.community_code, after=after)


def _unsettled(round_id: UUID) -> Any:
    """Papers with a first hand that no second agrees with and no third has settled."""
    return (
        select(FIRST, SECOND)
        .outerjoin(SECOND, _hand_of_same(SECOND, Hand.SECOND))
        .outerjoin(SETTLING, _hand_of_same(SETTLING, Hand.SETTLING))
        .where(
            FIRST.round_id == round_id,
            FIRST.hand == Hand.FIRST,
            SETTLING.token.is_(None),
            or_(
                SECOND.token.is_(None),
                SECOND.kind != FIRST.kind,
                cast(SECOND.choices, Text) != cast(FIRST.choices, Text),
            ),
        )
    )


def _hand_of_same(other: Any, hand: Hand) -> ColumnElement[bool]:
    return and_(other.round_id == FIRST.round_id, other.token == FIRST.token, other.hand == hand)


def _typing(row: TypedPaper) -> Typing:
    return Typing(row.account_id, row.kind, row.choices)


def _codes(round_id: UUID, names: Collection[str]) -> dict[str, str]:
    """The printed codes of some papers by their tokens; none without the secret."""
    secret = keys.read(round_id)
    if secret is None or not names:
        return {}
    voters = db.session.scalars(select(RegisterEntry.voter_id).where(RegisterEntry.round_id == round_id))
    named = {token(secret, round_id, voter): voter for voter in voters}
    return {name: slip_code(secret, round_id, named[name]) for name in names if name in named}
