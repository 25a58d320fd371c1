"""Invitation slips: codes for many doors, on paper."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from deliberation.actors import Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.models import Job
from deliberation.jobs.service import work_once
from deliberation.people import slips
from deliberation.people.joining import code_of, home_of
from deliberation.people.slips import Area, Which
from tests.page import PageClient
from tests.people.stories import invitation
from tests.stories import A, B, Story

pytestmark = pytest.mark.pdf


def _make(story: Story, which: Which, area: Area = Area(A)) -> int:  # noqa: B008 — a frozen value
    worker, _phone = story.staff()
    with unit_of_work():
        return slips.make(worker, area, which)[1]


def _pdf(visitor: PageClient, url: str, fields: dict[str, str]) -> bytes:
    answer = visitor.client.post(url, data={"csrf_token": visitor.token, **fields})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def test_codes_are_made_for_doors_without_a_live_one(story: Story) -> None:
    kept = story.household()
    code = invitation(kept)
    story.household()
    story.household(B)
    assert _make(story, Which.MISSING) == 1
    live = code_of(kept.id)
    assert live is not None
    assert live[0] == code
    with pytest.raises(Refusal, match="all_invited"):
        _make(story, Which.MISSING)


def test_all_are_printed_again_without_killing_live_codes(story: Story) -> None:
    code = invitation(story.household())
    assert _make(story, Which.ALL) == 1
    assert home_of(code)


def test_renewing_kills_every_old_code(story: Story) -> None:
    code = invitation(story.household())
    _make(story, Which.RENEW)
    with pytest.raises(Refusal, match="code_dead"):
        home_of(code)


def test_the_facts_of_slips_lead_to_the_page_to_register(story: Story) -> None:
    code = invitation(story.household(door="7"))
    facts = slips.facts(Area(A), None, "https://yishi.example", "邀请码")
    assert facts["enter_at"] == "yishi.example/join"
    assert (facts["help_phone"], facts["help_place"]) == ("010-0000001", "居委会一楼服务台")
    slip = facts["slips"][0]
    assert (slip["code"], slip["door"], slip["unit"]) == (code, "7室", "1单元")
    assert slip["link"].replace("-", "") == f"https://yishi.example/join/{code}"


def test_a_worker_prints_the_slips_of_a_community(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    story.household()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/slips/")
    content = _pdf(visitor, f"/c/{A}/slips/", {"area": "", "which": "missing"})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "幸福小区" in re.sub(r"\s", "", text)


def test_the_slip_of_one_household_keeps_its_code(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    home = story.household()
    code = invitation(home)
    visitor.enter(worker)
    visitor.get(f"/c/{A}/households/{home.id}")
    assert _pdf(visitor, f"/c/{A}/households/{home.id}/slip", {}).startswith(b"%PDF")
    assert home_of(code)


def test_many_slips_are_printed_as_long_work(
    story: Story, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliberation.people.views_roll.MOST_INLINE_SLIPS", 2)
    worker, _phone = story.staff()
    for _each in range(3):
        story.household()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/slips/")
    visitor.post(f"/c/{A}/slips/", {"area": "", "which": "missing"})
    assert work_once()
    job = db.session.query(Job).one()
    assert job.state == "done", job.outcome
    content = visitor.download(f"/files/{job.outcome['file_id']}")
    assert content.startswith(b"%PDF")
    colleague, _other = story.staff(Role.WORKER, A, "同事")
    visitor.enter(colleague)
    visitor.download(f"/files/{job.outcome['file_id']}", status=404)


def test_an_empty_roll_has_no_slips(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/slips/")
    assert "还没有住户" in visitor.post(f"/c/{A}/slips/", {"area": "", "which": "all"}).main
