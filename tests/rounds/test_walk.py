"""The ballot one option a screen, as large type shows it: every press without script, and nothing stored."""

from typing import Any

import pytest

from deliberation.clock import at, now
from deliberation.errors import Refusal
from deliberation.rounds.ballot_rules import Terms
from deliberation.rounds.ballot_steps import STEPS, fits
from deliberation.rounds.models import Round
from deliberation.tally.rule import Paper
from tests.page import PageClient, Shown
from tests.rounds.booth import KINDS, OPTIONS, PAPERS, address, box, code_of, everything_but_ballots, press
from tests.rounds.stories import DAY, RoundStory
from tests.stories import Story

PLACES = {"a": 0, "b": 1, "c": 2, "d": 3}
COSTS = {"a": 300, "b": 200, "c": 500, "d": 0}
APPROVAL = Terms(Paper.APPROVAL, PLACES, k=2, costs=COSTS)
KNAPSACK = Terms(Paper.APPROVAL, PLACES, k=4, budget_fen=500, costs=COSTS)
POINTS = Terms(Paper.POINTS, PLACES, k=4, points=10, costs=COSTS)
RANKING = Terms(Paper.RANKING, PLACES, k=3, costs=COSTS)


@pytest.mark.parametrize(
    ("terms", "said", "step", "key", "then"),
    [
        (APPROVAL, [], "pick", "c", ["c"]),
        (APPROVAL, ["c"], "pick", "c", ["c"]),
        (APPROVAL, ["c"], "pick", "a", ["c", "a"]),
        (APPROVAL, ["a", "c"], "pick", "b", "no_room_left"),
        (APPROVAL, ["a", "c"], "pick", "a", ["a", "c"]),
        (APPROVAL, ["a"], "pick", "x", "unknown_option"),
        (APPROVAL, ["a", "c"], "drop", "a", ["c"]),
        (APPROVAL, ["a", "c"], "drop", "b", ["a", "c"]),
        (KNAPSACK, ["a"], "pick", "b", ["a", "b"]),
        (KNAPSACK, ["a"], "pick", "c", "no_money_left"),
        (KNAPSACK, ["c"], "pick", "d", ["c", "d"]),
        (POINTS, [["a", 3], ["b", 1]], "drop", "a", [["b", 1]]),
        (RANKING, ["a"], "pick", "b", ["a", "b"]),
        (RANKING, ["a"], "first", "b", ["b", "a"]),
        (RANKING, ["a", "b"], "first", "b", ["b", "a"]),
        (RANKING, ["a", "b", "c"], "first", "c", ["c", "a", "b"]),
        (RANKING, ["a", "b", "c"], "first", "d", "no_room_left"),
        (RANKING, ["a", "b", "c"], "up", "c", ["a", "c", "b"]),
        (RANKING, ["a", "b", "c"], "up", "a", ["a", "b", "c"]),
        (RANKING, ["a", "b", "c"], "down", "a", ["b", "a", "c"]),
        (RANKING, ["a", "b", "c"], "down", "c", ["a", "b", "c"]),
        (RANKING, ["a", "b"], "up", "x", ["a", "b"]),
        (RANKING, ["a", "b", "c"], "drop", "b", ["a", "c"]),
    ],
)
def test_a_press_changes_one_thing_or_says_why_not(
    terms: Terms, said: list[Any], step: str, key: str, then: list[Any] | str
) -> None:
    if isinstance(then, str):
        with pytest.raises(Refusal, match=then):
            STEPS[terms.ballot][step](terms, said, key)
    else:
        assert STEPS[terms.ballot][step](terms, said, key) == then


@pytest.mark.parametrize(
    ("terms", "said", "fitting"),
    [
        (APPROVAL, ["a"], "abcd"),
        (APPROVAL, ["a", "b"], "ab"),
        (KNAPSACK, ["a"], "abd"),
        (KNAPSACK, ["c"], "cd"),
        (RANKING, ["a", "b", "c"], "abc"),
    ],
)
def test_what_still_fits_is_what_may_be_chosen(terms: Terms, said: list[str], fitting: str) -> None:
    assert "".join(key for key in PLACES if fits(terms, said, key)) == fitting


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def elder(visitor: PageClient, rounds: RoundStory, kind: str, **changes: Any) -> tuple[Round, Any]:
    """A round, listed in order, and a resident who reads large type."""
    voter = rounds.voters(1)[0]
    row = rounds.open(**{"options": OPTIONS, "shuffled": False, **KINDS[kind], **changes})
    visitor.enter(voter)
    visitor.client.set_cookie("display", "1")
    return row, voter


def place_of(shown: Shown) -> str:
    """Which option the screen asks about."""
    found = shown.tree.xpath("//main//p[@class='walk-place']")
    return str(found[0].text_content()).split("，")[0] if found else ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["account", "slip"])
def test_a_whole_ballot_is_filled_in_screen_by_screen_and_cast(
    rounds: RoundStory, visitor: PageClient, kind: str, way: str
) -> None:
    row, voter = elder(visitor, rounds, kind)
    if way == "slip":
        visitor.client.delete_cookie("session")
        visitor.token = ""
    before = everything_but_ballots()
    shown = visitor.get(address(row.id) if way == "account" else f"/vote/{code_of(row, voter)}")
    for number, option in enumerate(OPTIONS, 1):
        assert place_of(shown) == f"第 {number} 项"
        assert shown.tree.xpath("//h1")[0].text_content() == option.title
        if PAPERS[kind] == Paper.POINTS:
            points = {f"points-n{number}": {1: "3", 4: "4"}.get(number, "")}
            shown = press(visitor, shown, "do=next", changes=points)
        else:
            verb = {1: "pick", 4: "first" if PAPERS[kind] == Paper.RANKING else "pick"}.get(number, "drop")
            full = verb == "drop" and "放不下" in shown
            shown = press(visitor, shown, "do=next" if full else f"do={verb}:n{number}")
    assert "现在还没有投出" in shown.main
    assert box(row, voter) is None
    assert "投好了" in press(visitor, shown, "step=cast")
    expected = {
        Paper.POINTS: [["n1", 3], ["n4", 4]],
        Paper.RANKING: ["n4", "n1"],
        Paper.APPROVAL: ["n1", "n4"],
    }
    assert box(row, voter) == expected[PAPERS[kind]]
    assert everything_but_ballots() == before


def test_back_next_and_the_list_of_what_is_chosen_lead_everywhere(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row, voter = elder(visitor, rounds, "approval")
    shown = press(visitor, visitor.get(address(row.id)), "do=next")
    shown = press(visitor, shown, "do=pick:n2")
    assert place_of(shown) == "第 3 项"
    assert "看看已经选的（1）" in shown
    shown = press(visitor, press(visitor, shown, "do=back"), "do=back")
    assert place_of(shown) == "第 1 项"
    shown = press(visitor, shown, "do=go:1")
    assert "您选了它" in shown
    shown = press(visitor, shown, "do=drop:n2")
    assert place_of(shown) == "第 3 项"
    shown = press(visitor, shown, "do=pick:n3")
    review = press(visitor, shown, "do=review")
    assert place_of(press(visitor, review, "do=go:2")) == "第 3 项"
    assert place_of(press(visitor, review, "step=again")) == "第 1 项"
    press(visitor, review, "step=cast")
    assert box(row, voter) == ["n3"]


def test_what_is_full_offers_no_button_to_choose_and_a_press_by_hand_says_why(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row, _voter = elder(visitor, rounds, "knapsack")
    shown = press(visitor, visitor.get(address(row.id)), "do=pick:n1")
    shown = press(visitor, shown, "do=pick:n2")
    assert "放不下：剩下的钱不够做它" in shown
    assert not shown.tree.xpath("//button[starts-with(@value, 'pick')]")
    forced = visitor.post(address(row.id), {"do": "pick:n3", "at": "2", "choices": ["n1", "n2"]})
    assert "放不下：这一项要 5.50 万元，只剩 0.00 万元" in forced
    assert place_of(forced) == "第 3 项"
    assert forced.tree.xpath("//details[contains(@class, 'walk-chosen')][@open]")
    full, _voter = elder(visitor, rounds, "approval")
    visitor.get(address(full.id))
    forced = visitor.post(address(full.id), {"do": "pick:n3", "at": "2", "choices": ["n1", "n2"]})
    assert "已经选满 2 项了" in forced


def test_points_that_cannot_be_read_stay_on_the_screen_where_they_were_typed(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row, voter = elder(visitor, rounds, "points")
    shown = press(visitor, visitor.get(address(row.id)), "do=next", changes={"points-n1": "4"})
    wrong = press(visitor, shown, "do=next", changes={"points-n2": "五"})
    assert place_of(wrong) == "第 2 项"
    assert "“五”看不懂" in wrong
    assert wrong.tree.xpath("//input[@name='points-n2']/@value") == ["五"]
    assert wrong.tree.xpath("//input[@name='points-n1']/@value") == ["4"]
    shown = press(visitor, wrong, "do=review", changes={"points-n2": "7"})
    assert "一项最多给 6 分" in shown
    shown = press(visitor, shown, "do=review", changes={"points-n2": "6"})
    press(visitor, shown, "step=cast")
    assert box(row, voter) == [["n1", 4], ["n2", 6]]


@pytest.mark.parametrize("kind", ["approval", "points", "ranking", "knapsack"])
def test_nothing_chosen_offers_the_blank_ballot(rounds: RoundStory, visitor: PageClient, kind: str) -> None:
    row, voter = elder(visitor, rounds, kind)
    shown = press(visitor, visitor.get(address(row.id)), "do=review")
    assert "您还没有选" in shown
    press(visitor, press(visitor, shown, "do=blank"), "step=cast")
    assert box(row, voter) == []


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
def test_the_whole_ballot_is_one_press_away_and_keeps_what_is_chosen(
    rounds: RoundStory, visitor: PageClient, kind: str
) -> None:
    row, voter = elder(visitor, rounds, kind)
    shown = visitor.get(address(row.id))
    if kind == "points":
        whole = press(visitor, shown, "do=whole", changes={"points-n1": "2"})
    else:
        whole = press(visitor, press(visitor, shown, "do=pick:n1"), "do=whole")
    assert len(whole.tree.xpath("//main//*[@data-option]")) == len(OPTIONS)
    wrong = {"approval": {"choices": ["n1", "n2", "n3"]}, "points": {"points-n1": "x"},
             "ranking": {"place-n2": "1"}}[kind]  # fmt: skip
    again = press(visitor, whole, "", changes=wrong)
    assert len(again.tree.xpath("//main//*[@data-option]")) == len(OPTIONS), (
        "told on the page it was typed on"
    )
    press(visitor, press(visitor, whole, ""), "step=cast")
    assert box(row, voter) == ([["n1", 2]] if kind == "points" else ["n1"])


def test_a_press_nobody_has_a_button_for_breaks_nothing(rounds: RoundStory, visitor: PageClient) -> None:
    row, voter = elder(visitor, rounds, "approval")
    visitor.get(address(row.id))
    presses = ("", "go", "go:-1", "go:9999", "go:x", "pick", "pick:", "nonsense:n1", "first:n1", "up:x")
    for do, place in zip(presses, ("", "-3", "7000", "二", "1") * 2, strict=True):
        visitor.post(address(row.id), {"do": do, "at": place, "choices": ["n2", "n1"]})
    assert box(row, voter) is None


def test_a_walk_that_ends_after_the_round_is_told_and_shows_the_choices(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row, _voter = elder(visitor, rounds, "ranking", closes_at=now() + DAY / 48)
    shown = press(visitor, visitor.get(address(row.id)), "do=pick:n1")
    with at(row.closes_at):
        late = press(visitor, shown, "do=pick:n2", status=409)
    assert "没有送出" in late
    assert "加装电动车充电棚" in late.main
