"""Registering with the code of a slip."""

from datetime import timedelta

import pytest

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.people import joining, service
from deliberation.people.models import Account, Resident
from deliberation.people.queries import actor_of, voting_residents
from deliberation.people.rules import shown_code
from deliberation.places.models import Household
from tests.page import PageClient
from tests.people.stories import invitation
from tests.stories import PASSWORD, A, Story

FIELDS = {
    "name": "赵大爷",
    "phone": "13511110000",
    "password": "zhao-1950",
    "birth_year": "1950",
    "nickname": "老赵",
    "consent": "y",
}


def _join(visitor: PageClient, code: str, **changed: str) -> str:
    visitor.client, visitor.token = visitor.app.test_client(), ""
    visitor.get(f"/join/{code}")
    return visitor.post(f"/join/{code}", FIELDS | changed).main


def test_a_code_shows_estate_and_building_but_no_door(story: Story, visitor: PageClient) -> None:
    home = story.household(door="90210")
    shown = visitor.get(f"/join/{shown_code(invitation(home))}")
    assert "幸福小区" in shown
    assert "1号楼" in shown
    assert "90210" not in shown.source


def test_whoever_types_the_code_in_lands_on_the_same_page(story: Story, visitor: PageClient) -> None:
    code = invitation(story.household())
    visitor.get("/join")
    typed = " ".join(code.lower())
    assert "这是您家吗" in visitor.post("/join", {"code": typed}).main


def test_registering_makes_a_resident_who_may_vote(story: Story, visitor: PageClient) -> None:
    home = story.household(adults=1)
    told = _join(visitor, invitation(home))
    assert "登记好了，欢迎您" in told
    account = db.session.query(Account).filter_by(nickname="老赵").one()
    actor = actor_of(account.id)
    assert actor is not None
    assert actor.votes_in(A)
    assert actor.has(Role.RESIDENT, A)
    assert account.consent_at is not None
    assert [row[0] for row in voting_residents(A)] == [actor.resident_id]


def test_beyond_the_adults_of_the_roll_somebody_waits_and_is_told(story: Story, visitor: PageClient) -> None:
    code = invitation(story.household(adults=1))
    _join(visitor, code)
    told = _join(visitor, code, name="赵小明", phone="13511110001")
    assert "还不能投票" in told
    assert len(voting_residents(A)) == 1
    assert "等社区核实" in visitor.get("/me").main


def test_who_stands_on_the_roll_becomes_that_person_by_phone(story: Story, visitor: PageClient) -> None:
    home = story.household(adults=1)
    with unit_of_work():
        known = service.add_resident(machine(), home, "赵建国", "13511110000", 1950, on_roll=True).id
    _join(visitor, invitation(home), name="赵大爷")
    assert db.session.query(Account).filter_by(nickname="老赵").one().resident_id == known
    assert db.session.query(Resident).count() == 1


def test_who_stands_on_the_roll_without_phone_becomes_that_person_by_name(
    story: Story, visitor: PageClient
) -> None:
    home = story.household(adults=1)
    with unit_of_work():
        known = service.add_resident(machine(), home, "赵大爷", on_roll=True).id
    _join(visitor, invitation(home))
    resident = db.session.query(Resident).one()
    assert (resident.id, resident.birth_year) == (known, 1950)
    assert resident.phone_index is not None


def test_somebody_of_another_household_is_never_taken_for_that_person(
    story: Story, visitor: PageClient
) -> None:
    other, home = story.household(adults=1), story.household(adults=1)
    with unit_of_work():
        service.add_resident(machine(), other, "赵大爷", "13511110000", 1950, on_roll=True)
    _join(visitor, invitation(home))
    assert db.session.query(Resident).count() == 2


def test_a_taken_person_of_the_roll_is_not_taken_twice(story: Story, visitor: PageClient) -> None:
    home = story.household(adults=1)
    with unit_of_work():
        service.add_resident(machine(), home, "赵大爷", on_roll=True)
    code = invitation(home)
    _join(visitor, code)
    assert "还不能投票" in _join(visitor, code, phone="13511110001")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"birth_year": str(today().year - 10)}, "监护人"),
        ({"birth_year": str(today().year - 14)}, "监护人"),
        ({"birth_year": "56"}, "4 位出生年份"),
        ({"birth_year": "一九五六"}, "整数"),
        ({"phone": "12345"}, "11 位手机号"),
        ({"password": "short1"}, "至少 8 位"),
        ({"password": "13511110000a"}, "太容易猜到"),
        ({"consent": ""}, "要同意才能登记"),
        ({"name": "\u200b \u3000"}, "要填写"),
        ({"name": "名" * 31}, "最多 30 个字"),
    ],
)
def test_what_is_wrong_in_the_form_is_told_and_nothing_is_made(
    changed: dict[str, str], words: str, story: Story, visitor: PageClient
) -> None:
    assert words in _join(visitor, invitation(story.household()), **changed)
    assert db.session.query(Account).count() == 0


def test_somebody_who_turns_fifteen_this_year_may_register(story: Story, visitor: PageClient) -> None:
    told = _join(visitor, invitation(story.household()), birth_year=str(today().year - 15))
    assert "登记好了" in told
    assert voting_residents(A) == []


def test_a_phone_has_one_account_only(story: Story, visitor: PageClient) -> None:
    _other, phone = story.resident()
    assert "已经有账号了" in _join(visitor, invitation(story.household()), phone=phone)


def test_a_dead_an_expired_and_a_wrong_code_are_told_apart(story: Story, visitor: PageClient) -> None:
    home = story.household()
    old, new = invitation(home), invitation(home)
    assert "已经作废" in visitor.get(f"/join/{old}").main
    assert "没有这个邀请码" in visitor.get("/join/ABCDEFGH").main
    assert "没有这个邀请码" in visitor.get("/join/%F0%9F%98%80" + "x" * 300).main
    with at(now() + timedelta(days=91)):
        assert "已经过期" in visitor.get(f"/join/{new}").main


def test_wrong_codes_from_one_address_lock_it_for_a_while(story: Story, visitor: PageClient) -> None:
    code = invitation(story.household())
    for _each in range(20):
        visitor.get("/join/ABCDEFGH2345")
    assert "次数太多" in visitor.get(f"/join/{code}").main
    with at(now() + timedelta(minutes=31)):
        assert "这是您家吗" in visitor.get(f"/join/{code}").main


def test_staff_who_live_here_register_with_their_own_account(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    code = invitation(story.household())
    visitor.get(f"/join/{code}")
    visitor.post(f"/join/{code}", {"birth_year": "1980", "consent": "y"})
    actor = story.actor(worker.account_id)  # type: ignore[arg-type]  # a signed-in actor has an account
    assert actor.votes_in(A)
    assert actor.works_in(A)


def test_whoever_has_a_home_is_not_registered_again(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident()
    visitor.enter(resident)
    code = invitation(story.household())
    visitor.get(f"/join/{code}")
    visitor.post(f"/join/{code}", {"birth_year": "1980", "consent": "y"})
    assert db.session.query(Resident).count() == 1


def test_a_renewed_code_makes_the_old_one_die(story: Story) -> None:
    home: Household = story.household()
    old = invitation(home)
    invitation(home)
    with pytest.raises(Refusal, match="code_dead"):
        joining.register(Actor(), old, joining.Person("某人", "13511112222", 1980), service.hashed(PASSWORD))
