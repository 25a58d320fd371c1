"""From a resident's need to the list on the street officer's desk, through the pages alone."""

from pathlib import Path

import pytest

from deliberation.journal import queries as journal
from deliberation.rounds.service import sweep
from tests.journeys import steps
from tests.journeys.steps import HERE, date, day, enter, sign_minutes, submit, vote, words_of
from tests.page import PageClient
from tests.stories import Story

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
    with day(28):  # the lead submits, the officer accepts
        enter(visitor, told.lead)
        assert "已报送" in send(f"{listed}/submit")
        enter(visitor, told.officer)
        assert "清单接收了" in send(f"{listed}/decide", {"verdict": "accept", "reason": "同意"})
        visitor.sign_out()  # everybody may take the papers home
        assert LAMP in words_of(visitor.download(f"{listed}/list.pdf"))
        assert LAMP in steps.cells_of(visitor.download(f"{listed}/list.xlsx"))
        assert "同意装" in words_of(visitor.download(f"{meeting}/minutes.pdf"))
        assert [step for step in HISTORY if step not in see(lamp)] == []
    assert list(journal.findings()) == []
