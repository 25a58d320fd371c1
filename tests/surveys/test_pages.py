"""The desk's pages of surveys: whom to call, what was said, a pile of slips, and what follows."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.needs.models import Need
from deliberation.projects.following import REASONS
from deliberation.surveys import queries, service
from deliberation.surveys.models import Survey
from deliberation.surveys.rules import Channel, Grade, Reply, Subject, Tie
from deliberation.surveys.service import Whom
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import B, Story
from tests.surveys.stories import asked_about, id_of, path_of

BAD = Reply(Grade.VERY_DISSATISFIED, ("noise",), "晚上太吵", True)


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def _survey(told: ListStory, whom: list[Whom], title: str = "坡道") -> Survey:
    subject = Subject("project", uuid4(), title, "N06", REASONS, "", {})
    with unit_of_work():
        return service.open_survey(told.worker, told.code, subject, whom)


def test_a_phone_answer_is_two_choices_and_the_person_leaves_the_list(
    told: ListStory, visitor: PageClient
) -> None:
    survey, mine = asked_about(told)
    number, asked_id = mine.number, mine.id
    visitor.enter(told.worker)
    page = visitor.get(path_of(survey))
    assert number in page
    assert "张桂兰" in page
    assert "****" in page
    path = path_of(survey, f"/asked/{asked_id}")
    visitor.get(path)
    said = visitor.post(path, {"grade": "satisfied", "channel": "phone", "text": "挺好"})
    assert "记下了" in said
    assert "都答过了" in said
    given = queries.answer_to(asked_id)
    assert given is not None
    assert (given.channel, given.entered_by) == (Channel.PHONE, told.worker.account_id)


def test_nobody_asked_says_so(told: ListStory, visitor: PageClient) -> None:
    survey = _survey(told, [])
    visitor.enter(told.worker)
    assert "没有可以请来评的人" in visitor.get(path_of(survey))
    assert "还没有人回答" in visitor.get(path_of(survey, "/answers"))
    assert visitor.download(path_of(survey, "/slips.pdf?part=1")).startswith(b"%PDF")


def test_a_slip_is_entered_by_the_end_of_its_number(told: ListStory, visitor: PageClient) -> None:
    survey, mine = asked_about(told)
    short, asked_id = mine.number[-2:], mine.id
    visitor.enter(told.worker)
    visitor.get(path_of(survey, "/slips"))
    said = visitor.post(path_of(survey, "/slips"), {"number": short, "grade": "４", "reasons": "noise"})
    assert "记下了" in said
    again = visitor.post(path_of(survey, "/slips"), {"number": short, "grade": "5"})
    assert "以前录过" in again
    given = queries.answer_to(asked_id)
    assert given is not None
    assert (given.grade, given.channel, given.version) == (Grade.VERY_DISSATISFIED, Channel.SLIP, 2)


def test_a_slip_that_cannot_be_entered_is_said_and_nothing_typed_is_lost(
    told: ListStory, visitor: PageClient
) -> None:
    survey, mine = asked_about(told)
    mine_number = mine.number
    other = _survey(told, [Whom(Tie.PROPOSER, told.author.account_id, told.author.resident_id)], "健身角")
    elsewhere = queries.asked_as(told.author, other.id)
    assert elsewhere is not None
    other_number = elsewhere.number
    with unit_of_work():
        service.answer(told.author, survey, mine, BAD)
    visitor.enter(told.worker)
    visitor.get(path_of(survey, "/slips"))
    for number, grade, sentence in (
        ("999999", "1", "没有编号是"),
        ("不清楚", "1", "没有编号是"),
        (other_number, "1", "这个编号不是"),
        (mine_number, "1", "已经答过了（网上）"),
        (mine_number, "7", "请填 1 到 5"),
    ):
        page = visitor.post(path_of(survey, "/slips"), {"number": number, "grade": grade, "text": "晚上吵"})
        assert sentence in page
        assert "晚上吵" in page.source
        assert f'value="{number}"' in page.source
    assert sum(queries.grades_of(id_of(other)).values()) == 0
    assert queries.grades_of(id_of(survey))[Grade.VERY_DISSATISFIED] == 1


def test_a_slip_that_comes_after_the_end_is_told_so(told: ListStory, visitor: PageClient) -> None:
    survey, mine = asked_about(told)
    number = mine.number
    with at(now() + timedelta(days=15)):
        visitor.enter(told.worker)
        assert "后来收到的回执不再算" in visitor.get(path_of(survey, "/slips"))
        page = visitor.post(path_of(survey, "/slips"), {"number": number, "grade": "1"})
    assert "后来收到的回执不再算" in page
    assert sum(queries.grades_of(id_of(survey)).values()) == 0


def test_an_unsatisfied_answer_becomes_a_need_in_two_clicks_and_only_once(
    told: ListStory, visitor: PageClient
) -> None:
    survey, mine = asked_about(told)
    with unit_of_work():
        given = service.answer(told.author, survey, mine, BAD)
    given_id = given.id
    visitor.enter(told.worker)
    page = visitor.get(path_of(survey, "/answers"))
    assert "晚上太吵" in page
    assert "张桂兰" in page
    path = page.links("/follow-up")[0]
    form = visitor.get(path)
    fields = {name: form.tree.xpath(f'//*[@name="{name}"]')[0] for name in ("title", "place", "key")}
    values = {name: field.get("value") or "" for name, field in fields.items()}
    sent = {**values, "body": "晚上太吵", "category": "N06"}
    assert "开好了" in visitor.post(path, sent)
    after = queries.answer_of(given_id, told.code)
    assert after is not None
    need = db.session.get_one(Need, after.follow_up_id)
    assert need.author_account_id == told.author.account_id
    assert "已经转成需求了" in visitor.get(path)
    assert "已经转成需求了" in visitor.post(path, sent)


def test_a_satisfied_answer_and_another_communitys_have_no_follow_up(
    told: ListStory, story: Story, visitor: PageClient
) -> None:
    survey, mine = asked_about(told)
    with unit_of_work():
        given = service.answer(told.author, survey, mine, Reply(Grade.MOSTLY))
    given_id, asked_id = given.id, mine.id
    visitor.enter(told.worker)
    assert not visitor.get(path_of(survey, "/answers")).links("/follow-up")
    visitor.get(f"/c/{told.code}/projects/answers/{given_id}/follow-up", status=404)
    stranger, _ = story.staff(role=told.worker.grants[0].role, scope=B)
    visitor.enter(stranger)
    for rest in ("", "/answers", "/slips", "/slips.pdf", f"/asked/{asked_id}"):
        visitor.get(f"/c/{B}/surveys/{id_of(survey)}{rest}", status=404)
    visitor.get(f"/c/{B}/projects/answers/{given_id}/follow-up", status=404)


def test_the_officer_reads_words_and_no_name_and_enters_nothing(told: ListStory, visitor: PageClient) -> None:
    survey, mine = asked_about(told)
    with unit_of_work():
        service.answer(told.author, survey, mine, BAD)
    visitor.enter(told.officer)
    page = visitor.get(path_of(survey, "/answers"))
    assert "晚上太吵" in page
    assert "张桂兰" not in page
    assert "张桂兰" not in visitor.get(path_of(survey))
    visitor.get(path_of(survey, "/slips"), status=403)


def test_lists_cost_the_same_however_many_are_asked(
    told: ListStory, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    few = _survey(told, [_person(told, "甲")])
    many = _survey(told, [_person(told, f"人{n}") for n in range(12)], "健身角")
    visitor.enter(told.worker)
    visitor.get(path_of(few))
    assert queries_of(lambda: visitor.get(path_of(few))) == queries_of(lambda: visitor.get(path_of(many)))


def test_the_first_page_leads_to_the_five_steps_until_they_are_answered(
    told: ListStory, visitor: PageClient
) -> None:
    survey, _mine = asked_about(told)
    visitor.enter(told.author)
    path = path_of(survey, "/answer")
    assert path in visitor.get("/").links()
    visitor.get(path)
    visitor.post(path, {"grade": "mostly"})
    assert path not in visitor.get("/").links()


def test_what_is_no_step_is_no_answer(told: ListStory, visitor: PageClient) -> None:
    survey, mine = asked_about(told)
    asked_id = mine.id
    visitor.enter(told.author)
    path = path_of(survey, "/answer")
    visitor.get(path)
    visitor.post(path, {"grade": "splendid"}, status=404)
    assert queries.answer_to(asked_id) is None


def _person(told: ListStory, name: str) -> Whom:
    actor, _phone = told.story.resident(told.code, name)
    return Whom(Tie.SUPPORTER, actor.account_id, actor.resident_id)
