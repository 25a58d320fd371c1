"""Importing rolls: all or nothing, again without doubling, and fast."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from deliberation.actors import Role, machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import work_once
from deliberation.journal.models import JournalEntry
from deliberation.journal.queries import findings
from deliberation.people import roll, service, tasks
from deliberation.people.models import Account, Resident, Upload
from deliberation.people.queries import voting_residents
from deliberation.people.roll import RollOutcome, import_roll
from deliberation.people.roll_rows import RollRow
from deliberation.places.models import Household
from tests.page import PageClient
from tests.people.stories import HEADINGS, ROW, upload, xlsx
from tests.stories import A, B, Story

IMPORT = f"/c/{A}/roll/import"


def _row(number: int, **changed: object) -> RollRow:
    facts = {
        "estate": "幸福小区", "building": f"{number // 60 + 1}号楼", "unit": "1", "door": str(number // 2),
        "name": f"居民{number}", "phone": f"{13600000000 + number}", "birth_year": 1960,
    }  # fmt: skip
    return RollRow(**(facts | changed))  # type: ignore[arg-type]  # the row's own fields


def _import(rows: list[RollRow], code: str = A) -> RollOutcome:
    with unit_of_work():
        return import_roll(machine(), code, rows)


def test_a_roll_makes_households_and_people_as_one_act(story: Story) -> None:
    outcome = _import([_row(number) for number in range(200)])
    assert (outcome.households_new, outcome.people_new) == (100, 200)
    assert db.session.query(JournalEntry).filter_by(act="people.import_roll").count() == 1
    assert len(voting_residents(A)) == 200
    assert {home.adults for home in db.session.query(Household)} == {2}
    assert list(findings()) == []


def test_the_same_roll_again_changes_nothing(story: Story) -> None:
    rows = [_row(number) for number in range(50)]
    _import(rows)
    again = _import(rows)
    assert again.changes == 0
    assert again.people_same == 50


def test_a_changed_roll_changes_what_it_states_and_keeps_the_rest(story: Story) -> None:
    _import([_row(0), _row(1)])
    changed = _import([_row(0, phone="13777777777", adults=4, area_cm2=895_000)])
    assert (changed.people_changed, changed.households_changed) == (1, 1)
    person = db.session.scalars(select(Resident).where(Resident.name == "居民0")).one()
    assert service.opened(person.phone_sealed) == "13777777777"
    assert db.session.query(Household).one().adults == 4
    assert db.session.query(Resident).count() == 2


def test_a_roll_confirms_who_had_registered_beyond_it(story: Story) -> None:
    home = story.household(adults=0, door="7")
    with unit_of_work():
        waiting = service.add_resident(machine(), home, "小李", "13999999999", 1990)
        assert waiting.confirmed_at is None
    _import([RollRow("幸福小区", "1号楼", "1", "7", "小李", adults=1)])
    assert db.session.query(Resident).one().confirmed_at is not None


def test_the_same_names_in_two_communities_are_different_places(story: Story) -> None:
    _import([_row(0)])
    assert _import([_row(0)], B).households_new == 1


def test_nothing_of_a_roll_with_a_bad_phone_is_imported(story: Story) -> None:
    with pytest.raises(Refusal, match="bad_phone"):
        _import([_row(0), _row(1, phone="12")])
    assert db.session.query(Household).count() == 0


def test_the_phones_of_a_roll_are_sealed(story: Story) -> None:
    _import([_row(0)])
    person = db.session.query(Resident).one()
    assert b"13600000000" not in (person.phone_sealed or b"")
    assert person.phone_index == service.sealer().blind("13600000000")


def test_a_large_roll_is_imported_in_few_statements(story: Story) -> None:
    rows = [_row(number) for number in range(30_000)]
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2][:40]))
    outcome = _import(rows)
    assert outcome.people_new == 30_000
    assert len(statements) < 150


def test_a_worker_imports_a_roll_after_the_dry_run(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    shown = upload(visitor, IMPORT, xlsx([ROW, ("幸福小区", "1号楼", "2", "302", "李强", "", "", "1")]))
    assert "导入以后" in shown.main
    assert db.session.query(Household).count() == 0
    shown = visitor.post(f"{shown.url}/apply")
    assert "名册导入好了" in shown.main
    assert db.session.query(Resident).count() == 2
    assert db.session.query(StoredFile).count() == 0
    shown = visitor.post(f"{shown.url}/apply", status=409)
    assert "重新上传" in shown.main or "导入过了" in shown.main


def test_the_dry_run_says_row_by_row_what_is_wrong_and_imports_nothing(
    story: Story, visitor: PageClient
) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    bad = ("幸福小区", "1号楼", "2", "302", "李强", "123", "", "-1")
    shown = upload(visitor, IMPORT, xlsx([ROW, bad]))
    assert "第 3 行" in shown.main
    assert "不是 11 位手机号" in shown.main
    assert "不能是负数" in shown.main
    assert "全部导入" not in shown.main
    visitor.post(f"{shown.url}/apply", status=409)
    assert db.session.query(Household).count() == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00\x01\x02", "只有,一行\n".encode()])
def test_a_file_that_is_no_roll_is_told_kindly(content: bytes, story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    shown = upload(visitor, IMPORT, content)
    assert shown.tree.xpath('//*[contains(@class, "notice-error")]')


def test_a_large_roll_is_checked_and_imported_as_long_work(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    rows = [
        (f"小区{n % 3}", f"{n % 40}号楼", "1", str(n), f"居民{n}", str(13600000000 + n)) for n in range(3000)
    ]
    shown = upload(visitor, IMPORT, xlsx(rows, HEADINGS[:6]))
    assert work_once()
    job = db.session.query(Job).one()
    assert job.state == "done"
    shown = visitor.get(job.back_url)
    assert "3000" in shown.main
    visitor.post(f"{job.back_url}/apply")
    assert work_once()
    assert db.session.query(Resident).count() == 3000
    assert "已经在" in visitor.get(job.back_url).main


def test_a_worker_dismissed_meanwhile_imports_nothing(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    rows = [(f"小区{n % 3}", "1号楼", "1", str(n), f"居民{n}", "") for n in range(3000)]
    upload(visitor, IMPORT, xlsx(rows, HEADINGS[:6]))
    work_once()
    visitor.post(f"{db.session.query(Job).one().back_url}/apply")
    with unit_of_work():
        service.revoke(machine(), db.session.get_one(Account, worker.account_id), Role.WORKER, A)
    assert work_once()
    assert db.session.query(Resident).count() == 0


def test_a_table_nobody_takes_over_is_forgotten_after_a_day(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    shown = upload(visitor, IMPORT, xlsx([ROW]))
    with at(now() + timedelta(hours=25)):
        tasks._swept.clear()
        tasks.sweep()
    tasks._swept.clear()
    assert db.session.query(StoredFile).count() == 0
    visitor.post(f"{shown.url}/apply", status=409)


def test_another_communitys_upload_and_roll_do_not_exist(story: Story, visitor: PageClient) -> None:
    mine, _one = story.staff()
    stranger, _two = story.staff(Role.WORKER, B, "外人")
    colleague, _three = story.staff(Role.WORKER, A, "同事")
    visitor.enter(mine)
    shown = upload(visitor, IMPORT, xlsx([ROW]))
    upload_id = db.session.query(Upload).one().id
    visitor.enter(stranger)
    for url in (f"/c/{A}/roll/", IMPORT, shown.url, f"/c/{A}/roll/template.xlsx", f"/c/{A}/slips/"):
        visitor.get(url, status=404)
    visitor.get(f"/c/{B}/roll/import/{upload_id}", status=404)
    visitor.post(f"/c/{B}/roll/import/{upload_id}/apply", status=404)
    visitor.enter(colleague)
    visitor.get(shown.url, status=404)


def test_the_roll_page_takes_the_same_number_of_statements_for_any_length(
    story: Story, visitor: PageClient
) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)

    def statements() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — one to remove again
        event.listen(db.engine, "before_cursor_execute", listener)
        visitor.get(f"/c/{A}/roll/")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    _import([_row(0)])
    few = statements()
    _import([_row(number) for number in range(300)])
    assert statements() == few
    assert "第 2 页" in visitor.get(f"/c/{A}/roll/", page=2).main


def test_a_dry_run_counts_without_writing(story: Story) -> None:
    assert roll.compare(A, [_row(0)]).people_new == 1
    assert db.session.query(Resident).count() == 0
