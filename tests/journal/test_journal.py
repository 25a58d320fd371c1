"""The journal cannot be altered or cut short unnoticed; what is personal in it can be erased."""

import pytest
from sqlalchemy import text, update

from deliberation.actors import Actor, Role, machine
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal import queries
from deliberation.journal.models import JournalEntry, JournalHead, JournalPersonal
from deliberation.journal.rules import Personal
from deliberation.journal.service import erase_personal, record
from tests.page import PageClient
from tests.stories import A, B, Story


def found() -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(finding.seq, finding.kind) for finding in queries.findings()]


@pytest.fixture
def five(story: Story) -> int:
    """Five more acts; returns the number of the first."""
    first = queries.length() + 1
    with unit_of_work():
        for number in range(5):
            record(
                Actor(name="李梅", origin="192.0.2.7"), "people.test", "account", "1", A,
                before={"phone": Personal("13800000000"), "n": number}, after={"n": number + 1},
            )  # fmt: skip
    return first


def test_an_untouched_journal_has_nothing_wrong(five: int) -> None:
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "act = 'people.other'",
        "changes = '{}'",
        "actor_id = '00000000000000000000000000000001'",
        "digests = '{}'",
        "at = '2020-01-01 00:00:00'",
        "community_code = '999999001002'",
        "succeeded = NOT succeeded",
    ],
)
def test_a_changed_entry_is_found(five: int, change: str) -> None:
    unlock()
    db.session.execute(text(f"UPDATE journal_entry SET {change} WHERE seq = {five + 2}"))
    assert (five + 2, "altered") in found()


def test_a_missing_entry_is_found(five: int) -> None:
    unlock()
    db.session.execute(text(f"DELETE FROM journal_personal WHERE seq = {five + 2}"))
    db.session.execute(text(f"DELETE FROM journal_entry WHERE seq = {five + 2}"))
    assert (five + 2, "missing") in found()


def test_a_journal_cut_short_is_found(five: int) -> None:
    unlock()
    db.session.execute(text(f"DELETE FROM journal_personal WHERE seq = {five + 4}"))
    db.session.execute(text(f"DELETE FROM journal_entry WHERE seq = {five + 4}"))
    assert found() == [(five + 4, "missing")]


def test_an_entry_rehashed_after_a_change_breaks_the_chain(five: int) -> None:
    unlock()
    entry = db.session.get_one(JournalEntry, five + 1)
    db.session.execute(update(JournalEntry).where(JournalEntry.seq == entry.seq).values(hash="0" * 64))
    assert {kind for _seq, kind in found()} == {"altered", "unchained"}


def test_personal_values_may_be_erased(five: int) -> None:
    with unit_of_work():
        assert erase_personal("account", "1") == 10
    assert found() == []


def test_an_altered_personal_value_is_found(five: int) -> None:
    db.session.execute(
        update(JournalPersonal).where(JournalPersonal.seq == five, JournalPersonal.path == "before.phone")
        .values(salt="another")
    )  # fmt: skip
    assert found() == [(five, "personal_altered")]


def test_personal_values_stand_nowhere_in_clear(five: int) -> None:
    entry = db.session.get_one(JournalEntry, five)
    assert "13800000000" not in str(entry.changes) + str(entry.digests)
    for row in db.session.query(JournalPersonal):
        assert b"13800000000" not in row.sealed
        assert b"192.0.2.7" not in row.sealed


def test_an_act_that_fails_leaves_no_entry(story: Story) -> None:
    before = queries.length()
    with pytest.raises(Refusal), unit_of_work():
        _record_and_refuse()
    assert queries.length() == before
    assert found() == []


def test_the_auditor_reads_what_lies_in_scope_and_others_do_not(story: Story, visitor: PageClient) -> None:
    auditor, _phone = story.staff(Role.AUDITOR, A)
    story.cycle(code=A)
    with unit_of_work():
        record(machine(), "cycles.replan", "cycle", "of-b", B)
    visitor.enter(auditor)
    shown = visitor.get("/journal/")
    assert "安排议事周期" in shown
    assert "调整议事周期" not in shown
    assert "接得上" in visitor.get("/journal/check")
    worker, _phone = story.staff(Role.WORKER, A)
    visitor.enter(worker)
    visitor.get("/journal/", status=403)


def _record_and_refuse() -> None:
    record(machine(), "people.test", "account", "1")
    raise Refusal("people.test")


def unlock() -> None:
    """What an attacker with the database file would do first: drop the guards against changes."""
    if db.engine.dialect.name == "sqlite":
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("SET session_replication_role = replica"))


def test_the_head_is_one_row(five: int) -> None:
    assert db.session.query(JournalHead).count() == 1
