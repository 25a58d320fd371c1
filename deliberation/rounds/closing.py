"""The end of a round: matching, counting, forgetting. In one transaction, and the secret right after it."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

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
from deliberation.rounds import keys, needs_way, paper_box, paper_printing, queries, registers
from deliberation.rounds.counted_by import rule_of
from deliberation.rounds.emptying import Emptied, Entry, discard, empty, register_of, rename
from deliberation.rounds.models import Round, RoundResult
from deliberation.rounds.outcomes import won
from deliberation.rounds.paper_rules import PaperTotals
from deliberation.rounds.policy import UNCOUNTED
from deliberation.rounds.rules import State, turnout_by_group, turnout_reached
from deliberation.tally import counting
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Count
from deliberation.wording import tidy_lines

CLEAN_UP = "rounds.clean_up"
FIGURES = (
    *("register_size", "ballots", "blank", "on_paper", "spoiled", "late", "refused", "struck", "matched"),
    "turnout_reached",
)
SIGNED = (*FIGURES, "unit", "tally", "ranking", "decisions", "root")
# PostgreSQL keeps the order of casting in its row addresses, even through VACUUM FULL: the tables are written
# anew in the order of their random names.
REWRITE = (
    "CLUSTER ballot USING pk_ballot",
    "CLUSTER typed_paper USING pk_typed_paper",
    "VACUUM ballot",
    "VACUUM typed_paper",
)
log = logging.getLogger(__name__)


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
    register, secret = register_of(round_id), keys.read(round_id)
    emptied, papers = empty(row, register, secret), paper_box.paper_totals(round_id)
    result = _result(row, register, emptied, papers, matched=secret is not None)
    row.closed_at = now()
    db.session.add(result)
    paper_box.write_down(actor, row)
    rename(round_id, emptied)
    paper_printing.forget_files(row)
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
    paper_box.write_down(actor, row)
    discard(round_id)
    paper_printing.forget_files(row)
    db.session.flush()
    facts = {"reason": row.annul_reason}
    record(actor, "rounds.annul", "round", round_id, row.community_code, after=facts)
    for option in row.options:
        needs_way.annulled(actor, row, option)
    if not row.of_meeting:
        _tell_voters(row, "notice.rounds.annulled")
    jobs.ask(actor, CLEAN_UP, {"round_id": str(round_id)}, row.community_code)
    after_commit(lambda: _forget(round_id))


def sweep() -> None:
    """Close what is due, and finish what was interrupted: the secret of an ended round is destroyed.

    A round that cannot be closed now (a full disk) stays as it was, is tried again at the next sweep, and
    keeps no other round waiting.
    """
    for round_id in queries.ended(keys.rounds_with_a_key()):
        _forget(round_id)
    for round_id in queries.due_rounds():
        try:
            with unit_of_work():
                close(machine(), round_id)
        except (SQLAlchemyError, OSError):
            log.exception("round %s is not closed, and stays due", round_id)


def clean_up(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Wipe what the database file still holds of ballots as they were cast; may be repeated."""
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "sqlite":
            _run(connection, ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg's connection
            _run(connection, REWRITE)
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
    """The last step of an end; when the disk does not let go of the key, the next sweep tries again."""
    try:
        keys.destroy(round_id)
    except OSError:
        log.exception("the key of round %s is not destroyed yet", round_id)


def _result(
    row: Round, register: Sequence[Entry], emptied: Emptied, papers: PaperTotals, matched: bool
) -> RoundResult:
    options = [Option(option.key, option.cost_fen) for option in row.options]
    grouped = Counter(choices for _tracker, choices in emptied.accepted)
    counted = counting.count(rule_of(row), options, grouped, str(row.id))
    size = sum(not struck for _v, _b, struck in register)
    reached = turnout_reached(counted.ballots, size, row.min_turnout_percent, row.majority)
    board = boards.build(str(row.id), counted, options, emptied.accepted, size, row.min_turnout_percent)
    result = RoundResult(
        round_id=row.id,
        register_size=size,
        ballots=counted.ballots,
        blank=counted.blank,
        on_paper=emptied.on_paper,
        spoiled=papers.spoiled,
        late=papers.late,
        refused=emptied.refused,
        struck=emptied.struck,
        matched=matched,
        turnout=_turnout(row.community_code, register, emptied.buildings) if matched else [],
        turnout_reached=reached,
        root=board["root"],
        board=boards.dump(board),
        **_counted(counted),
    )
    if row.papers_until is not None:
        result.details = {**result.details, "papers": asdict(papers)}
    result.digest = sha256(canonical(_signed_facts(row, result))).hexdigest()
    return result


def _counted(counted: Count) -> dict[str, Any]:
    """A count as the result keeps it; fractions as "p/q"."""
    return {
        "unit": counted.unit.value,
        "tally": counted.scores,
        "ranking": [_plain(asdict(placed)) for placed in counted.ranking],
        "decisions": [_plain(asdict(decision)) for decision in counted.decisions],
        "steps": [_plain(asdict(step)) for step in counted.steps],
        "details": _plain(counted.details),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _signed_facts(row: Round, result: RoundResult) -> dict[str, Any]:
    """What teller and scrutineer put their names to."""
    return {
        "round": str(row.id),
        "title": row.title,
        "method": row.method.value,
        "k": row.k,
        **{name: getattr(result, name) for name in SIGNED},
    }


def _turnout(code: str, register: Sequence[Entry], voted: Counter[UUID | None]) -> list[dict[str, Any]]:
    sizes = Counter(building for _v, building, struck in register if building and not struck)
    names = _building_names(code)
    rows = turnout_by_group(
        {names[building]: size for building, size in sizes.items()},
        {names[building]: ballots for building, ballots in voted.items() if building and building in sizes},
    )
    return [asdict(row) for row in rows] if len(rows) > 1 else []


def _building_names(code: str) -> dict[UUID, str]:
    query = select(Building.id, Estate.name, Building.name).join(Estate, Estate.id == Building.estate_id)
    rows = db.session.execute(query.where(Building.community_code == code))
    return {building: f"{estate} {name}" for building, estate, name in rows}


def _tell_of_the_end(actor: Actor, row: Round, result: RoundResult) -> None:
    facts = {name: getattr(result, name) for name in (*FIGURES, "root", "digest")}
    record(actor, "rounds.close", "round", row.id, row.community_code, after=facts)
    by_key = {option.key: option for option in row.options}
    taken = set(won(row, result))
    for placed in result.ranking:
        key = placed["id"]
        needs_way.ranked(actor, row, by_key[key], placed, result.unit, key in taken)
    jobs.ask(actor, CLEAN_UP, {"round_id": str(row.id)}, row.community_code)
    if row.of_meeting:
        return
    signers = [signer for signer in (row.teller_id, row.scrutineer_id) if signer]
    tell(signers, "notice.rounds.sign", {"title": row.title}, row.community_code, "rounds.show", _link(row))
    _tell_voters(row, "notice.rounds.closed", leave_out=signers)


def _tell_voters(row: Round, kind: str, leave_out: Iterable[UUID] = ()) -> None:
    """Everybody on the register is told alike, whether they voted or not."""
    accounts = set(registers.accounts_on_register(row)) - set(leave_out)
    tell(sorted(accounts), kind, {"title": row.title}, row.community_code, "rounds.show", _link(row))


def _link(row: Round) -> dict[str, Any]:
    return {"code": row.community_code, "round_id": str(row.id)}
