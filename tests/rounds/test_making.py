"""A worker makes a round in one form: every method, the look beside it, and two who edit at once."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from lxml import html

from deliberation.actors import Role
from deliberation.clock import at, local, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.people.models import Account
from deliberation.places import service as places
from deliberation.rounds import queries, registers, service
from deliberation.rounds.forms.planning import METHODS
from deliberation.rounds.models import Round
from deliberation.rounds.plan_rules import fingerprint
from deliberation.rounds.recommending import Because, recommend
from deliberation.rounds.rules import State, Unit
from deliberation.tally.rule import Method, Paper
from tests.page import PageClient
from tests.rounds.stories import DAY, RoundStory
from tests.stories import A, B, Story

NEW = f"/c/{A}/rounds/new"
PLAIN = {"utility": "votes", "completion": "none", "then": "none"}
FOUR = "路灯；3000\n早餐店；1200\n冷柜；2000\n长椅；800"


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def fields(rounds: RoundStory, **changes: Any) -> dict[str, Any]:
    """The form of a sound approval round, filled in."""
    values: dict[str, Any] = {
        "title": "一轮",
        "typed": FOUR,
        "method": "approval",
        "ballot": "approval",
        "utility": "cost",
        "completion": "add-one",
        "then": "greedy",
        "k": "3",
        "least": "1",
        "points": "10",
        "unit": "resident",
        "opens_at": f"{local(now()):%Y-%m-%dT%H:%M}",
        "closes_at": f"{local(now() + 7 * DAY):%Y-%m-%dT%H:%M}",
        "stands": "online",
        "ties": "cost,votes,lot",
        "shuffled": "yes",
        "teller": str(rounds.teller.account_id),
        "scrutineer": str(rounds.scrutineer.account_id),
    }
    return {**values, **changes}


def fragment(visitor: PageClient, url: str, data: dict[str, Any], *statuses: int) -> str:
    """What the page fetches beside the form, as text."""
    response = visitor.client.post(url, data={"csrf_token": visitor.token, **data})
    db.session.remove()
    assert response.status_code in (statuses or (200,))
    return " ".join(html.fromstring(response.get_data(as_text=True)).text_content().split())


def the_round() -> Round:
    found = db.session.query(Round).one()
    db.session.rollback()
    return found


def planned_fields(shown: Any) -> dict[str, Any]:
    """What the form on this page would send."""
    form = shown.tree.xpath("//form[@id='plan']")[0]
    # A browser leaves out the line break that stands right after <textarea>.
    sent = {name: value for name, value in form.form_values() if name not in ("look", "csrf_token")}
    return {name: value.removeprefix("\n") for name, value in sent.items()}


@pytest.mark.parametrize(
    ("method", "changes", "expected"),
    [
        ("approval", {"winners": "2"}, {"winners": 2, "ballot": Paper.APPROVAL, "points": None}),
        (
            "points",
            {"points": "12", "most_points": "6"},
            {"ballot": Paper.POINTS, "points": 12, "most_points": 6},
        ),
        ("ranking", {}, {"ballot": Paper.RANKING, "points": None}),
        ("schulze", {"budget_fen": "5000"}, {"ballot": Paper.RANKING, "budget_fen": 500_000}),
        ("knapsack", {"k": "", "budget_fen": "5000"}, {"k": 4, "ballot": Paper.APPROVAL}),
        (
            "equal_shares",
            {"budget_fen": "5000", "least": "2"},
            {"least": 2, "points": None, "budget_fen": 500_000},
        ),
        (
            "equal_shares",
            {
                "budget_fen": "5000",
                "ballot": "points",
                "utility": "votes",
                "completion": "none",
                "then": "none",
            },
            {"ballot": Paper.POINTS, "points": 10, "utility": "votes", "completion": "none", "then": "none"},
        ),
    ],
)
def test_a_round_of_every_method_is_made_looked_at_and_announced(
    rounds: RoundStory, visitor: PageClient, method: str, changes: dict[str, str], expected: dict[str, Any]
) -> None:
    rounds.voters(2)
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    shown = visitor.post(NEW, fields(rounds, method=method, **changes))
    assert "草稿存好了" in shown
    row = the_round()
    assert {name: getattr(row, name) for name in expected} == expected
    assert row.method == method
    seen = shown.tree.xpath("//input[@name='seen']/@value")[0]
    assert "公布了" in visitor.post(f"/c/{A}/rounds/{row.id}/announce", {"seen": seen})
    assert the_round().state == State.OPEN
    page = visitor.get(f"/c/{A}/rounds/{row.id}")
    assert "怎么投、怎么算" in page
    edited = visitor.get(f"/c/{A}/rounds/{row.id}/edit", status=403)
    assert "草稿存好了" not in edited


def test_a_new_round_begins_tomorrow_morning_for_a_week(rounds: RoundStory, visitor: PageClient) -> None:
    with at(datetime(2026, 12, 30, 17, 0, tzinfo=UTC)):
        visitor.enter(rounds.worker)
        begun = planned_fields(visitor.get(NEW))
    assert (begun["opens_at"], begun["closes_at"]) == ("2027-01-01T08:00", "2027-01-08T20:00")


def test_everything_else_a_worker_decides_is_kept_and_comes_back(
    rounds: RoundStory, visitor: PageClient
) -> None:
    with unit_of_work():
        one = places.estate_named(A, "幸福小区")
        places.estate_named(A, "东里")
        one_id = str(one.id)
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    filled = fields(
        rounds,
        estates=one_id,
        unit="household",
        may_extend="y",
        papers_until=f"{local(now() + 9 * DAY):%Y-%m-%dT%H:%M}",
        stands="last",
        majority="y",
        min_turnout_percent="30",
        min_votes="2",
        shuffled="no",
        ties="lot",
        seed="20260501",
        seed_source="当天的彩票号码",
    )
    visitor.post(NEW, filled)
    row = the_round()
    assert (row.estates, row.unit, row.may_extend, row.majority) == ([one_id], Unit.HOUSEHOLD, True, True)
    assert (row.stands, row.shuffled, row.min_turnout_percent, row.min_votes) == ("last", False, 30, 2)
    assert row.papers_until is not None
    shown = visitor.get(f"/c/{A}/rounds/{row.id}/edit")
    again = planned_fields(shown)
    assert {name: again[name] for name in filled if name != "typed"} == {
        name: value for name, value in filled.items() if name != "typed"
    }
    assert "草稿存好了" in visitor.post(f"/c/{A}/rounds/{row.id}/edit", again)
    assert fingerprint(service.plan_of(the_round())) == fingerprint(service.plan_of(row))


def test_the_look_needs_no_script_saves_nothing_and_loses_nothing(
    rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(2)
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    sent = fields(rounds, method="equal_shares", budget_fen="5000", title="", points="7", look="1")
    shown = visitor.post(NEW, sent)
    look = shown.tree.xpath("//*[@id='look']")[0].text_content()
    assert "公平份额法" in look
    assert "例如 100 个人投票，每人名下 50 元；要 0.08 万元 的一项，有 16 个人选就够。" in look
    assert "这几处还要填" in look
    assert shown.tree.xpath("//*[@id='look']//a[@href='#title']")
    assert not shown.tree.xpath("//*[@data-focus]")
    again = planned_fields(shown)
    assert {name: again.get(name) for name in sent if name != "look"} == {
        name: value for name, value in sent.items() if name != "look"
    }
    assert db.session.query(Round).count() == 0


def test_the_look_beside_the_form_says_what_is_in_the_way(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(2)
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    url = f"/c/{A}/rounds/look"

    def look(**changes: str) -> str:
        return fragment(visitor, url, fields(rounds, **changes))

    assert "都填好了" in look()
    assert "要知道这轮一共有多少钱" in look(method="knapsack")
    assert "选项只有 4 个" in look(k="5")
    assert "这一行的费用看不懂" in look(typed="路灯；很多钱")
    assert "还没有选项" in look(typed="")
    assert "“赞成”“反对”“弃权”" in look(typed="要不要装电梯", k="1")
    assert "建议用选择投票" in look()
    assert "2 个投票资格" in look()
    assert db.session.query(Round).count() == 0


def test_only_workers_of_the_community_look(story: Story, rounds: RoundStory, visitor: PageClient) -> None:
    others = [
        story.resident(A),
        story.resident(B),
        story.staff(Role.WORKER, B),
        story.staff(Role.OFFICER, A[:9]),
    ]
    for actor in [rounds.worker, rounds.lead, *(actor for actor, _phone in others)]:
        visitor.enter(actor)
        visitor.get("/privacy")
        statuses = (200,) if actor in (rounds.worker, rounds.lead) else (403, 404)
        fragment(visitor, f"/c/{A}/rounds/look", fields(rounds), *statuses)


def test_two_workers_do_not_overwrite_each_other_unknowingly(rounds: RoundStory, visitor: PageClient) -> None:
    row = rounds.draft(ties=("lot",))
    url = f"/c/{A}/rounds/{row.id}/edit"
    visitor.enter(rounds.worker)
    first = planned_fields(visitor.get(url))
    second = {**first, "title": "第二个人改的"}
    visitor.enter(rounds.lead)
    visitor.get(url)
    assert "草稿存好了" in visitor.post(url, {**first, "title": "第一个人改的"})
    visitor.enter(rounds.worker)
    visitor.get(url)
    warned = visitor.post(url, second)
    assert "别人改过这份草稿" in warned
    assert "另开一页，看现在的草稿" in warned
    assert planned_fields(warned)["title"] == "第二个人改的"
    assert the_round().title == "第一个人改的"
    assert "草稿存好了" in visitor.post(url, planned_fields(warned))
    assert the_round().title == "第二个人改的"


def test_what_is_announced_is_what_was_looked_at(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    row = rounds.draft()
    visitor.enter(rounds.worker)
    shown = visitor.get(f"/c/{A}/rounds/{row.id}/preview")
    seen = shown.tree.xpath("//input[@name='seen']/@value")[0]
    with unit_of_work():
        service.revise(rounds.lead, row.id, rounds.plan(k=1))
    told = visitor.post(f"/c/{A}/rounds/{row.id}/announce", {"seen": seen}, status=409)
    assert "您看过以后，草稿又改了" in told
    assert the_round().state == State.DRAFT


def test_what_cannot_be_announced_yet_says_why_and_leads_back(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row = rounds.draft(teller_id=None)
    visitor.enter(rounds.worker)
    shown = visitor.get(f"/c/{A}/rounds/{row.id}/preview")
    assert "现在还不能公布" in shown
    assert "公布之前要先定好计票人和监票人" in shown
    assert not shown.forms("/announce")
    assert shown.links("/edit")


def test_only_who_may_vote_is_sent_to_the_ballot(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    for actor, sent in ((rounds.worker, False), (voter, True)):
        visitor.enter(actor)
        for url in (f"/c/{A}/rounds/", f"/c/{A}/rounds/{row.id}"):
            assert bool(visitor.get(url).links(f"{row.id}/ballot")) is sent
    visitor.sign_out()
    assert visitor.get(f"/c/{A}/rounds/").links(f"{row.id}/ballot")


def test_a_round_of_some_estates_has_only_their_people_on_its_register(
    story: Story, rounds: RoundStory
) -> None:
    inside = rounds.voters(2)
    with unit_of_work():
        other = places.estate_named(A, "东里")
        building = places.building_named(other, "9号楼")
        other_id, building_id = str(other.id), building.id
        theirs = places.estate_named(A, "幸福小区")
        estate_id = str(theirs.id)
    home = story.household()
    with unit_of_work():
        home = db.session.merge(home)
        home.building_id = building_id
    outside, _phone = story.resident(A, "东里的", home)
    row = rounds.open(estates=(estate_id,))
    assert row.register_size == 2
    voters = [registers.voter_of(voter, row) for voter in inside]
    assert all(voter and service.may_vote(row.id, voter) for voter in voters)
    assert outside.resident_id is not None
    assert not service.may_vote(row.id, outside.resident_id)
    with pytest.raises(Refusal, match="may_not_vote"), unit_of_work():
        service.add_to_register(rounds.worker, row.id, outside.resident_id, "也想投")
    db.session.rollback()
    assert rounds.open(estates=(other_id,)).register_size == 1
    assert registers.open_to(outside, A) is not None
    found = registers.open_to(inside[0], A)
    assert found is not None
    assert found.id == row.id
    assert registers.open_to(story.resident(B)[0], A) is None


def test_an_estate_of_another_community_is_refused(story: Story, rounds: RoundStory) -> None:
    with unit_of_work():
        foreign = str(places.estate_named(B, "东风小区").id)
    for wrong in (foreign, str(uuid4()), "x"):
        with pytest.raises(Refusal, match="unknown_estate"):
            rounds.draft(estates=(wrong,))
        db.session.rollback()


def test_an_account_that_is_gone_does_not_sign(story: Story, rounds: RoundStory) -> None:
    rounds.voters(1)
    gone, _phone = story.staff(Role.WORKER, A, "走了的")
    row = rounds.draft(teller_id=gone.account_id)
    with unit_of_work():
        db.session.get_one(Account, gone.account_id).closed_at = now()
    with pytest.raises(Refusal, match="unknown_signer"), unit_of_work():
        service.announce(rounds.worker, row.id)


def test_a_form_on_a_hundred_options_is_made(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    many = "\n".join(f"第{place}件事" for place in range(100))
    assert "草稿存好了" in visitor.post(NEW, fields(rounds, typed=many))
    assert len(the_round().options) == 100


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"budget_fen": "0"}, "要大于 0 元"),
        ({"budget_fen": "1000"}, "比这轮的钱还多"),
        ({"closes_at": "2026-01-01T08:00"}, "结束时间要比开始时间晚"),
        ({"method": "points", "points": ""}, "积分投票要写每人有多少分"),
        ({"method": "ranking", "min_votes": "3"}, "排序投票没有"),
        ({"least": "4"}, "至少选 4 项，最多却只能选 3 项"),
        ({"winners": "2", "budget_fen": "5000"}, "钱够做几项就是几项"),
    ],
)
def test_what_is_unsound_is_told_on_the_form_and_nothing_is_lost(
    rounds: RoundStory, visitor: PageClient, changes: dict[str, str], sentence: str
) -> None:
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    sent = fields(rounds, **changes)
    shown = visitor.post(NEW, sent)
    assert sentence in shown
    again = planned_fields(shown)
    assert {name: again.get(name) for name in sent} == sent
    assert db.session.query(Round).count() == 0


@pytest.mark.parametrize(("method", "left_out"), list(product(METHODS, ["method", "ballot", "ties", "unit"])))
def test_a_field_left_out_of_a_request_is_never_an_error_of_ours(
    rounds: RoundStory, visitor: PageClient, method: Method, left_out: str
) -> None:
    visitor.enter(rounds.worker)
    visitor.get(NEW)
    sent = fields(rounds, method=method.value)
    del sent[left_out]
    visitor.post(NEW, sent)
    fragment(visitor, f"/c/{A}/rounds/look", sent)


@pytest.mark.parametrize(
    ("options", "voters", "buildings", "budget", "because", "method"),
    [
        (1, 500, 9, 100, Because.ONE_QUESTION, Method.APPROVAL),
        (8, 500, 9, None, Because.NO_MONEY, Method.APPROVAL),
        (8, 49, 1, 100, Because.LITTLE_MONEY, Method.APPROVAL),
        (8, 50, 1, 100, Because.SHARED_MONEY, Method.EQUAL_SHARES),
        (8, 10, 2, 100, Because.SHARED_MONEY, Method.EQUAL_SHARES),
        (0, 0, 0, None, Because.NO_MONEY, Method.APPROVAL),
        (0, 90, 3, 1, Because.SHARED_MONEY, Method.EQUAL_SHARES),
        (2, 90, 3, 1, Because.SHARED_MONEY, Method.EQUAL_SHARES),
    ],
)
def test_what_is_recommended(
    options: int, voters: int, buildings: int, budget: int | None, because: Because, method: Method
) -> None:
    advice = recommend(options, voters, buildings, budget)
    assert (advice.because, advice.method) == (because, method)
    assert 1 <= advice.least <= advice.k <= max(options, 1)


def test_drafts_are_seen_by_nobody_else(rounds: RoundStory) -> None:
    rounds.draft()
    assert queries.rounds_of(A, drafts=False, page=1).total == 0
