"""What somebody does with the own account."""

import json

from deliberation.actors import Role, machine
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalPersonal
from deliberation.journal.queries import findings
from deliberation.people import rights, service
from deliberation.people.models import Account, Resident
from tests.page import PageClient
from tests.people.stories import invitation
from tests.stories import PASSWORD, A, Story


def test_my_page_shows_my_home_to_me(story: Story, visitor: PageClient) -> None:
    resident, phone = story.resident(household=story.household(door="1203"))
    visitor.enter(resident)
    shown = visitor.get("/me")
    assert "1203" in shown.main
    assert "已核实" in shown.main
    assert phone not in shown.source


def test_nickname_and_phone_are_changed(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    visitor.get("/me/nickname")
    visitor.post("/me/nickname", {"nickname": "老\u200b张"})
    assert "老张" in visitor.get("/me").main
    assert "密码不对" in visitor.post("/me/phone", {"phone": "13612345678", "current": "wrong-one-1"}).main
    visitor.post("/me/phone", {"phone": "13612345678", "current": PASSWORD})
    visitor.sign_in("13612345678", PASSWORD)
    assert "老张" in visitor.get("/me").main


def test_i_get_a_copy_of_everything_kept_about_me(story: Story, visitor: PageClient) -> None:
    resident, phone = story.resident(name="欧阳静")
    rights.use_data_part("extra", lambda account_id, resident_id: {"mine": str(account_id)})
    visitor.enter(resident)
    visitor.get("/me")
    data = json.loads(visitor.post("/me/copy").source)
    rights._parts.pop("extra")
    assert data["account"]["phone"] == phone
    assert data["resident"]["name"] == "欧阳静"
    assert data["extra"] == {"mine": str(resident.account_id)}


def test_closing_the_account_takes_the_name_and_keeps_the_chain(story: Story, visitor: PageClient) -> None:
    home = story.household(adults=1)
    with unit_of_work():
        person = service.add_resident(machine(), home, "欧阳静", "13912345678", 1980)
        account = service.open_account(machine(), "13912345678", PASSWORD, "欧阳静", person, "静静")
        service.grant(machine(), account, Role.RESIDENT, A)
    visitor.enter(story.actor(account.id))
    visitor.get("/me/close")
    assert "密码不对" in visitor.post("/me/close", {"current": "wrong-one-1"}).main
    visitor.post("/me/close", {"current": PASSWORD})
    visitor.get("/me", status=302)
    closed, gone = db.session.query(Account).one(), db.session.query(Resident).one()
    assert (closed.name, closed.nickname, gone.name, gone.phone_index) == ("已注销", "已注销", "已注销", None)
    assert list(findings()) == []
    values = [service.sealer().open(row.sealed) for row in db.session.query(JournalPersonal)]
    assert not [value for value in values if "欧阳静" in value or "13912345678" in value]
    assert "手机号或密码不对" in visitor.sign_in("13912345678", PASSWORD).main


def test_who_came_back_after_closing_may_register_again(story: Story, visitor: PageClient) -> None:
    home = story.household(adults=1)
    resident, phone = story.resident(household=home)
    visitor.enter(resident)
    visitor.get("/me/close")
    visitor.post("/me/close", {"current": PASSWORD})
    code = invitation(home)
    visitor.get(f"/join/{code}")
    fields = {"name": "张三", "phone": phone, "password": PASSWORD, "birth_year": "1970", "consent": "y"}
    assert "登记好了，欢迎您" in visitor.post(f"/join/{code}", fields).main
    assert db.session.query(Resident).count() == 1


def test_staff_first_give_back_their_roles(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get("/me/close")
    assert "收回角色" in visitor.post("/me/close", {"current": PASSWORD}).main


def test_a_new_version_of_the_privacy_text_is_agreed_to(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    with unit_of_work():
        db.session.get_one(Account, resident.account_id).consent_version = "2020-01"
    visitor.enter(resident)
    assert "有了新版本" in visitor.get("/me").main
    assert "有了新版本" not in visitor.post("/me/agree").main


def test_the_privacy_page_is_open_to_everybody(story: Story, visitor: PageClient) -> None:
    assert "不收身份证号" in visitor.get("/privacy").main
