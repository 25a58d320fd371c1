"""What may have been said before is found while a title is typed."""

from deliberation.database import unit_of_work
from deliberation.needs import service
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
