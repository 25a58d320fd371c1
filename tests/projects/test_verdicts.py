"""The street decides row by row: in whole, in part, not at all; notes are kept, nobody is overwritten."""

import pytest
from sqlalchemy import select

from deliberation.actors import Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs.models import NeedEvent
from deliberation.needs.queries import is_held
from deliberation.projects import carrying, queries, submission, verdicts
from deliberation.projects.models import VerdictDraft
from deliberation.projects.rules import ListState, RowVerdict
from tests.page import PageClient
from tests.projects.stories import ListStory, one
from tests.stories import STREET, A, Story


def test_a_list_accepted_in_part_frees_the_needs_of_declined_rows_and_tells_why(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    kept, declined = queries.rows_of(made.id)
    with unit_of_work():
        submission.accept(told.officer, made, "同意", {declined.id: " 今年没有预算 "})
    assert made.state == ListState.ACCEPTED
    assert [row.id for row in queries.accepted_rows(made.id)] == [kept.id]
    gone = one(made, 1)
    assert (gone.verdict, gone.returned_reason) == (RowVerdict.DECLINED, "今年没有预算")
    with pytest.raises(Refusal) as refused, unit_of_work():
        carrying.take_hold(made, gone)
    assert refused.value.code == "projects.row_declined"
    gone = one(made, 1)
    assert is_held(kept.needs[0].need_id)
    need_id = gone.needs[0].need_id
    assert not is_held(need_id)
    assert need_id not in queries.lists_by_need(A)
    events = db.session.scalars(select(NeedEvent).where(NeedEvent.need_id == need_id)).all()
    said = [event for event in events if event.kind == "projects.need_declined"]
    assert [event.facts["reason"] for event in said] == ["今年没有预算"]
    assert "projects.need_accepted" not in {event.kind for event in events}


def test_declining_every_row_is_returning_the_list_and_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    every = {row.id: "不要" for row in queries.rows_of(made.id)}
    with pytest.raises(Refusal) as refused, unit_of_work():
        submission.accept(told.officer, made, "", every)
    assert refused.value.code == "projects.all_declined"
    db.session.refresh(made)
    assert made.state == ListState.SUBMITTED


def test_no_row_is_declined_without_a_reason(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    with pytest.raises(Refusal) as refused, unit_of_work():
        submission.accept(told.officer, made, "", {one(made).id: " \n "})
    assert refused.value.code == "projects.declined_without_reason"


def test_rows_of_a_list_that_is_not_accepted_are_not_to_be_carried_out(story: Story) -> None:
    told = ListStory(story)
    assert queries.accepted_rows(told.submitted().id) == []


def test_a_decision_on_a_list_handed_in_anew_meanwhile_is_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    for act in (
        lambda: submission.accept(told.officer, made, "", {}, made.revision - 1),
        lambda: submission.return_(told.officer, made, "请核减", {}, made.revision - 1),
    ):
        with pytest.raises(Refusal) as refused, unit_of_work():
            act()
        assert refused.value.code == "projects.changed_meanwhile"
    db.session.refresh(made)
    assert made.state == ListState.SUBMITTED


def test_notes_are_kept_per_officer_and_forgotten_with_the_decision(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    other, _ = story.staff(Role.OFFICER, STREET, "赵敏")
    with unit_of_work():
        verdicts.save_draft(told.officer, made, {"reason": "先看预算"})
        verdicts.save_draft(told.officer, made, {"reason": "预算看过了"})
    mine = verdicts.draft_of(told.officer, made)
    assert mine is not None
    assert mine.facts == {"reason": "预算看过了"}
    assert verdicts.draft_of(other, made) is None
    assert verdicts.also_reading(other, made) == ["刘洋"]
    assert verdicts.also_reading(told.officer, made) == []
    with unit_of_work():
        submission.accept(other, made)
    assert db.session.scalars(select(VerdictDraft)).all() == []
    with pytest.raises(Refusal), unit_of_work():
        verdicts.save_draft(told.officer, made, {"reason": "太晚了"})


def url(made_id: object, rest: str = "") -> str:
    return f"/c/{A}/projects/{made_id}{rest}"


def test_an_officer_saves_goes_on_and_accepts_in_part_on_the_page(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.submitted()
    made_id, row_id = made.id, one(made, 1).id
    visitor.enter(told.officer)
    page = visitor.get(url(made_id, "/decide"))
    (revision,) = page.tree.xpath("//input[@name='revision']/@value")
    written = {"reason": "同意一部分", f"verdict-{row_id}": "declined", f"row-{row_id}": "今年没有预算"}
    saved = visitor.post(url(made_id, "/decide"), {**written, "revision": revision, "save": "1"})
    assert "还没有办理" in saved
    assert "今年没有预算" in saved
    assert saved.tree.xpath(f"//input[@name='verdict-{row_id}' and @checked]")
    fields = {**written, "revision": revision, "verdict": "accept"}
    assert "清单接收了" in visitor.post(url(made_id, "/decide"), fields)
    assert "街道没有接收" in visitor.get(url(made_id))


def test_a_declined_row_without_a_reason_keeps_what_was_typed(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.submitted()
    made_id, row_id = made.id, one(made).id
    visitor.enter(told.officer)
    visitor.get(url(made_id, "/decide"))
    fields = {"verdict": "accept", "reason": "写好的话", f"verdict-{row_id}": "declined"}
    said = visitor.post(url(made_id, "/decide"), fields)
    assert "请写明为什么不接收" in said
    assert "写好的话" in said


def test_the_second_of_two_officers_sees_both_texts_and_overwrites_nothing(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.submitted()
    made_id = made.id
    other, _ = story.staff(Role.OFFICER, STREET, "赵敏")
    visitor.enter(told.officer)
    visitor.get(url(made_id, "/decide"))
    with unit_of_work():
        again = queries.list_of(made_id, A)
        assert again is not None
        submission.accept(other, again, "同事已经同意")
    said = visitor.post(url(made_id, "/decide"), {"verdict": "return", "reason": "我觉得要改"})
    assert "同事已经同意" in said
    assert "我觉得要改" in said
    db.session.expire_all()
    kept = queries.list_of(made_id, A)
    assert kept is not None
    assert (kept.state, kept.decision_note) == (ListState.ACCEPTED, "同事已经同意")


def test_a_list_handed_in_anew_since_the_page_was_opened_is_not_decided_on(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.submitted()
    made_id, revision = made.id, made.revision
    visitor.enter(told.officer)
    visitor.get(url(made_id, "/decide"))
    fields = {"verdict": "accept", "reason": "同意", "revision": str(revision - 1)}
    assert "别人改过这张清单" in visitor.post(url(made_id, "/decide"), fields)


def test_an_officer_of_another_street_has_no_say(story: Story, visitor: PageClient) -> None:
    made = ListStory(story).submitted()
    made_id = made.id
    stranger, _ = story.staff(Role.OFFICER, "999999002", "别街")
    visitor.enter(stranger)
    visitor.get(url(made_id, "/decide"), status=404)
    visitor.post(url(made_id, "/decide"), {"verdict": "accept", "save": "1"}, status=404)
