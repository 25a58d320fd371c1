"""Two who write the same minutes at once: what each changed is kept, only the same section conflicts."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.meetings.merging import merged

BASE = {"opening": "开场", "closing": "散会"}
KEYS = st.sampled_from(["opening", "closing", "attachments"])
TEXTS = st.dictionaries(KEYS, st.sampled_from(["", "甲", "乙"]), min_size=3)


def test_changes_in_different_sections_are_both_kept() -> None:
    both = merged(BASE, {**BASE, "opening": "书记开场"}, {**BASE, "closing": "五点散会"})
    assert both.sections == {"opening": "书记开场", "closing": "五点散会"}
    assert not both.conflicts


def test_the_same_section_changed_otherwise_conflicts_and_stays_theirs() -> None:
    both = merged(BASE, {**BASE, "opening": "甲"}, {**BASE, "opening": "乙", "closing": "五点散会"})
    assert both.conflicts == {"opening"}
    assert both.sections == {"opening": "甲", "closing": "五点散会"}


def test_the_same_change_by_both_is_no_conflict() -> None:
    assert not merged(BASE, {**BASE, "opening": "甲"}, {**BASE, "opening": "甲"}).conflicts


def test_without_a_base_every_difference_conflicts() -> None:
    assert merged(None, BASE, {**BASE, "opening": "甲"}).conflicts == {"opening"}


def test_words_for_a_section_that_is_gone_conflict_and_an_untouched_one_is_let_go() -> None:
    base = {**BASE, "item_1_speeches": "张三：好"}
    assert merged(base, BASE, {**base, "item_1_speeches": "张三：不好"}).conflicts == {"item_1_speeches"}
    assert merged(base, BASE, base).sections == BASE
    assert not merged(base, BASE, base).conflicts


@given(TEXTS, TEXTS, TEXTS)
def test_nobodys_change_is_lost_without_being_told(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    both = merged(base, theirs, mine)
    for key in mine:
        if theirs[key] != base[key]:
            assert both.sections[key] == theirs[key]
        if mine[key] != base[key]:
            assert both.sections[key] == mine[key] or key in both.conflicts
