"""Staff accounts: inside the own scope, separated, with a first password."""

import pytest

from deliberation.actors import Role, machine
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.people import offices, service
from deliberation.people.models import Account, RoleGrant
from tests.page import PageClient
from tests.people.stories import upload, xlsx
from tests.stories import STREET, A, B, Story

HIRE = {"name": "新同事", "phone": "13512340001", "role": "worker", "scope": A}
HEADINGS = ("姓名", "手机", "角色", "区划代码")


@pytest.fixture
def office(story: Story, visitor: PageClient) -> PageClient:
    administrator, _phone = story.staff(Role.ADMINISTRATOR, STREET)
    visitor.enter(administrator)
    visitor.get("/accounts/new")
    return visitor


def test_a_new_worker_gets_a_first_password_shown_once(story: Story, office: PageClient) -> None:
    shown = office.post("/accounts/new", HIRE)
    password = str(shown.tree.xpath("//code/text()")[0])
    assert "新同事" in office.get("/accounts/", q="13512340001").main
    office.client, office.token = office.app.test_client(), ""
    office.get("/sign-in")
    office.post("/sign-in", {"phone": "13512340001", "password": password}, status=302)
    office.get(f"/c/{A}/counter/", status=302)
    office.get("/password")
    office.post("/password", {"current": password, "password": "my-own-88", "again": "my-own-88"})
    office.get(f"/c/{A}/counter/")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scope": "888888001001"}, "不在您的管理范围"),
        ({"scope": "", "role": "administrator"}, "不在您的管理范围"),
        ({"scope": "999999"}, "不在您的管理范围"),
        ({"scope": STREET}, "对不上"),
        ({"scope": f"{STREET}999"}, "请先添加它"),
        ({"role": "officer"}, "对不上"),
        ({"phone": "123"}, "11 位手机号"),
        ({"name": ""}, "要填写"),
    ],
)
def test_what_may_not_be_made_is_told(
    changed: dict[str, str], words: str, story: Story, office: PageClient
) -> None:
    before = db.session.query(Account).count()
    assert words in office.post("/accounts/new", HIRE | changed).main
    assert db.session.query(Account).count() == before


def test_residents_are_not_made_in_the_office(story: Story, office: PageClient) -> None:
    before = db.session.query(Account).count()
    office.post("/accounts/new", HIRE | {"role": "resident"})
    assert db.session.query(Account).count() == before


def test_no_administrator_becomes_auditor(story: Story, visitor: PageClient) -> None:
    administrator, _phone = story.staff(Role.ADMINISTRATOR, STREET)
    account = db.session.get_one(Account, administrator.account_id)
    with pytest.raises(Refusal, match="may_not_grant"):
        offices.give_role(administrator, account, Role.AUDITOR, A)
    auditor, _other = story.staff(Role.AUDITOR, STREET)
    account = db.session.get_one(Account, auditor.account_id)
    with pytest.raises(Refusal, match="roles_separated"):
        offices.give_role(administrator, account, Role.ADMINISTRATOR, STREET)


def test_roles_are_given_and_taken_back(story: Story, office: PageClient) -> None:
    worker, _phone = story.staff()
    url = f"/accounts/{worker.account_id}"
    office.get(url)
    office.post(f"{url}/roles", {"role": "lead", "scope": A})
    assert story.actor(worker.account_id).leads(A)  # type: ignore[arg-type]  # staff have an account
    office.post(f"{url}/roles/end", {"role": "lead", "scope": A})
    assert not story.actor(worker.account_id).leads(A)  # type: ignore[arg-type]  # as above
    office.post(f"{url}/roles/end", {"role": "nonsense", "scope": A}, status=409)


def test_accounts_outside_the_scope_do_not_exist(story: Story, visitor: PageClient) -> None:
    mine, _one = story.staff(Role.ADMINISTRATOR, A)
    other, _two = story.staff(Role.WORKER, B, "别处的人")
    visitor.enter(mine)
    assert "别处的人" not in visitor.get("/accounts/").main
    for url in (f"/accounts/{other.account_id}", f"/accounts/{other.account_id}/close"):
        visitor.get(url, status=404)
    for act in ("roles", "roles/end", "password", "unlock", "close"):
        visitor.post(f"/accounts/{other.account_id}/{act}", status=404)


def test_an_account_with_a_role_beyond_the_scope_is_not_taken_over(story: Story, visitor: PageClient) -> None:
    mine, _one = story.staff(Role.ADMINISTRATOR, A)
    both, _two = story.staff(Role.WORKER, A)
    with unit_of_work():
        service.grant(machine(), db.session.get_one(Account, both.account_id), Role.WORKER, B)
    visitor.enter(mine)
    visitor.get(f"/accounts/{both.account_id}")
    visitor.post(f"/accounts/{both.account_id}/password", status=409)
    visitor.post(f"/accounts/{both.account_id}/close", status=409)


def test_a_password_is_reset_and_an_account_closed(story: Story, office: PageClient) -> None:
    worker, phone = story.staff()
    url = f"/accounts/{worker.account_id}"
    office.get(url)
    assert phone in office.post(f"{url}/password").main
    office.get(f"{url}/close")
    office.post(f"{url}/close")
    office.get(url, status=404)
    office.get("/accounts/new")
    assert "密码只显示这一次" in office.post("/accounts/new", HIRE | {"phone": phone}).main


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEAD, Role.OFFICER, Role.SECURITY, Role.AUDITOR])
def test_nobody_else_keeps_accounts(role: Role, story: Story, visitor: PageClient) -> None:
    somebody, _phone = story.staff(role, A)
    visitor.enter(somebody)
    for url in ("/accounts/", "/accounts/new", "/accounts/import", "/places/", "/places/new"):
        visitor.get(url, status=403)


def test_a_list_of_staff_is_checked_then_taken_over_at_once(story: Story, office: PageClient) -> None:
    known, phone = story.staff(name="老同事")
    rows = [
        ("甲", "13512340001", "社区工作者", A),
        ("乙", 13512340002, "街道办", STREET),
        ("老同事", phone, "书记", A),
    ]
    shown = upload(office, "/accounts/import", xlsx(rows, HEADINGS), "staff.xlsx")
    assert "新开通的账号" in shown.main
    made = office.post(f"{shown.url}/apply")
    assert len(made.tree.xpath("//td//code")) == 2
    assert story.actor(known.account_id).leads(A)  # type: ignore[arg-type]  # staff have an account
    office.post(f"{shown.url}/apply", status=409)
    again = upload(office, "/accounts/import", xlsx(rows, HEADINGS), "staff.xlsx")
    assert "没有新账号" in office.post(f"{again.url}/apply").main


def test_a_list_with_anything_wrong_makes_nobody(story: Story, office: PageClient) -> None:
    before = db.session.query(RoleGrant).count()
    rows = [
        ("甲", "13512340001", "社区工作者", A),
        ("乙", "1", "社区工作者", A),
        ("丙", "13512340003", "市长", A),
        ("丁", "13512340004", "社区工作者", "888888001001"),
        ("戊", "13512340005", "审计员", A),
        ("戊", "13512340005", "系统管理员", A),
        ("", "13512340006", "社区工作者", A),
    ]
    shown = upload(office, "/accounts/import", xlsx(rows, HEADINGS), "staff.xlsx")
    for words in ("第 3 行", "没有这个角色", "不在您的管理范围内", "只能担任", "没有填"):
        assert words in shown.main
    office.post(f"{shown.url}/apply", status=409)
    assert db.session.query(RoleGrant).count() == before


def test_the_first_administrator_comes_from_the_server(story: Story) -> None:
    with unit_of_work():
        account = service.first_administrator("13700000001", "first-pass-1", "管理员")
    actor = story.actor(account.id)
    assert actor.has(Role.ADMINISTRATOR, "")
    assert actor.must_change_password
