"""What a worker settles at the counter, and who cannot."""

import pytest
from sqlalchemy import event

from deliberation.actors import Actor, Role, machine
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalEntry
from deliberation.journal.queries import findings
from deliberation.people import service
from deliberation.people.joining import code_of
from deliberation.people.models import Account, Resident
from deliberation.people.queries import people_found, voting_residents
from deliberation.places.models import Household
from tests.page import PageClient
from tests.people.stories import door, invitation
from tests.stories import PASSWORD, A, B, Story

COUNTER = f"/c/{A}/counter/"


def _page(actor: Actor) -> str:
    return f"/c/{A}/people/{actor.resident_id}"


def _acts() -> set[str]:
    return {entry.act for entry in db.session.query(JournalEntry)}


@pytest.fixture
def desk(story: Story, visitor: PageClient) -> PageClient:
    worker, _phone = story.staff()
    visitor.enter(worker)
    return visitor


def test_somebody_is_found_by_name_phone_or_door(story: Story, desk: PageClient) -> None:
    home = story.household(door="1203")
    _resident, phone = story.resident(name="欧阳静", household=home)
    story.resident(name="别的人")
    for words in ("欧阳", phone, f"{phone[:3]} {phone[3:7]} {phone[7:]}", "幸福 1203", "1203室 欧阳静"):
        shown = desk.get(COUNTER, q=words)
        assert "欧阳静" in shown.main
        assert "别的人" not in shown.main
    assert "没有找到" in desk.get(COUNTER, q="没有这个人").main


def test_a_search_for_signs_finds_nobody_and_breaks_nothing(story: Story, desk: PageClient) -> None:
    story.resident()
    for words in ("%", "_", "' or 1=1", "\\", "a" * 500):
        assert desk.get(COUNTER, q=words).links(f"/c/{A}/people/") == []


def test_people_of_another_community_are_never_found(story: Story, desk: PageClient) -> None:
    stranger, phone = story.resident(B, name="外区人")
    assert people_found(A, "外区人", None, 1).total == 0
    assert people_found(A, "", service.sealer().blind(phone), 1).total == 0
    desk.get(f"/c/{A}/people/{stranger.resident_id}", status=404)


def test_a_new_code_is_shown_once_and_the_old_one_dies(story: Story, desk: PageClient) -> None:
    home = story.household()
    old = invitation(home)
    desk.get(door(A, home.id))
    shown = desk.post(f"{door(A, home.id)}/invite")
    live = code_of(home.id)
    assert live is not None
    assert live[0] != old
    assert live[0][:4] in shown.main
    assert "已经作废" in desk.get(f"/join/{old}").main


def test_a_forgotten_password_becomes_a_temporary_one(story: Story, desk: PageClient) -> None:
    resident, phone = story.resident()
    desk.get(_page(resident))
    shown = desk.post(f"{_page(resident)}/password")
    temporary = str(shown.tree.xpath("//code/text()")[0])
    desk.client, desk.token = desk.app.test_client(), ""
    desk.get("/sign-in")
    desk.post("/sign-in", {"phone": phone, "password": temporary}, status=302)
    desk.get("/password")
    desk.post("/password", {"current": temporary, "password": "my-own-88", "again": "my-own-88"})
    assert resident.name in desk.get("/me").main


def test_a_lock_is_lifted_at_the_counter(story: Story, desk: PageClient) -> None:
    resident, phone = story.resident()
    stranger = PageClient(desk.app)
    stranger.get("/sign-in")
    for _each in range(5):
        stranger.post("/sign-in", {"phone": phone, "password": "wrong-one-1"})
    assert "解锁" in desk.get(_page(resident)).main
    desk.post(f"{_page(resident)}/unlock")
    stranger.post("/sign-in", {"phone": phone, "password": PASSWORD})
    assert resident.name in stranger.get("/me").main


def test_a_new_phone_signs_in_and_the_old_one_does_not(story: Story, desk: PageClient) -> None:
    resident, phone = story.resident()
    desk.get(f"{_page(resident)}/phone")
    desk.post(f"{_page(resident)}/phone", {"phone": "13612345678"})
    desk.sign_in("13612345678", PASSWORD)
    assert resident.name in desk.get("/me").main
    assert "手机号或密码不对" in desk.sign_in(phone, PASSWORD).main


def test_a_phone_somebody_else_has_is_refused(story: Story, desk: PageClient) -> None:
    resident, _phone = story.resident()
    _other, taken = story.resident()
    desk.get(f"{_page(resident)}/phone")
    assert "已经有账号了" in desk.post(f"{_page(resident)}/phone", {"phone": taken}).main


def test_somebody_moves_in_and_may_vote(story: Story, desk: PageClient) -> None:
    home = story.household(adults=0)
    desk.get(f"{door(A, home.id)}/move-in")
    desk.post(f"{door(A, home.id)}/move-in", {"name": "新邻居", "birth_year": "1990"})
    assert len(voting_residents(A)) == 1
    assert db.session.get_one(Household, home.id).adults == 1
    shown = desk.post(f"{door(A, home.id)}/move-in", {"name": "新邻居"})
    assert "已经有叫" in shown.main


def test_somebody_moves_out_and_loses_the_tie_but_not_the_account(story: Story, desk: PageClient) -> None:
    resident, phone = story.resident()
    old = invitation(db.session.get_one(Household, resident.household_id))
    desk.get(f"{_page(resident)}/move-out")
    desk.post(f"{_page(resident)}/move-out", {"renew": "y"})
    gone = story.actor(resident.account_id)  # type: ignore[arg-type]  # a signed-in actor has an account
    assert not gone.lives_in(A)
    assert gone.grants == ()
    assert voting_residents(A) == []
    assert "已经作废" in desk.get(f"/join/{old}").main
    desk.sign_in(phone, PASSWORD)
    assert "没有登记住处" in desk.get("/me").main
    home = story.household(B)
    code = invitation(home)
    desk.get(f"/join/{code}")
    desk.post(f"/join/{code}", {"birth_year": "1970", "consent": "y"})
    assert story.actor(resident.account_id).lives_in(B)  # type: ignore[arg-type]  # as above


def _waiting(story: Story, adults: int = 0) -> Actor:
    home = story.household(adults=adults)
    with unit_of_work():
        person = service.add_resident(machine(), home, "多出来的人", "13912345678", 1980)
        account = service.open_account(machine(), "13912345678", PASSWORD, "多出来的人", person)
        service.grant(machine(), account, Role.RESIDENT, A)
    return story.actor(account.id)


def test_a_registration_beyond_the_roll_is_confirmed(story: Story, desk: PageClient) -> None:
    waiting = _waiting(story)
    assert "有 1 人" in desk.get(COUNTER).main
    assert "多出来的人" in desk.get(f"{COUNTER}waiting").main
    desk.post(f"{_page(waiting)}/confirm")
    assert len(voting_residents(A)) == 1
    desk.post(f"{_page(waiting)}/confirm", status=409)
    desk.enter(waiting)
    assert "可以投票了" in desk.get("/inbox/").main


def test_a_registration_turns_out_to_be_somebody_the_roll_names(story: Story, desk: PageClient) -> None:
    waiting = _waiting(story, adults=1)
    home = db.session.get_one(Household, waiting.household_id)
    with unit_of_work():
        db.session.get_one(Resident, waiting.resident_id).confirmed_at = None
        known = service.add_resident(machine(), home, "名册上的名字", on_roll=True).id
    shown = desk.get(_page(waiting))
    assert "就是名册上的 名册上的名字" in shown.main
    desk.post(f"{_page(waiting)}/confirm", {"known": str(known)})
    assert story.actor(waiting.account_id).resident_id == known  # type: ignore[arg-type]  # has an account
    assert [row[0] for row in voting_residents(A)] == [known]
    desk.post(f"{_page(waiting)}/confirm", {"known": "nonsense"}, status=404)


def test_a_registration_is_refused_and_the_reason_told(story: Story, desk: PageClient) -> None:
    waiting = _waiting(story)
    desk.get(f"{_page(waiting)}/refuse")
    assert "要填写" in desk.post(f"{_page(waiting)}/refuse", {"reason": " "}).main
    desk.post(f"{_page(waiting)}/refuse", {"reason": "不住在这一户"})
    assert not story.actor(waiting.account_id).lives_in(A)  # type: ignore[arg-type]  # has an account
    desk.enter(waiting)
    assert "不住在这一户" in desk.get("/inbox/").main


def test_a_colleagues_account_is_not_settled_at_the_counter(story: Story, desk: PageClient) -> None:
    colleague, phone = story.resident(name="同事")
    with unit_of_work():
        account = db.session.get_one(Account, colleague.account_id)
        service.grant(machine(), account, Role.ADMINISTRATOR, A)
    desk.get(_page(colleague))
    for act in ("password", "unlock"):
        assert "系统管理员" in desk.post(f"{_page(colleague)}/{act}", status=409).main
    shown = desk.post(f"{_page(colleague)}/phone", {"phone": "13612345678"})
    assert "系统管理员" in shown.main
    desk.sign_in(phone, PASSWORD)


def test_what_the_roll_says_of_a_household_is_changed(story: Story, desk: PageClient) -> None:
    home = story.household(adults=1)
    url = f"{door(A, home.id)}/edit"
    desk.get(url)
    assert "整数" in desk.post(url, {"adults": "-3", "owners_count": "", "area_cm2": ""}).main
    assert "平方米数" in desk.post(url, {"adults": "3", "area_cm2": "八十"}).main
    desk.post(url, {"adults": "3", "owners_count": "2", "area_cm2": "89.5"})
    changed = db.session.get_one(Household, home.id)
    assert (changed.adults, changed.owners, changed.area_cm2) == (3, 2, 895_000)
    assert 'value="89.5"' in desk.get(url).source


def test_a_door_missing_on_the_roll_is_added_once(story: Story, desk: PageClient) -> None:
    fields = {"estate": "新苑", "building": "9号楼", "unit": "1单元", "door": "502室", "adults": "2"}
    desk.get(f"/c/{A}/households/new")
    desk.post(f"/c/{A}/households/new", fields)
    shown = desk.post(f"/c/{A}/households/new", fields)
    assert "已经有门牌" in shown.main
    assert db.session.query(Household).one().door == "502"


def test_a_name_is_corrected_and_a_representative_named(story: Story, desk: PageClient) -> None:
    resident, _phone = story.resident()
    desk.get(f"{_page(resident)}/correct")
    desk.post(f"{_page(resident)}/correct", {"name": "张叁", "birth_year": "1971"})
    desk.post(f"{_page(resident)}/representative", {"named": "1"})
    actor = story.actor(resident.account_id)  # type: ignore[arg-type]  # has an account
    assert (actor.name, actor.has(Role.REPRESENTATIVE, A)) == ("张叁", True)
    desk.post(f"{_page(resident)}/representative", {"named": "0"})
    assert not story.actor(resident.account_id).has(Role.REPRESENTATIVE, A)  # type: ignore[arg-type]  # as above


def test_everything_settled_stands_in_the_journal_without_names_in_clear(
    story: Story, desk: PageClient
) -> None:
    resident, _phone = story.resident(name="欧阳静")
    desk.get(_page(resident))
    desk.post(f"{_page(resident)}/password")
    desk.post(f"{_page(resident)}/phone", {"phone": "13612345678"})
    desk.post(f"{_page(resident)}/move-out", {"renew": "y"})
    assert {"people.reset_password", "people.change_phone", "people.move_out", "people.invite"} <= _acts()
    for entry in db.session.query(JournalEntry):
        assert "欧阳静" not in str(entry.changes)
        assert "13612345678" not in str(entry.changes)
    assert list(findings()) == []


def test_nothing_of_another_communitys_counter_exists_for_a_worker(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    home = story.household()
    stranger, _other = story.staff(Role.WORKER, B)
    visitor.enter(stranger)
    person = _page(resident)
    pages = [f"{person}{act}" for act in ("", "/phone", "/correct", "/move-out", "/refuse")]
    pages += [f"{door(A, home.id)}{act}" for act in ("", "/edit", "/move-in")]
    for url in (*pages, COUNTER, f"{COUNTER}waiting", f"/c/{A}/households/new", f"/c/{A}/places/"):
        visitor.get(url, status=404)
    acts = [f"{person}/{act}" for act in ("password", "unlock", "confirm", "representative")]
    for url in (*acts, f"{door(A, home.id)}/invite", f"{door(A, home.id)}/slip"):
        visitor.post(url, status=404)
    # With the own code in the address the rows of A do not exist either.
    visitor.get(person.replace(A, B), status=404)
    visitor.get(door(B, home.id), status=404)
    visitor.post(f"{person.replace(A, B)}/password", status=404)
    visitor.post(f"{door(B, home.id)}/invite", status=404)
    visitor.post(f"{door(B, home.id)}/slip", status=404)


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.PLANNER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR]
)
def test_other_staff_of_the_place_are_told_they_may_not(
    role: Role, story: Story, visitor: PageClient
) -> None:
    somebody, _phone = story.staff(role, A)
    visitor.enter(somebody)
    visitor.get(COUNTER, status=403)


def test_a_resident_has_no_counter_and_a_visitor_is_asked_to_sign_in(
    story: Story, visitor: PageClient
) -> None:
    resident, _phone = story.resident()
    visitor.get(COUNTER, status=302)
    visitor.enter(resident)
    visitor.get(COUNTER, status=403)


def test_the_search_takes_the_same_number_of_statements_for_any_length(
    story: Story, desk: PageClient
) -> None:
    def statements() -> int:
        seen: list[str] = []

        def listener(*args: object) -> None:
            seen.append(str(args[2]))

        event.listen(db.engine, "before_cursor_execute", listener)
        desk.get(COUNTER, q="居民")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    home = story.household(adults=50)
    with unit_of_work():
        service.add_resident(machine(), home, "居民甲", on_roll=True)
    few = statements()
    with unit_of_work():
        for number in range(30):
            service.add_resident(machine(), home, f"居民{number}", on_roll=True)
    assert statements() == few
