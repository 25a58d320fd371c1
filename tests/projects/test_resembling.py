"""Rows that may stand in an earlier list already: found, shown beside the other, told apart with a reason."""

from typing import Any
from uuid import uuid4

import pytest

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.projects import editing, flagging, queries
from deliberation.projects.joining import need_row
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.resembling import SAME, resembling, unsettled
from deliberation.projects.rules import gaps
from deliberation.projects.standing import facts_of_rows
from tests.page import PageClient
from tests.projects.stories import ListStory, edit_of, one
from tests.stories import A, B, Story


def two_lists(
    told: ListStory, names: tuple[str, str], site: str = "3号楼东侧"
) -> tuple[ProjectList, ProjectList]:
    """An earlier and a later list, each with a row of this name at the same site."""
    made = []
    for name in names:
        draft = told.taken(1)
        with unit_of_work():
            row = one(draft)
            edit = edit_of(row, name=name, content=name, site=site)
            editing.edit_row(told.worker, draft, row, edit, draft.revision)
        made.append(draft)
    return made[0], made[1]


def near(made: ProjectList) -> list[Any]:
    db.session.expire_all()
    rows = queries.rows_of(made.id)
    return resembling(made, rows).get(rows[0].id, [])


def test_the_same_thing_at_the_same_place_is_shown_with_the_earlier_row(story: Story) -> None:
    told = ListStory(story)
    earlier, later = two_lists(told, ("电动车充电棚", "电动自行车充电棚"))
    (found,) = near(later)
    assert (found.row_id, found.list_id) == (one(earlier).id, earlier.id)
    assert 500 <= found.score < SAME


@pytest.mark.parametrize(("names"), [("电动车充电棚", "早餐店"), ("路灯", "健身器材")])
def test_other_things_are_no_duplicates(story: Story, names: tuple[str, str]) -> None:
    told = ListStory(story)
    _earlier, later = two_lists(told, names)
    assert near(later) == []


def test_the_same_need_in_two_lists_is_always_shown(story: Story) -> None:
    told = ListStory(story)
    earlier, later = two_lists(told, ("电动车充电棚", "早餐店"))
    first = one(earlier)
    need = first.needs[0]
    with unit_of_work():
        row = one(later)
        row.needs.append(need_row(later, need.need_id, need.number))
    assert [each.score for each in near(later)] == [SAME]


def test_what_was_told_apart_stays_seen_but_settled(story: Story) -> None:
    told = ListStory(story)
    earlier, later = two_lists(told, ("电动车充电棚", "电动自行车充电棚"))
    with unit_of_work():
        flagging.tell_apart(told.worker, later, one(later), one(earlier).id, "一个在东门，一个在西门。")
    found = near(later)
    assert [each.apart for each in found] == ["一个在东门，一个在西门。"]
    assert unsettled(found) == []
    with unit_of_work():
        flagging.tell_apart(told.lead, later, one(later), one(earlier).id, "换个说法。")
    assert [each.apart for each in near(later)] == ["换个说法。"]
    assert db.session.query(JournalEntry).filter_by(act="projects.tell_apart").count() == 2


def test_only_rows_of_the_own_communitys_other_lists_are_told_apart(story: Story) -> None:
    told, elsewhere = ListStory(story), ListStory(story, B)
    made, foreign = told.taken(), elsewhere.taken()
    for other_id in (one(made, 1).id, one(foreign).id, uuid4()):
        with pytest.raises(Refusal, match="not_alike"), unit_of_work():
            flagging.tell_apart(told.worker, made, one(made), other_id, "不一样")
    earlier = told.taken()
    for reason in (" ", "长" * 301):
        with pytest.raises(Refusal, match="reason"), unit_of_work():
            flagging.tell_apart(told.worker, made, one(made), one(earlier).id, reason)


def test_looking_asks_a_constant_number_of_statements(story: Story, queries_of: Any) -> None:
    told = ListStory(story)
    two_lists(told, ("电动车充电棚", "早餐店"))
    made = told.taken(3)
    rows = queries.rows_of(made.id)
    assert queries_of(lambda: resembling(made, rows[:1])) == queries_of(lambda: resembling(made, rows)) == 3


def test_the_pages_warn_link_the_earlier_row_and_take_the_reason(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    earlier, later = two_lists(told, ("电动车充电棚", "电动自行车充电棚"))
    row, other, here = one(later).id, one(earlier).id, f"/c/{A}/projects/{later.id}"
    visitor.enter(told.worker)
    assert "可能和别的清单重复" in visitor.get(here)
    shown = visitor.get(f"{here}/rows/{row}")
    assert "可能重复" in shown
    assert shown.links(f"row-{other}")
    address = f"{here}/rows/{row}/apart?other={other}"
    visitor.get(address)
    assert "写明原因" in visitor.post(address, {"reason": ""})
    said = visitor.post(address, {"reason": "一个在东门，一个在西门。"})
    assert "一个在东门，一个在西门。" in said
    assert "可能和别的清单重复" not in visitor.get(here)
    visitor.get(f"{here}/rows/{row}/apart?other={uuid4()}", status=404)
    visitor.get(f"{here}/rows/{row}/apart", status=404)


def test_a_flag_is_changed_with_a_reason_and_journalled(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    with pytest.raises(Refusal, match="no_reason"), unit_of_work():
        flagging.flag(told.worker, made, one(made), True, "", "", made.revision)
    with pytest.raises(Refusal, match="unknown_flag"), unit_of_work():
        flagging.flag(told.worker, made, one(made), True, "other", "要装电梯", made.revision)
    with unit_of_work():
        flagging.flag(told.worker, made, one(made), True, "", "要装电梯", made.revision)
    row: Project = one(made)
    assert (row.owners_decision, row.flags_reason) == (True, "要装电梯")
    entry: Any = db.session.query(JournalEntry).filter_by(act="projects.flag_row").one()
    assert entry.changes["before"]["owners_decision"] is False
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        flagging.flag(told.lead, made, one(made), False, "", "不用了", made.revision - 1)


def test_a_row_the_negative_list_names_does_not_go_out(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    with unit_of_work():
        flagging.flag(told.worker, made, one(made), False, "private_cost", "其实是物业费", made.revision)
    found = gaps(facts_of_rows(made, queries.rows_of(made.id)))
    assert [(gap.position, gap.reason) for gap in found] == [(1, "negative")]
