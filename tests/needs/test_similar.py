"""What may have been said before is found while a title is typed."""

import csv
from pathlib import Path

import pytest

from deliberation.database import unit_of_work
from deliberation.needs import service
from deliberation.needs.hearing import heard_need
from deliberation.needs.likeness import ALIKE, likeness
from deliberation.needs.rules import NeedState
from deliberation.needs.similar import similar_to
from tests.needs.stories import again, need_by, supported_by, unconfirmed
from tests.stories import A, B, Story


def alike(title: str, code: str = A, **more: object) -> list[str]:
    """The titles that sound like this one, best first."""
    return [each.title for each in similar_to(code, title, **more)]  # type: ignore[arg-type]  # its own options


def test_the_most_alike_comes_first_and_says_how_many_support_it(story: Story) -> None:
    author, fan = story.resident()[0], story.resident(name="李四")[0]
    need_by(author, "小区缺一家早餐店")
    lamp = need_by(author, "3号楼门口晚上没有路灯")
    supported_by(lamp, fan)
    best = similar_to(A, "3号楼门口没有路灯")[0]
    assert (best.need_id, best.number, best.title) == (lamp.id, lamp.number, lamp.title)
    assert (best.state, best.supports, best.households) == (NeedState.OPEN, 2, 2)
    assert 0 < best.score <= 1000
    assert isinstance(best.score, int)


def test_only_live_published_needs_of_this_community_are_offered(story: Story) -> None:
    worker, author, title = story.staff()[0], story.resident()[0], "3号楼门口晚上没有路灯"
    kept, twin = need_by(author, title), need_by(author, title)
    need_by(story.resident(code=B)[0], title, code=B)
    hidden = need_by(unconfirmed(story), title)
    with unit_of_work():
        service.merge(worker, again(twin), again(kept))
    assert [each.need_id for each in similar_to(A, title)] == [kept.id]
    assert {each.need_id for each in similar_to(A, title, unpublished=True)} == {kept.id, hidden.id}
    assert similar_to(A, title, exclude=kept.id) == []


def test_nothing_sayable_is_like_nothing(story: Story) -> None:
    need_by(story.resident()[0])
    for nothing in ("", "   ", "!!!", "👵🏽", '"', "*"):
        assert alike(nothing) == []


PAIRS = Path(__file__).parent / "data" / "pairs.tsv"


def measured(part: str) -> tuple[int, int]:
    """(precision, recall) in thousandths on one part of the labelled pairs."""
    told = wrong = missed = 0
    with PAIRS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["part"] != part:
                continue
            one, other = (heard_need(*row[side].split("｜")) for side in ("a", "b"))
            alike, same = likeness(one, other) >= ALIKE, row["label"] == "same"
            told, wrong, missed = (
                told + (alike and same),
                wrong + (alike and not same),
                missed + (same > alike),
            )
    return 1000 * told // (told + wrong), 1000 * told // (told + missed)


def test_pairs_that_nobody_tuned_on_are_told_apart() -> None:
    """`held-out` was split off before tuning; precision 0.9 at recall 0.8 is the aim."""
    precision, recall = measured("held-out")
    assert precision >= 900
    assert recall >= 800


def test_there_are_pairs_enough_of_both_kinds() -> None:
    rows = list(csv.DictReader(PAIRS.open(encoding="utf-8"), delimiter="\t"))
    for part in ("tuning", "held-out"):
        labels = [row["label"] for row in rows if row["part"] == part]
        assert min(labels.count("same"), labels.count("different")) >= 70
    assert len({(row["a"], row["b"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号楼没有路灯", "三号楼门口太黑，装个灯"),
        ("想吃口热乎早饭没地方", "小区门口缺一家早餐店"),
        ("电瓶车没地儿充电", "冲电桩不够用"),
        ("按装电梯什么时候办", "5号楼想加装电梯"),
    ],
)
def test_the_same_need_is_heard_in_other_words(one: str, other: str) -> None:
    assert likeness(heard_need(one), heard_need(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号楼没有路灯", "7号楼没有路灯"),
        ("3号楼没有路灯", "3号楼没有坡道"),
        ("加装电梯", "反对加装电梯，挡光"),
        ("缺早餐店", "早餐店油烟太大"),
        ("垃圾桶太少", "垃圾桶太近太臭，请挪走"),
        ("草坪改停车位", "停车位改草坪"),
        ("6号楼2单元没水", "6号楼4单元没水"),
    ],
)
def test_what_only_sounds_alike_is_another_need(one: str, other: str) -> None:
    assert likeness(heard_need(one), heard_need(other)) < ALIKE


def test_where_a_need_is_counts_also_when_its_place_says_it(story: Story) -> None:
    author = story.resident()[0]
    here = need_by(author, "楼门口没有路灯", place="幸福小区3号楼")
    there = need_by(author, "楼门口没有路灯", place="幸福小区7号楼")
    assert [each.need_id for each in similar_to(A, "3号楼门口没有路灯")] == [here.id]
    assert [each.need_id for each in similar_to(A, "楼门口没有路灯", place="7号楼")] == [there.id]


def test_the_nearest_comes_first_among_those_that_mean_the_same(story: Story) -> None:
    author = story.resident()[0]
    need_by(author, "小区里路灯太少")
    near = need_by(author, "3号楼前太黑，缺路灯")
    assert similar_to(A, "3号楼没有路灯")[0].need_id == near.id
