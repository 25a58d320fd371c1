"""Signing in: what is counted, what locks, and what is never told."""

from datetime import timedelta

from deliberation.actors import Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalEntry, JournalPersonal
from deliberation.journal.queries import findings
from deliberation.people import doors, service
from deliberation.people.models import Account, FailedTry
from deliberation.people.rules import LOCKED_FOR
from tests.page import PageClient
from tests.stories import PASSWORD, A, Story

WRONG = "not-the-one-1"


def _fail(visitor: PageClient, phone: str, times: int) -> list[str]:
    visitor.get("/sign-in")
    return [visitor.post("/sign-in", {"phone": phone, "password": WRONG}).main for _each in range(times)]


def test_a_resident_signs_in_with_phone_and_password(story: Story, visitor: PageClient) -> None:
    resident, phone = story.resident()
    visitor.sign_in(f"+86 {phone[:3]} {phone[3:]}", PASSWORD)
    assert resident.name in visitor.get("/me").main


def test_signing_in_leads_back_to_where_somebody_was_going(story: Story, visitor: PageClient) -> None:
    _resident, phone = story.resident()
    visitor.get("/sign-in", next="/me")
    shown = visitor.post("/sign-in?next=/me", {"phone": phone, "password": PASSWORD})
    assert shown.url.endswith("/me")


def test_signing_in_never_leads_to_another_site(story: Story, visitor: PageClient) -> None:
    _resident, phone = story.resident()
    visitor.get("/sign-in")
    answer = visitor.post(
        "/sign-in?next=//evil.example/", {"phone": phone, "password": PASSWORD}, status=303, follow=False
    )
    assert answer.response.location == "/"


def test_five_failures_lock_an_account_even_against_the_right_password(
    story: Story, visitor: PageClient
) -> None:
    _resident, phone = story.resident()
    shown = _fail(visitor, phone, 5)
    assert "手机号或密码不对" in shown[3]
    assert "30 分钟后再试" in shown[4]
    assert "30 分钟后再试" in visitor.post("/sign-in", {"phone": phone, "password": PASSWORD}).main


def test_a_lock_ends_after_half_an_hour(story: Story, visitor: PageClient) -> None:
    resident, phone = story.resident()
    _fail(visitor, phone, 5)
    with at(now() + LOCKED_FOR + timedelta(seconds=1)):
        visitor.post("/sign-in", {"phone": phone, "password": PASSWORD})
        assert resident.name in visitor.get("/me").main


def test_an_unknown_phone_is_answered_and_locked_like_a_known_one(story: Story, visitor: PageClient) -> None:
    _resident, phone = story.resident()
    known = _fail(visitor, phone, 6)
    unknown = _fail(visitor, "19900000001", 6)
    assert [text.replace(phone, "") for text in known] == [
        text.replace("19900000001", "") for text in unknown
    ]


def test_a_success_forgets_the_failures_before_it(story: Story, visitor: PageClient) -> None:
    resident, phone = story.resident()
    _fail(visitor, phone, 4)
    visitor.post("/sign-in", {"phone": phone, "password": PASSWORD})
    assert db.session.get_one(Account, resident.account_id).failures == 0


def test_failures_stand_in_the_journal_without_any_phone_in_clear(story: Story, visitor: PageClient) -> None:
    _resident, phone = story.resident()
    _fail(visitor, phone, 5)
    _fail(visitor, "19900000001", 1)
    entries = db.session.query(JournalEntry).filter(JournalEntry.act.startswith("people.sign_in")).all()
    assert [entry.succeeded for entry in entries] == [False] * 6
    assert db.session.query(JournalEntry).filter_by(act="people.lock").count() == 1
    for entry in db.session.query(JournalEntry):
        assert phone not in str(entry.changes) + entry.subject_id
        assert "19900000001" not in str(entry.changes) + entry.subject_id
    assert all(phone.encode() not in row.sealed for row in db.session.query(JournalPersonal))
    assert list(findings()) == []


def test_one_address_cannot_try_phone_after_phone(story: Story, visitor: PageClient) -> None:
    with unit_of_work():
        row = doors.failed_try(doors.address_key("door", "127.0.0.1"))
        row.count = 49
    shown = _fail(visitor, "19900000001", 2)
    assert "从这里登录失败的次数太多" in shown[1]


def test_the_database_holds_no_phone_or_address_of_failed_tries(story: Story, visitor: PageClient) -> None:
    _fail(visitor, "19900000001", 1)
    keys = [row.key for row in db.session.query(FailedTry)]
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)
    assert not {"19900000001", "127.0.0.1"} & {key.strip() for key in keys}
    assert "19900000001" not in "".join(keys)


def test_signing_in_with_nonsense_is_refused_and_not_an_error(story: Story, visitor: PageClient) -> None:
    visitor.get("/sign-in")
    for phone in ("", "abc", "１３８", "1" * 5000, "'; drop table account; --", "\x00"):
        visitor.post("/sign-in", {"phone": phone, "password": "x" * 3000})


def test_a_first_password_must_be_changed_before_anything_else(story: Story, visitor: PageClient) -> None:
    with unit_of_work():
        service.first_administrator("13700000001", PASSWORD, "管理员")
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"phone": "13700000001", "password": PASSWORD}, status=302)
    assert visitor.get("/accounts/", status=302).response.location == "/password"
    assert "换成只有自己知道的" in visitor.get("/password").main
    visitor.post("/password", {"current": PASSWORD, "password": "new-pass-77", "again": "new-pass-77"})
    assert "工作人员" in visitor.get("/accounts/").main


def test_a_new_password_ends_other_sessions(story: Story, app: object) -> None:
    _resident, phone = story.resident()
    one, other = PageClient(app), PageClient(app)  # type: ignore[arg-type]  # the fixture's app
    one.sign_in(phone, PASSWORD)
    other.sign_in(phone, PASSWORD)
    one.get("/password")
    one.post("/password", {"current": PASSWORD, "password": "new-pass-77", "again": "new-pass-77"})
    one.get("/me")
    other.get("/me", status=302)


def test_a_weak_or_mistyped_new_password_is_told(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    visitor.get("/password")
    for new, again, words in (
        ("short1", "short1", "至少 8 位"),
        ("onlyletters", "onlyletters", "不能只有一种"),
        ("good-pass-1", "good-pass-2", "不一样"),
        (PASSWORD, PASSWORD, "不一样"),
    ):
        shown = visitor.post("/password", {"current": PASSWORD, "password": new, "again": again})
        assert words in shown.main


def test_guessing_the_present_password_inside_a_session_locks_too(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    visitor.get("/me/phone")
    for _each in range(5):
        shown = visitor.post("/me/phone", {"phone": "13611112222", "current": WRONG})
    assert "30 分钟后再试" in shown.main


def test_sign_out_ends_the_session(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    visitor.get("/me")
    visitor.post("/sign-out")
    visitor.get("/me", status=302)


def test_the_security_officer_sees_failures_and_unlocks_in_the_own_scope(
    story: Story, visitor: PageClient
) -> None:
    resident, phone = story.resident()
    officer, _phone = story.staff(Role.SECURITY, A[:9])
    stranger, _other = story.staff(Role.SECURITY, "888888", name="外人")
    _fail(visitor, phone, 5)
    visitor.enter(stranger)
    assert "锁到" not in visitor.get("/security/").main
    visitor.post(f"/security/{resident.account_id}/unlock", status=404)
    visitor.enter(officer)
    shown = visitor.get("/security/")
    assert "登录失败" in shown.main
    assert phone not in shown.source
    visitor.post(f"/security/{resident.account_id}/unlock")
    visitor.sign_in(phone, PASSWORD)
    assert resident.name in visitor.get("/me").main


def test_the_security_officer_lets_an_unknown_phone_try_again(story: Story, visitor: PageClient) -> None:
    officer, _phone = story.staff(Role.SECURITY, "")
    _fail(visitor, "19900000001", 5)
    visitor.enter(officer)
    page = visitor.get("/security/")
    key = str(page.tree.xpath('//input[@name="key"]/@value')[0])
    visitor.post("/security/tries/unlock", {"key": key})
    assert db.session.get(FailedTry, key) is None
