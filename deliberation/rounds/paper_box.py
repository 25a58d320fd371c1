"""Paper ballots on their way into the box: typed by two workers, settled by a third where they differ.

Secrecy. A typing is kept under the paper's token, with its typist and without a time; no door stands anywhere
near it, and a code is turned into its token for one request only. The answer to a typist never says whether
the same code voted online. Nothing of a single paper is journalled: at the end stands who typed how many.
Typings die with the close or the annulment of their round, in the same transaction. No receipt is printed on
a paper: whoever printed the papers could follow it from a door to the published board for ever.

Which ballot stands. A paper enters the box when its two typings agree, or when it is settled. Where online
stands, it takes the place of nothing but another paper; where the last one stands, of whatever is there:
"last" is the order in which they reach the box, because nobody writes down when a paper was filled in.
A ballot cast online afterwards always replaces the paper's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from deliberation.actors import Actor
from deliberation.database import db, inserting
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.rounds import keys, registers
from deliberation.rounds.ballot_rules import clean_choices, terms_of
from deliberation.rounds.models import Ballot, LoosePapers, Round, TypedPaper
from deliberation.rounds.paper_rules import PaperTotals, Standing, Typing, outcome, standing, totals
from deliberation.rounds.policy import TYPED_IN, may_settle
from deliberation.rounds.queries import open_boxes
from deliberation.rounds.rules import Hand, Kind, Stands, State, new_tracker, token
from deliberation.rounds.slips import find

Hands = dict[Hand, Typing]


def type_in(
    actor: Actor, round_id: UUID, code: str, kind: Kind, said: Sequence[Any], again: bool = False
) -> Standing:
    """Keep one typing of a paper: the first hand's, or another worker's second, which is not shown the first.

    Two that agree go into the box at once. A typist may correct their own typing (`again`) until the paper
    stands. Refuses a code of no entry, a third hand, and one hand twice.
    """
    row = typed_round(round_id)
    name = token_of(row, code)
    typing = Typing(_account(actor), kind, _clean(row, kind, said))
    if _keep(row, name, Hand.FIRST, typing):
        return Standing.ONCE
    hands = hands_of(row.id, name)
    own = next((hand for hand, kept in hands.items() if kept.account_id == typing.account_id), None)
    if outcome(hands) is not None:
        raise Refusal("rounds.paper_stands")
    if own is not None:
        if not hands[own].says_like(typing):
            if not again:
                raise Refusal("rounds.typed_by_you")
            _replace(row, name, own, typing)
    elif not _keep(row, name, Hand.SECOND, typing):
        raise Refusal("rounds.typed_twice")
    return _enter_if_agreed(row, name)


def settle(actor: Actor, round_id: UUID, code: str, kind: Kind, said: Sequence[Any]) -> None:
    """The third look at a paper whose two typings differ: what it says now stands and goes into the box.

    A paper typed only once can be set down as spoiled, by somebody else than its typist.
    """
    row = typed_round(round_id)
    name = token_of(row, code)
    hands = hands_of(row.id, name)
    if not hands or outcome(hands) is not None:
        raise Refusal("rounds.nothing_to_settle")
    if standing(hands) == Standing.ONCE and kind != Kind.SPOILED:
        raise Refusal("rounds.second_hand_missing")
    typists = {kept.account_id for kept in hands.values()}
    if not may_settle(actor, row.community_code, row.state, typists, (row.teller_id, row.scrutineer_id)):
        raise Refusal("rounds.settled_by_third")
    typing = Typing(_account(actor), kind, _clean(row, kind, said))
    if not _keep(row, name, Hand.SETTLING, typing):
        raise Refusal("rounds.paper_stands")
    _enter(row, name, typing)


def typed_round(round_id: UUID) -> Round:
    """A round whose papers may be typed in now; it neither closes nor changes until this transaction ends."""
    row = db.session.get(Round, round_id, with_for_update={"read": True}, populate_existing=True)
    if row is None:
        raise Refusal("rounds.gone")
    if row.papers_until is None:
        raise Refusal("rounds.no_paper")
    if row.state not in TYPED_IN:
        before = row.state in (State.DRAFT, State.ANNOUNCED)
        raise Refusal("rounds.typing_not_yet" if before else "rounds.typing_over")
    if keys.read(round_id) is None:
        raise Refusal("rounds.secret_lost")
    return row


def token_of(row: Round, code: str) -> str:
    """The token of the entry a code belongs to, struck or not; refuses a code this round never printed."""
    found = find(code, [(row.id, registers.codes_of(row.id))]) if code else None
    secret = keys.read(row.id)
    if found is not None and secret is not None:
        return token(secret, row.id, found.voter_id)
    others = [each for each in open_boxes(row.community_code) if each.id != row.id]
    elsewhere = find(code, [(each.id, registers.codes_of(each.id)) for each in others])
    if code and elsewhere is not None:
        title = next(each.title for each in others if each.id == elsewhere.round_id)
        raise Refusal("rounds.code_of_another_round", title=title)
    raise Refusal("rounds.code_not_printed")


def hands_of(round_id: UUID, name: str) -> Hands:
    """What was typed of one paper; nobody else changes it until this transaction ends.

    Two statements: the first waits for whoever is at the same paper, the second sees what they left (one
    alone would wait for a row and miss another that came meanwhile).
    """
    here = (TypedPaper.round_id == round_id, TypedPaper.token == name)
    db.session.execute(select(TypedPaper.hand).where(*here, TypedPaper.hand == Hand.FIRST).with_for_update())
    query = select(TypedPaper.hand, TypedPaper.account_id, TypedPaper.kind, TypedPaper.choices)
    return {
        row.hand: Typing(row.account_id, row.kind, row.choices)
        for row in db.session.execute(query.where(*here))
    }


def count_loose(actor: Actor, round_id: UUID, kind: Kind, number: int, note: str) -> LoosePapers:
    """Set down papers that lead to no ballot: late ones (once the voting is over), unreadable ones."""
    row = typed_round(round_id)
    if kind not in (Kind.LATE, Kind.SPOILED):
        raise Refusal("rounds.loose_kind")
    if kind == Kind.LATE and row.state == State.OPEN:
        raise Refusal("rounds.not_late_yet")
    if number < 1:
        raise Refusal("rounds.loose_number")
    loose = LoosePapers(round_id=round_id, kind=kind, number=number, note=note, account_id=_account(actor))
    db.session.add(loose)
    db.session.flush()
    after = {"kind": kind, "number": number, "note": note}
    record(actor, "rounds.count_loose_papers", "round", round_id, row.community_code, after=after)
    return loose


def take_back_loose(actor: Actor, round_id: UUID, loose_id: UUID) -> None:
    """Take back what was set down by mistake."""
    row = typed_round(round_id)
    loose = db.session.get(LoosePapers, loose_id)
    if loose is None or loose.round_id != round_id:
        raise Refusal("rounds.loose_gone")
    before = {"kind": loose.kind, "number": loose.number, "note": loose.note}
    db.session.delete(loose)
    db.session.flush()
    record(actor, "rounds.take_back_loose_papers", "round", round_id, row.community_code, before=before)


def paper_totals(round_id: UUID) -> PaperTotals:
    """What the papers of a round add up to at this moment; what nobody agreed on counts as spoiled."""
    papers: dict[str, Hands] = {}
    query = select(
        TypedPaper.token, TypedPaper.hand, TypedPaper.account_id, TypedPaper.kind, TypedPaper.choices
    ).where(TypedPaper.round_id == round_id)
    for each in db.session.execute(query):
        papers.setdefault(each.token, {})[each.hand] = Typing(each.account_id, each.kind, each.choices)
    kinds = select(LoosePapers.kind, func.sum(LoosePapers.number)).group_by(LoosePapers.kind)
    loose = {
        kind: int(number)
        for kind, number in db.session.execute(kinds.where(LoosePapers.round_id == round_id))
    }
    boxed = select(func.count()).where(Ballot.round_id == round_id, Ballot.on_paper)
    return totals(papers.values(), loose, db.session.scalar(boxed) or 0)


def write_down(actor: Actor, row: Round) -> None:
    """Write down who typed how many, before the typings of a round are destroyed."""
    query = select(TypedPaper.account_id, TypedPaper.hand, func.count()).where(TypedPaper.round_id == row.id)
    piles: dict[str, Counter[str]] = {}
    for account_id, hand, number in db.session.execute(
        query.group_by(TypedPaper.account_id, TypedPaper.hand)
    ):
        piles.setdefault(str(account_id), Counter())[hand] += number
    if piles:
        after = {"typed": {account: dict(sorted(piles[account].items())) for account in sorted(piles)}}
        record(actor, "rounds.type_papers", "round", row.id, row.community_code, after=after)


def _account(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise Refusal("rounds.typed_by_nobody")
    return actor.account_id


def _clean(row: Round, kind: Kind, said: Sequence[Any]) -> list[Any]:
    """What a valid paper says, as the box keeps it; a blank or spoiled one says nothing."""
    if kind == Kind.LATE:
        raise Refusal("rounds.loose_kind")
    if kind != Kind.VALID:
        return []
    cleaned = clean_choices(terms_of(row, row.options), said)
    if not cleaned:
        raise Refusal("rounds.typed_nothing")
    return cleaned


def _keep(row: Round, name: str, hand: Hand, typing: Typing) -> bool:
    """Write a hand's typing unless there is one; on both databases one statement decides who was first."""
    values = {"round_id": row.id, "token": name, "hand": hand, **_columns(typing)}
    statement = inserting(TypedPaper).values(values).on_conflict_do_nothing().returning(TypedPaper.hand)
    return db.session.execute(statement).first() is not None


def _replace(row: Round, name: str, hand: Hand, typing: Typing) -> None:
    db.session.execute(
        update(TypedPaper)
        .where(TypedPaper.round_id == row.id, TypedPaper.token == name, TypedPaper.hand == hand)
        .values(_columns(typing))
    )


def _columns(typing: Typing) -> Mapping[str, Any]:
    return {"account_id": typing.account_id, "kind": typing.kind, "choices": list(typing.choices)}


def _enter_if_agreed(row: Round, name: str) -> Standing:
    hands = hands_of(row.id, name)
    at = standing(hands)
    if at == Standing.AGREED:
        _enter(row, name, hands[Hand.FIRST])
    return at


def _enter(row: Round, name: str, typing: Typing) -> None:
    """Put a paper that stands into the box, unless it is spoiled or an online ballot stands before it."""
    if typing.kind == Kind.SPOILED:
        return
    values = {
        "round_id": row.id,
        "token": name,
        "tracker": new_tracker(),
        "choices": list(typing.choices),
        "on_paper": True,
    }
    box = Ballot.__table__
    statement = inserting(Ballot).values(values)
    new = {column: statement.excluded[column] for column in ("tracker", "choices", "on_paper")}
    statement = statement.on_conflict_do_update(
        index_elements=["round_id", "token"],
        set_=new,
        where=None if row.stands == Stands.LAST else box.c.on_paper.is_(True),
    )
    try:
        db.session.execute(statement)
    except IntegrityError as error:
        raise Refusal("rounds.not_kept") from error
