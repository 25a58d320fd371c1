"""The end of a round: matching, counting, forgetting. In one transaction, and the secret right after it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from deliberation.actors import Actor, machine
from deliberation.clock import now
from deliberation.database import after_commit, db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.journal.rules import canonical
from deliberation.journal.service import record
from deliberation.notices.service import tell
from deliberation.places.models import Building, Estate
from deliberation.rounds import board as boards
from deliberation.rounds import keys, needs_way, queries, registers
from deliberation.rounds.ballot_rules import is_sound, terms_of
from deliberation.rounds.models import Ballot, RegisterEntry, Round, RoundResult
from deliberation.rounds.policy import UNCOUNTED
from deliberation.rounds.rules import (
    State,
    new_token,
    token,
    turnout_by_group,
    turnout_reached,
)
from deliberation.tally.approval import ApprovalCount, count
from deliberation.tally.ballots import Option
from deliberation.tally.ties import TieOrder
from deliberation.wording import tidy_lines

CLEAN_UP = "rounds.clean_up"
CHUNK = 5000


@dataclass
class Sorted:
    """A box turned out: what counts, what was struck, what nobody on the register cast."""

    accepted: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    buildings: Counter[UUID] = field(default_factory=Counter)
    struck: int = 0
    refused: int = 0


def locked(round_id: UUID) -> Round:
    """The round as it is now; nobody else changes it, casts or closes until this transaction ends."""
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refusal("rounds.gone")
    return row


def close(actor: Actor, round_id: UUID) -> RoundResult:
    """Count a round whose time is over, once; its secret dies with the commit."""
    row = locked(round_id)
    if row.closed_at is not None:
        return db.session.get_one(RoundResult, round_id)
    if row.state != State.DUE:
        raise Refusal("rounds.not_due")
    register = _register(round_id)
    sorted_out = _sort(row, register, keys.read(round_id))
    result = _result(row, register, sorted_out, matched=keys.read(round_id) is not None)
    row.closed_at = now()
    db.session.add(result)
    _rename(round_id, sorted_out)
    db.session.flush()
    _tell_of_the_end(actor, row, result)
    after_commit(lambda: _forget(round_id))
    return result


def annul(actor: Actor, round_id: UUID, reason: str) -> None:
    """Stop a round with a public reason and without a result; its ballots and its secret are destroyed."""
    row = locked(round_id)
    if row.state not in UNCOUNTED:
        raise Refusal("rounds.nothing_to_annul")
    if not tidy_lines(reason):
        raise Refusal("rounds.reason_missing")
    row.annulled_at, row.annul_reason = now(), tidy_lines(reason)
    db.session.execute(delete(Ballot).where(Ballot.round_id == round_id))
    db.session.flush()
    facts = {"reason": row.annul_reason}
    record(actor, "rounds.annul", "round", round_id, row.community_code, after=facts)
    for option in row.options:
        needs_way.annulled(actor, row, option)
    _tell_voters(row, "notice.rounds.annulled")
    jobs.ask(actor, CLEAN_UP, {"round_id": str(round_id)}, row.community_code)
    after_commit(lambda: _forget(round_id))


def sweep() -> None:
    """Close what is due, and finish what was interrupted: the secret of an ended round is destroyed."""
    for round_id in queries.ended(keys.rounds_with_a_key()):
        _forget(round_id)
    for round_id in queries.due_rounds():
        with unit_of_work():
            close(machine(), round_id)


def clean_up(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Wipe what the database file still holds of ballots as they were cast; may be repeated."""
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "sqlite":
            _run(connection, ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg's connection
            _run(connection, ("CLUSTER ballot USING pk_ballot", "VACUUM ballot"))
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]  # psycopg's connection
    finally:
        connection.close()
    progress(1, 1)
    return {}


def _run(connection: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()


def _forget(round_id: UUID) -> None:
    """The last step of an end."""
    keys.destroy(round_id)


def _register(round_id: UUID) -> list[tuple[UUID, UUID, bool]]:
    """Everybody who was ever on the register: (voter, building, struck)."""
    query = select(RegisterEntry.voter_id, RegisterEntry.building_id, RegisterEntry.struck_at)
    rows = db.session.execute(query.where(RegisterEntry.round_id == round_id))
    return [(voter, building, struck is not None) for voter, building, struck in rows]


def _sort(row: Round, register: list[tuple[UUID, UUID, bool]], secret: bytes | None) -> Sorted:
    """Match every ballot with the register; without the secret, ballots count unmatched."""
    owners = {token(secret, row.id, voter): (b, struck) for voter, b, struck in register} if secret else {}
    terms = terms_of(row, row.options)
    result = Sorted()
    for name, tracker, choices in _ballots(row.id):
        owner = owners.get(name)
        if (secret and owner is None) or not is_sound(terms, choices):
            result.refused += 1
        elif owner and owner[1]:
            result.struck += 1
        else:
            result.accepted.append((tracker, tuple(choices)))
            if owner:
                result.buildings[owner[0]] += 1
    return result


def _ballots(round_id: UUID) -> Iterator[tuple[str, str, list[str]]]:
    query = select(Ballot.token, Ballot.tracker, Ballot.choices).where(Ballot.round_id == round_id)
    for row in db.session.execute(query).yield_per(CHUNK):
        yield row.token, row.tracker, row.choices


def _result(
    row: Round, register: list[tuple[UUID, UUID, bool]], sorted_out: Sorted, matched: bool
) -> RoundResult:
    options = [Option(option.key, option.cost_fen) for option in row.options]
    ties = TieOrder(tuple(row.ties), row.seed or None)
    counted = count(options, [choices for _t, choices in sorted_out.accepted], row.k, ties, str(row.id))
    listed = [(option.key, option.cost_fen) for option in row.options]
    board = boards.build(
        str(row.id), row.method, row.k, listed, ties.rules, row.seed or None, sorted_out.accepted
    )
    size = sum(not struck for _v, _b, struck in register)
    result = RoundResult(
        round_id=row.id,
        register_size=size,
        ballots=counted.ballots,
        blank=counted.blank,
        refused=sorted_out.refused,
        struck=sorted_out.struck,
        matched=matched,
        tally=counted.votes,
        ranking=_ranking(counted),
        turnout=_turnout(row.community_code, register, sorted_out.buildings) if matched else [],
        turnout_reached=turnout_reached(counted.ballots, size, row.min_turnout_percent),
        root=board["root"],
        board=boards.dump(board),
    )
    result.digest = sha256(canonical(_signed_facts(row, result))).hexdigest()
    return result


def _ranking(counted: ApprovalCount) -> list[dict[str, Any]]:
    return [asdict(placed) for placed in counted.ranking]


def _signed_facts(row: Round, result: RoundResult) -> dict[str, Any]:
    """What teller and scrutineer put their names to."""
    names = ("register_size", "ballots", "blank", "refused", "struck", "matched", "tally", "ranking", "root")
    return {
        "round": str(row.id),
        "title": row.title,
        "k": row.k,
        **{name: getattr(result, name) for name in names},
    }


def _turnout(
    code: str, register: list[tuple[UUID, UUID, bool]], voted: Counter[UUID]
) -> list[dict[str, Any]]:
    sizes = Counter(building for _v, building, struck in register if not struck)
    names = _building_names(code)
    rows = turnout_by_group(
        {names[building]: size for building, size in sizes.items()},
        {names[building]: ballots for building, ballots in voted.items() if building in sizes},
    )
    return [asdict(row) for row in rows] if len(rows) > 1 else []


def _building_names(code: str) -> dict[UUID, str]:
    query = select(Building.id, Estate.name, Building.name).join(Estate, Estate.id == Building.estate_id)
    rows = db.session.execute(query.where(Building.community_code == code))
    return {building: f"{estate} {name}" for building, estate, name in rows}


def _rename(round_id: UUID, sorted_out: Sorted) -> None:
    """Put the counted ballots back under random names, in the order of these names."""
    db.session.execute(delete(Ballot).where(Ballot.round_id == round_id))
    names = sorted(new_token() for _ in sorted_out.accepted)
    rows = [
        {"round_id": round_id, "token": name, "tracker": tracker, "choices": list(choices)}
        for name, (tracker, choices) in zip(names, sorted(sorted_out.accepted), strict=True)
    ]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Ballot), rows[start : start + CHUNK])


def _tell_of_the_end(actor: Actor, row: Round, result: RoundResult) -> None:
    names = ("register_size", "ballots", "blank", "refused", "struck", "matched", "root", "digest")
    facts = {name: getattr(result, name) for name in names}
    record(actor, "rounds.close", "round", row.id, row.community_code, after=facts)
    by_key = {option.key: option for option in row.options}
    for placed in result.ranking:
        needs_way.ranked(actor, row, by_key[placed["id"]], placed["rank"], placed["votes"])
    signers = [signer for signer in (row.teller_id, row.scrutineer_id) if signer]
    tell(signers, "notice.rounds.sign", {"title": row.title}, row.community_code, "rounds.show", _link(row))
    _tell_voters(row, "notice.rounds.closed", leave_out=signers)
    jobs.ask(actor, CLEAN_UP, {"round_id": str(row.id)}, row.community_code)


def _tell_voters(row: Round, kind: str, leave_out: Iterable[UUID] = ()) -> None:
    """Everybody on the register is told alike, whether they voted or not."""
    accounts = set(registers.accounts_on_register(row)) - set(leave_out)
    tell(sorted(accounts), kind, {"title": row.title}, row.community_code, "rounds.show", _link(row))


def _link(row: Round) -> dict[str, Any]:
    return {"code": row.community_code, "round_id": str(row.id)}
