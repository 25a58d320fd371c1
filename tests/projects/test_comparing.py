"""What changed between two versions: found, nothing invented, and enough to get from one to the other."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deliberation.projects.comparing import ADDED, CHANGED, REMOVED, FieldChange, compared


def facts(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rows": list(rows)}


def row(number: str, name: str = "充电棚", cost: int = 100, **more: Any) -> dict[str, Any]:
    return {"number": number, "name": name, "estimate_fen": cost, "site": "东门", **more}


LISTS = st.lists(
    st.builds(
        row,
        st.integers(1, 12).map(lambda n: f"2026-{n:03}"),
        st.sampled_from(["充电棚", "坡道", "早餐点"]),
        st.integers(0, 10_000),
    ),
    max_size=8,
    unique_by=lambda each: each["number"],
).map(lambda rows: facts(*({**each, "id": each["number"]} for each in rows)))


@given(LISTS)
def test_a_version_does_not_differ_from_itself(one: dict[str, Any]) -> None:
    assert compared(one, one).rows == []
    assert compared(one, one).more_fen == 0


@given(LISTS, LISTS)
def test_the_changes_lead_from_the_older_rows_to_the_newer_ones(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    made = {each["number"]: dict(each) for each in old["rows"]}
    later = {each["number"]: each for each in new["rows"]}
    for change in compared(old, new).rows:
        if change.what == REMOVED:
            del made[change.number]
        elif change.what == ADDED:
            assert change.number not in made
            made[change.number] = later[change.number]
        else:
            assert change.fields
            for each in change.fields:
                assert made[change.number][each.field] == each.before
                made[change.number][each.field] = each.after
    assert made == later


@given(LISTS, LISTS)
def test_the_money_of_the_rows_adds_up_to_the_difference_of_the_sums(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    found = compared(old, new)
    assert sum(change.more_fen for change in found.rows) == found.more_fen
    assert compared(new, old).more_fen == -found.more_fen


def test_a_row_keeps_being_itself_when_its_number_and_name_change() -> None:
    old, new = row("2026-001", id="a"), row("2026-002", "坡道", 150, id="a")
    (change,) = compared(facts(old), facts(new)).rows
    assert (change.what, change.more_fen) == (CHANGED, 50)
    assert FieldChange("estimate_fen", 100, 150) in change.fields


def test_rows_frozen_without_an_id_are_known_by_their_number() -> None:
    old, new = row("2026-001"), row("2026-001", site="西门", id="a", category="N06")
    (change,) = compared(facts(old), facts(new)).rows
    assert change.fields == [FieldChange("site", "东门", "西门")]


def test_a_row_with_another_id_is_another_row_even_under_the_same_number() -> None:
    found = compared(facts(row("2026-001", id="a")), facts(row("2026-001", id="b"))).rows
    assert [change.what for change in found] == [ADDED, REMOVED]
