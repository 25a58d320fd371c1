"""Objecting to a list that is put up: once each, in time, by every way, answered, and never lost."""

from datetime import timedelta

import pytest

from deliberation.clock import at, now, start_of, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.notices.queries import unread_count
from deliberation.people.models import Account
from deliberation.people.service import opened
from deliberation.projects import editing, objecting, publicising, queries, submission
from deliberation.projects.models import Objection, ProjectList
from deliberation.projects.objecting import Told
from deliberation.projects.objection_rules import ObjectionState, Way
from deliberation.projects.papers import facts_of, outcome_facts
from deliberation.projects.publicity_facts import publicity_of
from tests.projects.stories import DAY, ListStory, one
from tests.stories import B, Story

REASON = "离窗户太近，怕着火。"


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


@pytest.fixture
def made(told: ListStory) -> ProjectList:
    return told.publicised()


def objected(told: ListStory, made: ProjectList, reason: str = REASON) -> Objection:
    with unit_of_work():
        return objecting.object_to(told.author, made, queries.rows_of(made.id)[0], reason)


def test_a_person_objects_once_a_row_and_once_to_the_list(told: ListStory, made: ProjectList) -> None:
    first, second = queries.rows_of(made.id)
    for row in (first, second, None):
        with unit_of_work():
            objecting.object_to(told.author, made, row, REASON)
        with pytest.raises(Refusal, match="objected_already"), unit_of_work():
            objecting.object_to(told.author, made, row, "再说一遍")
    assert objecting.tally_of(made) == (3, 0)


def test_the_last_second_of_the_last_day_counts_and_the_next_does_not(
    told: ListStory, made: ProjectList
) -> None:
    midnight = start_of(made.public_to + DAY)
    with at(midnight - timedelta(seconds=1)):
        assert objected(told, made).received_on == made.public_to
    with at(midnight), pytest.raises(Refusal, match="objection_late"), unit_of_work():
        objecting.object_to(told.author, made, None, REASON)


def test_nobody_objects_before_the_first_day(told: ListStory) -> None:
    made = told.complete()
    with unit_of_work():
        publicising.publicise(told.worker, made, today() + 2 * DAY, 7)
    with pytest.raises(Refusal, match="objection_late"):
        objected(told, made)


def test_the_same_person_through_web_and_phone_is_one(told: ListStory, made: ProjectList) -> None:
    account = db.session.get_one(Account, told.author.account_id)
    phone = opened(account.phone_sealed)
    row = queries.rows_of(made.id)[0]
    objected(told, made)
    with pytest.raises(Refusal, match="objected_already"), unit_of_work():
        objecting.enter(told.worker, made, row, "电话里又说", Told(Way.PHONE, "张桂兰", phone, today()))


def test_who_rang_before_they_had_an_account_does_not_object_again_on_the_web(
    told: ListStory, made: ProjectList
) -> None:
    account = db.session.get_one(Account, told.author.account_id)
    row, phone, index = queries.rows_of(made.id)[0], opened(account.phone_sealed), account.phone_index
    with unit_of_work():
        account.phone_index = "not known yet"
        objecting.enter(told.worker, made, row, REASON, Told(Way.PHONE, "张桂兰", phone, today()))
        account.phone_index = index
    with pytest.raises(Refusal, match="objected_already"):
        objected(told, made)


def test_two_people_of_one_name_are_told_apart_by_their_phone(told: ListStory, made: ProjectList) -> None:
    with unit_of_work():
        objecting.enter(told.worker, made, None, REASON, Told(Way.VISIT, "李大爷", "", today()))
    with pytest.raises(Refusal, match="name_objected_already"), unit_of_work():
        objecting.enter(told.worker, made, None, REASON, Told(Way.PAPER, "李大爷", "", today()))
    with unit_of_work():
        objecting.enter(told.worker, made, None, REASON, Told(Way.PAPER, "李大爷", "13900001111", today()))
    assert objecting.tally_of(made) == (2, 0)


def test_once_a_row_holds_also_after_the_list_went_on(told: ListStory, made: ProjectList) -> None:
    objected(told, made)
    with unit_of_work():
        publicising.withdraw(told.worker, made, "核对")
        publicising.go_on(told.worker, made)
    with pytest.raises(Refusal, match="objected_already"):
        objected(told, made)
    with unit_of_work():
        publicising.withdraw(told.worker, made, "核对")
    with unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)
    objected(told, made)
    assert objecting.tally_of(made) == (2, 0)


def test_paper_of_the_first_days_is_entered_after_the_list_went_on(
    told: ListStory, made: ProjectList
) -> None:
    first = today()
    with at(now() + 2 * DAY):
        with unit_of_work():
            publicising.withdraw(told.worker, made, "核对")
        with unit_of_work():
            publicising.go_on(told.worker, made)
        with unit_of_work():
            row = objecting.enter(told.worker, made, None, REASON, Told(Way.PAPER, "李大爷", "", first))
    assert row.received_on == first


def test_nothing_is_answered_once_the_list_was_handed_in(told: ListStory, made: ProjectList) -> None:
    row = objected(told, made)
    with unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.UPHELD, "往东移三米。", True, 1)
    with at(now() + 8 * DAY), unit_of_work():
        submission.submit(told.lead, made, facts_of(made, submitting=True))
    with pytest.raises(Refusal, match="wrong_state"), unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.NOT_UPHELD, "不移了。", True, 2)
    assert outcome_facts(made)["publicity"]["lines"][0]["answer"] == "往东移三米。"


def test_numbers_in_published_words_are_masked_on_paper(told: ListStory, made: ProjectList) -> None:
    row = objected(told, made, "打我电话13812345678。")
    with unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.NOT_UPHELD, "已经打过13812345678。", True, 1)
    objected_to_list = objecting.enter(
        told.worker, made, None, "还没有答复的话", Told(Way.PHONE, "李大爷", "", today())
    )
    assert objected_to_list.state == ObjectionState.OPEN
    line, unanswered = publicity_of(made, "公告栏")["lines"]
    assert (unanswered["reason"], unanswered["outcome"]) == ("", "还没有答复")
    assert (line["reason"], line["answer"]) == ("打我电话138****5678。", "已经打过138****5678。")


def test_overdue_is_counted_for_each_community_of_a_street(told: ListStory, made: ProjectList) -> None:
    objected(told, made)
    with at(now() + 4 * DAY):
        assert objecting.overdue_in([told.code, B]) == {told.code: 1}
        assert objecting.waiting_of(made) == (1, 1)
    told.list()  # a newer list does not draw the worker away from the one that waits
    assert objecting.most_pressing_list(told.code) == made.id
    assert objecting.most_pressing_list(B) is None


def test_what_a_worker_was_told_keeps_the_person_sealed_and_the_operator(
    told: ListStory, made: ProjectList
) -> None:
    with unit_of_work():
        row = objecting.enter(
            told.worker, made, None, REASON, Told(Way.PAPER, "李 大爷", "010-62345678", today())
        )
    assert objecting.person_of(row) == ("李 大爷", "01062345678")
    assert row.entered_by == told.worker.account_id
    assert "李" not in str(row.name_sealed)
    entry = db.session.query(JournalEntry).filter_by(act="projects.object").one()
    assert REASON not in str(vars(entry))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Told(Way.ONLINE, "李大爷", "", today()), "objection_way"),
        (Told(Way.PHONE, "  ", "", today()), "objection_name"),
        (Told(Way.PHONE, "长" * 41, "", today()), "objection_name"),
        (Told(Way.PHONE, "李大爷", "12", today()), "objection_phone"),
        (Told(Way.PHONE, "李大爷", "", today() + 3 * DAY), "objection_in_future"),
        (Told(Way.PHONE, "李大爷", "", today() - 3 * DAY), "objection_late"),
    ],
)
def test_impossible_entries_are_refused(
    told: ListStory, made: ProjectList, given: Told, refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal), unit_of_work():
        objecting.enter(told.worker, made, None, REASON, given)
    assert objecting.tally_of(made) == (0, 0)


@pytest.mark.parametrize(
    ("reason", "refusal"), [(" \n ", "objection_empty"), ("长" * 10_000, "objection_long")]
)
def test_empty_and_endless_words_are_refused(
    told: ListStory, made: ProjectList, reason: str, refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal):
        objected(told, made, reason)


def test_a_row_of_another_list_is_refused(told: ListStory, made: ProjectList) -> None:
    row = queries.rows_of(made.id)[0]
    other = told.list()
    row.list_id, db_row = other.id, row.list_id
    with pytest.raises(Refusal, match="not_on_offer"):
        objecting.object_to(told.author, made, row, REASON)
    row.list_id = db_row


def test_a_list_that_was_taken_back_meanwhile_takes_no_objection(told: ListStory, made: ProjectList) -> None:
    with unit_of_work():
        publicising.withdraw(told.worker, made, "改一处")
    with pytest.raises(Refusal, match="objection_closed"):
        objected(told, made)


def test_an_answer_is_told_to_the_person_and_two_workers_do_not_overwrite_each_other(
    told: ListStory, made: ProjectList
) -> None:
    row = objected(told, made)
    with unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.UPHELD, "往东移三米。", True, 1)
    with pytest.raises(Refusal, match="objection_changed"), unit_of_work():
        objecting.answer(told.lead, row, ObjectionState.NOT_UPHELD, "不采纳", True, 1)
    assert (row.state, row.answer) == (ObjectionState.UPHELD, "往东移三米。")
    assert unread_count(told.author.account_id) > 0
    for outcome, words in ((ObjectionState.OPEN, "看过了"), (ObjectionState.UPHELD, "  ")):
        with pytest.raises(Refusal, match="objection_no_answer"), unit_of_work():
            objecting.answer(told.worker, row, outcome, words, True, 2)


def test_one_takes_back_what_was_not_answered_and_it_needs_no_answer(
    told: ListStory, made: ProjectList
) -> None:
    row = objected(told, made)
    with unit_of_work():
        objecting.take_back(told.author, row)
    assert objecting.tally_of(made) == (0, 0)
    with pytest.raises(Refusal, match="objection_taken_back"), unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.UPHELD, "好", True, 2)
    with pytest.raises(Refusal, match="objection_answered"), unit_of_work():
        objecting.take_back(told.author, row)
    assert objected(told, made, "想清楚了，还是要提。").reason == "想清楚了，还是要提。"
    assert objecting.tally_of(made) == (1, 0)


def test_overdue_after_three_days_and_the_list_waits_for_every_answer(
    told: ListStory, made: ProjectList
) -> None:
    row = objected(told, made)
    assert (objecting.open_count(told.code), objecting.overdue_count(told.code)) == (1, 0)
    with at(now() + 4 * DAY):
        assert objecting.overdue_count(told.code) == 1
    with at(now() + 8 * DAY):
        with pytest.raises(Refusal, match="unanswered"), unit_of_work():
            submission.submit(told.lead, made, facts_of(made, submitting=True))
        with unit_of_work():
            objecting.answer(told.worker, row, ObjectionState.PARTLY, "改用阻燃棚。", False, 1)
        with unit_of_work():
            version = submission.submit(told.lead, made, facts_of(made, submitting=True))
    told_of = version.facts["publicity"]
    assert (told_of["objections"], told_of["answered"]) == (1, 1)
    assert told_of["lines"][0]["outcome"] == "部分采纳"
    assert told_of["lines"][0]["reason"] == ""
    assert "张桂兰" not in str(version.facts["publicity"])


def test_what_was_objected_stays_when_the_row_is_gone(told: ListStory, made: ProjectList) -> None:
    objected(told, made)
    name = one(made).name
    with unit_of_work():
        publicising.withdraw(told.worker, made, "撤掉一项")
        editing.remove_row(told.worker, made, one(made))
    (row,) = objecting.all_of(made.id, made.version)
    assert row.row_name == name
