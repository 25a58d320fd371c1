"""From a resident's need to the rated project and the closed loop, through the pages alone."""

from io import BytesIO
from pathlib import Path

import pytest

from deliberation.clock import today
from deliberation.journal import queries as journal
from deliberation.projects import following
from deliberation.rounds.service import sweep
from tests.journeys import steps
from tests.journeys.steps import HERE, date, day, enter, sign_minutes, submit, vote, words_of
from tests.page import PageClient
from tests.stories import STREET, Story

LAMP, TWIN, SHOP = NEEDS = "3号楼前没有路灯", "楼前晚上太黑", "想要一家早餐店"
HISTORY = ("在网上提出", "春季议事会", "春季投票", "得 9 票", "列入项目", "街道")


@pytest.mark.pdf
def test_the_whole_way(story: Story, visitor: PageClient, tmp_path: Path) -> None:
    send, see, told = visitor.post, visitor.get, steps.everybody(story)
    with day(0):  # a cycle begins; residents say what is missing and support each other
        enter(visitor, told.worker)
        send(f"{HERE}/cycles/new", {"name": "春季议事", **steps.stages()})
        lamp, twin, shop = (submit(visitor, who, what) for who, what in zip(told.people, NEEDS, strict=False))
        for phone in told.people[3:]:
            enter(visitor, phone)
            assert "您的支持已经算上了" in send(f"{lamp}/support")
        assert "老人不敢出门" in send(f"{lamp}/comments", {"text": "老人不敢出门", "key": "c1"})
    with day(1):  # the worker merges the twin, answers, shortlists with a rough cost, calls a meeting
        enter(visitor, told.worker)
        panel = {need: need.replace("/needs/", "/needs/desk/") for need in (lamp, twin, shop)}
        send(f"{panel[twin]}/merge", {"number": see(lamp).text.split("编号 ")[1][:8]})
        send(f"{panel[lamp]}/answer", {"text": "已请电力公司勘察"})
        for need, cost in ((lamp, "30000"), (shop, "50000")):
            send(f"{panel[need]}/shortlist", {"cost": cost, "note": "询价"})
        plan = {"title": "春季议事会", "profile": "council", "starts_at": date(5, "14:00"), "place": "二楼"}
        meeting = steps.here_of(send(f"{HERE}/meetings/new", {**plan, **told.leaders}), "edit")
        send(f"{meeting}/agenda/new", {"title": "路灯", "need": lamp[-36:], "vote": ""})
        send(f"{meeting}/notice", {"text": "请准时"})
    with day(6, hour=15):  # they meet and decide; chair and recorder sign the minutes
        enter(visitor, told.worker)
        assert "人数够了" in steps.check_everybody_in(visitor, meeting)
        motion = send(see(meeting).links("/motions/new")[0], {"kind": "free", "text": "同意装"})
        counts = {"votes_for": "2", "against": "0", "abstain": "0"}
        assert "通过" in send(motion.url, {"way": "hands", **counts})
        send(f"{meeting}/end", {"ended_at": date(0, "14:50")})
        send(f"{meeting}/minutes/draft")
        sign_minutes(visitor, told.lead, meeting)
        assert "已签字" in sign_minutes(visitor, told.worker, meeting).source
    with day(9):  # a round is announced; teller and scrutineer are named
        enter(visitor, told.worker)
        plan = {"title": "春季投票", "needs": [lamp[-36:], shop[-36:]], **steps.ONE_EACH, **told.signers}
        plan |= {"opens_at": date(1, "08:00"), "closes_at": date(8, "20:00")}
        ballots = steps.here_of(send(f"{HERE}/rounds/new", plan), "edit")
        assert "还没开始" in send(f"{ballots}/announce")
    with day(11):  # residents vote; the first one changes the vote
        for place, phone in enumerate(told.people):
            vote(visitor, phone, ballots, LAMP if place % 3 else SHOP)
        tracker = vote(visitor, told.people[0], ballots, LAMP)
    with day(18):  # the round closes by itself, is recounted and signed
        sweep()
        assert steps.recounted(visitor, ballots, tmp_path).startswith("OK root tally")
        for phone in (told.teller, told.scrutineer):
            enter(visitor, phone)
            assert "您签好字了" in send(f"{ballots}/sign")
        assert LAMP in see(f"{ballots}/board", tracker=tracker)
    with day(20):  # what the money pays for becomes the list, is completed and publicised
        enter(visitor, told.worker)
        cover = {"title": "项目清单", "addressee": "清河街道办", "budget": "60000"}
        listed = send(f"{HERE}/projects/new", cover).url.removesuffix("/convert")
        send(f"{listed}/convert", {"round_id": ballots[-36:], "taking": "budget", "budget": "60000"})
        send(f"{listed}/fill", {"unit": "居委会", "site": "东门", "finish_on": date(90)})
        assert "公示中" in send(f"{listed}/publicise", {"from_on": date(0), "days": "7"})
    with day(22):  # somebody objects, and is answered
        enter(visitor, told.people[4])
        assert "意见收到了" in send(f"{listed}/object", {"about": "", "reason": "早餐店呢？"})
        enter(visitor, told.worker)
        box = next(
            link for link in see(f"{listed}/objections").links("/objections/") if link[-36:].count("-") == 4
        )
        reply = {"outcome": "not_upheld", "answer": "钱不够，明年再议。", "public": "y"}
        assert "答复好了" in send(box, {**reply, "revision": "1"})
    with day(28):  # the lead submits, the officer accepts
        enter(visitor, told.lead)
        assert "已报送" in send(f"{listed}/submit")
        enter(visitor, told.officer)
        assert "清单接收了" in send(f"{listed}/decide", {"verdict": "accept", "reason": "同意"})
        visitor.sign_out()  # everybody may take the papers home
        assert LAMP in words_of(visitor.download(f"{listed}/list.pdf"))
        assert "钱不够，明年再议" in words_of(visitor.download(f"{listed}/outcome.pdf"))
        assert LAMP in steps.cells_of(visitor.download(f"{listed}/list.xlsx"))
        assert "同意装" in words_of(visitor.download(f"{meeting}/minutes.pdf"))
        assert [step for step in HISTORY if step not in see(lamp)] == []
    with day(29):  # the street takes the list out of its own paper, and puts its own list together
        paper = visitor.download(f"{listed}/list.pdf")
        enter(visitor, told.officer)
        taken = send("/office/received", {"paper": (BytesIO(paper), "清单.pdf")})
        assert "和本平台保存的这一版完全一样" in taken
        own = send(f"/office/streets/{STREET}/lists", {"year": str(today().year), "title": "汇总表"}).url
        assert LAMP in words_of(visitor.download(f"{own}/list.pdf"))
    with day(60):  # the project is reported finished, looked at and accepted
        enter(visitor, told.worker)
        project = see(listed).links("/p/")[0]
        done = {"reported_on": date(0), "text": "六盏灯都亮了", "spent": "29000", "finished": "y"}
        assert "六盏灯都亮了" in send(
            f"{project}/report", {**done, "key": see(f"{project}/report").value("key")}
        )
        seen = see(f"{project}/acceptance").value("revision")
        found = {"held_on": date(0), "community": "小刘", "residents": "居民代表", "passed": "yes"}
        assert "验收通过" in send(f"{project}/acceptance", {**found, "revision": seen})
    with day(62):  # those who proposed and supported say how it went
        for phone in told.people[3:9]:
            enter(visitor, phone)
            survey = next(link for link in see("/inbox/").links("/surveys/"))
            assert "您选的是" in send(survey, {"grade": "satisfied"})
    with day(80):  # the survey is over, and everybody hears how it ended
        following.close_due()
        enter(visitor, told.people[0])
        assert "100" in see(project)
        assert "100" in see(f"{HERE}/projects/satisfaction")
        assert [step for step in ("验收", "满意") if step not in see(lamp)] == []
    assert list(journal.findings()) == []
