"""The desk at the door on the web: found by a few letters, one tap, undone; the code; the sheet; the list."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from deliberation.actors import Role
from deliberation.clock import at, now
from deliberation.database import unit_of_work
from deliberation.meetings import queries, service
from deliberation.meetings.models import Attendance
from deliberation.meetings.rules import Arrival, Presence
from tests.meetings.stories import MeetingStory, meeting
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

BASE = f"/c/{A}/meetings"
PART = {"HX-Request": "true"}
DOORS = ("3-2-501", "3 501", "3号楼501", "三号楼2单元501室", "32501", "３－２－５０１")


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def row_of(meeting_id: UUID, name: str) -> Attendance:
    return next(row for row in meeting(meeting_id).attendance if row.name == name)


def desk_of(meeting_id: UUID) -> str:
    return f"{BASE}/{meeting_id}/attendance"


def big(told: MeetingStory, count: int = 500) -> UUID:
    """A meeting of owners of which many are due."""
    meeting_id = told.noticed("owners")
    lines = "\n".join(
        f"{1 + place // 100}-{1 + place // 50 % 2}-{101 + place % 50},业主{place},{80 + place % 20}.5"
        for place in range(count)
    )
    with unit_of_work():
        service.list_pasted(told.worker, meeting(meeting_id), lines)
    return meeting_id


def part(visitor: PageClient, url: str, data: dict[str, str]) -> str:
    """What a tap with script is answered with."""
    fields = {"csrf_token": visitor.token, **data}
    headers = {**PART, "Referer": f"http://localhost{url}"}
    return visitor.client.post(url, data=fields, headers=headers).get_data(as_text=True)


def names_shown(page: Shown) -> list[str]:
    path = "//*[@id='hall-list']//p[@class='door-name']/strong/text()"
    return [str(each) for each in page.tree.xpath(path)]


def test_a_member_is_found_by_initials_name_and_door(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        service.list_pasted(told.worker, meeting(meeting_id), "3-2-501,单雄信\n13-2-501,查良镛")
    visitor.enter(told.worker)
    found = {
        typed: names_shown(visitor.get(f"{desk_of(meeting_id)}?q={typed}"))
        for typed in ("zym", "ZYM", "赵一", "sxx", *DOORS, "clx", "50%")
    }
    assert found == {
        "zym": ["赵一鸣"],
        "ZYM": ["赵一鸣"],
        "赵一": ["赵一鸣"],
        "sxx": ["单雄信"],
        **{door: ["单雄信"] for door in DOORS},
        "clx": [],
        "50%": [],
    }
    assert "名单上没有找到" in visitor.get(f"{desk_of(meeting_id)}?q=zzz")


def test_a_tap_without_script_is_told_and_can_be_undone(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    desk, row = desk_of(meeting_id), row_of(told_id := meeting_id, "赵一鸣").id
    visitor.enter(told.worker)
    visitor.get(f"{desk}?q=zym")
    shown = visitor.post(f"{desk}/{row}", {"status": "present", "version": "0"})
    assert "应到 6 人，实到 1 人" in shown
    assert shown.tree.xpath("//ul[@id='just']//button[@value='undo']")
    shown = visitor.post(f"{desk}/{row}", {"status": "undo", "version": "1"})
    assert "应到 6 人，实到 0 人" in shown
    assert row_of(told_id, "赵一鸣").status == Presence.EXPECTED


def test_a_tap_with_script_answers_with_the_row_and_the_quorum_alone(
    told: MeetingStory, app: Flask, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    row = row_of(meeting_id, "赵一鸣").id
    visitor.enter(told.worker)
    visitor.get(desk_of(meeting_id))
    answer = part(visitor, f"{desk_of(meeting_id)}/{row}", {"status": "present", "version": "0"})
    assert f'id="row-{row}"' in answer
    assert 'id="quorum"' in answer
    assert "钱二宝" not in answer
    assert "<html" not in answer
    late = part(visitor, f"{desk_of(meeting_id)}/{row}", {"status": "left", "version": "0"})
    assert "别人刚刚也改了这一处" in late
    assert row_of(meeting_id, "赵一鸣").status == Presence.PRESENT


def test_the_desk_asks_for_news_and_gets_it_only_when_there_is_any(
    told: MeetingStory, visitor: PageClient, statements_of: Callable[[Callable[[], object]], int]
) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 3)
    version = meeting(meeting_id).version
    visitor.enter(told.worker)
    state = f"{desk_of(meeting_id)}/state?version={version}"
    answers = []
    asked = statements_of(lambda: answers.append(visitor.client.get(state)))
    assert (answers[0].status_code, answers[0].data) == (204, b"")
    assert asked <= 3 + 1, "three, and the beginning of the transaction"
    told.arrive(meeting_id, 4)
    news = visitor.client.get(state)
    assert news.headers["HX-Trigger-After-Swap"] == "hall-changed"
    assert "人数够了" in news.get_data(as_text=True)


def test_five_hundred_due_are_a_page_of_twenty_five_in_as_many_queries(
    told: MeetingStory, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    few, many = told.noticed(), big(told)
    visitor.enter(told.worker)
    visitor.get(desk_of(few))
    counts = [queries_of(lambda each=each: visitor.get(desk_of(each))) for each in (few, many)]  # type: ignore[misc]
    assert counts[0] == counts[1]
    assert len(names_shown(visitor.get(desk_of(many)))) == 25
    row = row_of(many, "业主433").id
    taps = [
        queries_of(lambda each=each, who=who: part(visitor, f"{desk_of(each)}/{who}", {"status": "present"}))  # type: ignore[misc]
        for each, who in ((few, row_of(few, "赵一鸣").id), (many, row))
    ]
    assert taps[0] == taps[1]


def test_a_scanned_code_registers_with_one_tap(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed(starts_at=now() + timedelta(days=4))
    k = meeting(meeting_id).door_code
    url = f"{BASE}/{meeting_id}/door"
    me = told.members[0]
    visitor.enter(me)
    assert "还没有到登记的时间" in visitor.get(f"{url}?k={k}")
    with at(now() + timedelta(days=4, minutes=-50)):
        visitor.enter(me)
        assert "我到了" in visitor.get(f"{url}?k={k}")
        assert "您已到会" in visitor.post(url, {"k": k})
        visitor.post(url, {"k": k})
        assert "您已经登记到会了" in visitor.get(f"{url}?k={k}")
    row = meeting(meeting_id).member(me.account_id)
    assert row is not None
    assert (row.status, row.arrival) == (Presence.PRESENT, Arrival.CODE)
    assert queries.turnout(meeting(meeting_id)).present == 1


def test_a_code_of_another_meeting_or_an_old_one_says_so(told: MeetingStory, visitor: PageClient) -> None:
    first, other = (told.noticed(starts_at=now() + timedelta(days=4)) for _ in range(2))
    old = meeting(first).door_code
    with at(now() + timedelta(days=4)):
        visitor.enter(told.worker)
        visitor.get(desk_of(first))
        assert "换好了" in visitor.post(f"{BASE}/{first}/door/renew")
        visitor.enter(told.members[0])
        for wrong in (old, meeting(other).door_code, "", "ABC"):
            assert "不是今天门口的那一个" in visitor.get(f"{BASE}/{first}/door?k={wrong}")
            assert "不是今天门口的那一个" in visitor.post(f"{BASE}/{first}/door", {"k": wrong})
    assert queries.turnout(meeting(first)).present == 0


def test_who_is_not_on_the_list_may_sit_in_and_strangers_may_not(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = told.noticed(starts_at=now() + timedelta(days=4))
    k, url = meeting(meeting_id).door_code, f"{BASE}/{meeting_id}/door"
    neighbour, stranger = story.resident(A, "郑七")[0], story.resident(B, "外人")[0]
    with at(now() + timedelta(days=4)):
        visitor.enter(neighbour)
        assert "可以列席" in visitor.get(f"{url}?k={k}")
        assert "您是列席" in visitor.post(url, {"k": k})
        visitor.post(url, {"k": k})
        visitor.enter(stranger)
        assert "请到签到台说一声" in visitor.get(f"{url}?k={k}")
        visitor.post(url, {"k": k}, status=403)
    assert [row.name for row in meeting(meeting_id).attendance if row.status == "observer"] == ["郑七"]
    assert queries.turnout(meeting(meeting_id)).present == 0


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_door(
    told: MeetingStory, app: Flask, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    answer = app.test_client().get(f"{BASE}/{meeting_id}/door?k=ABC")
    assert answer.status_code == 302
    assert "next=" in answer.location
    assert "k%3DABC" in answer.location


def test_a_page_of_the_signed_sheet_is_ticked_at_once(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    visitor.enter(told.worker)
    url = f"{desk_of(meeting_id)}/sheet"
    boxes = visitor.get(url).tree.xpath("//input[@name='here']/@value")
    assert len(boxes) == 6
    assert "登记了 5 人到会" in visitor.post(url, {"here": [str(each) for each in boxes[:5]]})
    assert "登记了 1 人到会" in visitor.post(url, {"here": [*map(str, boxes), "nonsense"]})
    assert queries.turnout(meeting(meeting_id)).present == 6


def test_the_list_is_pasted_and_filled_from_the_roll_without_doubles(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = told.noticed("households")
    for door in ("901", "902"):
        story.resident(A, f"户主{door}", story.household(A, door))
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{meeting_id}/members")
    assert "新加了" in visitor.post(f"{BASE}/{meeting_id}/members/roll")
    listed = len(meeting(meeting_id).attendance)
    assert listed >= 8
    visitor.get(f"{BASE}/{meeting_id}/members")
    assert "新加了 0 人" in visitor.post(f"{BASE}/{meeting_id}/members/roll")
    paste = f"{BASE}/{meeting_id}/members/paste"
    assert "第 2 行看不懂" in visitor.post(paste, {"lines": "9-9-901,甲\n1,2,3,4"})
    assert "新加了 1 人" in visitor.post(paste, {"lines": "门牌,姓名\n9-9-901,甲"})
    assert "新加了 0 人" in visitor.post(paste, {"lines": "9号楼9单元901室，甲"})
    assert len(meeting(meeting_id).attendance) == listed + 1


def test_a_worker_states_whom_somebody_represents(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed("owners")
    with unit_of_work():
        service.list_pasted(told.worker, meeting(meeting_id), "3-1-101,甲,80\n3-1-102,乙,90.5\n3-1-103,丙")
    row = row_of(meeting_id, "甲").id
    visitor.enter(told.worker)
    visitor.get(desk_of(meeting_id))
    visitor.post(f"{desk_of(meeting_id)}/{row}", {"status": "present"})
    url = f"{desk_of(meeting_id)}/{row}/represents"
    visitor.get(url)
    assert "请填写他代表的面积" in visitor.post(url, {"households": "2", "whom": "3-1-103", "area": ""})
    assert "代表 2 户" in visitor.post(url, {"households": "2", "whom": "3-1-102", "area": ""})
    assert row_of(meeting_id, "甲").area_cm2 == 1_705_000


@pytest.mark.pdf
def test_the_poster_and_the_sheet_come_as_papers(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    visitor.enter(told.worker)
    for name in ("door/poster.pdf", "attendance/sheet.pdf"):
        assert visitor.download(f"{BASE}/{meeting_id}/{name}").startswith(b"%PDF")


def test_no_member_and_no_worker_of_another_community_stands_at_the_desk(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    visitor.enter(told.members[0])
    visitor.get(desk_of(meeting_id), status=403)
    visitor.enter(story.staff(Role.WORKER, B)[0])
    for page in ("attendance", "attendance/state", "attendance/sheet", "members/paste"):
        visitor.get(f"{BASE}/{meeting_id}/{page}", status=404)


def test_saving_the_members_again_leaves_a_pasted_list_as_it_is(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.noticed("owners")
    with unit_of_work():
        service.list_pasted(told.worker, meeting(meeting_id), "3-1-101,甲,80\n5-1-101,甲,90")
        service.set_members(told.worker, meeting(meeting_id), [], ["没有门牌的人"])
    visitor.enter(told.worker)
    page = visitor.get(f"{BASE}/{meeting_id}/members")
    typed = page.tree.xpath("//textarea[@name='typed']")[0].text_content().strip()
    assert typed == "没有门牌的人"
    visitor.post(f"{BASE}/{meeting_id}/members", {"typed": typed})
    names = sorted(row.name for row in meeting(meeting_id).attendance)
    assert names == ["没有门牌的人", "甲", "甲"]
