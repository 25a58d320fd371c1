"""Forms and sheets on paper: for everybody, numbered for the office, for each door; and what came back."""

import io
import re
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import work_once
from deliberation.journal.models import JournalEntry
from deliberation.needs import paper_forms, service
from deliberation.needs.boxes import CODES, MATTERS, NUMBERS, SHOPS, SOUNDS, categories_meant
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.models import NeedCategoryOff
from deliberation.needs.numbers import needs_named, numbers_meant
from deliberation.needs.rules import Channel, Reason, checked_reference, form_number
from deliberation.web.phrases import known, label
from tests.needs.stories import again, draft, need_by, unconfirmed
from tests.page import PageClient
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"


def words(data: bytes) -> list[str]:
    """The words of each page without blanks."""
    pages = PdfReader(io.BytesIO(data)).pages
    return [re.sub(r"\s", "", page.extract_text()) for page in pages]


def paper(visitor: PageClient, data: dict[str, object]) -> bytes:
    """What the office's page gives for these choices."""
    visitor.get(f"{HERE}/desk/forms")
    sent = {"csrf_token": visitor.token, **data}
    response = visitor.client.post(
        f"{HERE}/desk/forms", data=sent, headers={"Referer": f"http://localhost{HERE}/desk/forms"}
    )
    db.session.remove()
    assert response.mimetype == "application/pdf", response.get_data(as_text=True)[:2000]
    return response.data


def test_everybody_may_print_a_form(story: Story, visitor: PageClient) -> None:
    story.cycle()
    assert visitor.get(f"{HERE}/").links("form.pdf")
    pages = words(visitor.download(f"{HERE}/form.pdf"))
    assert len(pages) == 1
    for said in (
        "居民问需表",
        "和平里社区",
        "2026年议事周期",
        "居委会一楼服务台",
        "010-0000001",
        f"/c/{A}",
        "自行打印",
    ):
        assert said in pages[0]


def test_a_category_that_is_not_in_use_has_no_box_and_the_others_keep_their_numbers(story: Story) -> None:
    with unit_of_work():
        db.session.add(NeedCategoryOff(community_code=A, category="N03"))
    matters = paper_forms.form_facts(A, "http://x", [])["matters"]
    assert "环境绿化" not in [box["name"] for box in matters]
    assert {box["number"]: box["name"] for box in matters}[3] == label("box", "N04")
    assert len(paper_forms.form_facts(B, "http://x", [])["matters"]) == len(MATTERS)


def test_the_numbers_on_the_form_never_change() -> None:
    """Sheets printed before come back after."""
    told = [CODES[number] for number in (1, 5, 13, 14, 16, 21, 29)]
    assert told == ["N02", "N06", "N99", "B04", "B03", "B09", "Q21"]
    assert set(NUMBERS) <= set(CATEGORIES)
    assert len(NUMBERS) == len(MATTERS) + len(SHOPS) == 29
    assert set(SOUNDS) == set(CATEGORIES)


def test_every_box_has_a_short_name(app: object) -> None:
    assert {f"label.box.{code}" for code in NUMBERS} <= known()
    assert max(len(label("box", code)) for code in NUMBERS) <= 6


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", ["N06"]),
        ("０５", ["N06"]),
        ("n6", ["N06"]),
        ("B03", ["B03"]),
        ("zcd", ["B03"]),
        (" TC ", ["N06"]),
        ("早餐", ["B03"]),
        ("菜", ["B04", "B05"]),
        ("其他", ["N99"]),
        ("30", []),
        ("0", []),
        ("", []),
        ("😀", []),
        ("%", []),
    ],
)
def test_a_category_is_named_by_number_code_sound_or_name(typed: str, meant: list[str]) -> None:
    assert categories_meant(typed) == meant


def test_numbered_copies_are_never_given_twice(story: Story) -> None:
    worker = story.staff()[0]
    with unit_of_work():
        first = paper_forms.number_copies(worker, paper_forms.Doors(A, copies=3))
    with unit_of_work():
        second = paper_forms.number_copies(worker, paper_forms.Doors(A, copies=2))
    with unit_of_work():
        elsewhere = paper_forms.number_copies(worker, paper_forms.Doors(B, copies=1))
    numbers = [copy["number"][-4:] for run in (first, second) for copy in paper_forms.copies_of(run)]
    assert numbers == ["0001", "0002", "0003", "0004", "0005"]
    assert elsewhere.first == 1
    journalled = db.session.scalars(select(JournalEntry.act)).all()
    assert journalled.count("needs.print_forms") == 3


def test_each_door_gets_its_own_form(story: Story, visitor: PageClient) -> None:
    for door in ("101", "102", "1001"):
        story.household(door=door)
    story.household(B, door="999")
    visitor.enter(story.staff()[0])
    pages = words(paper(visitor, {"area": "all"}))
    assert [re.search(r"幸福小区1号楼1单元(\d+)室", page)[1] for page in pages] == ["101", "102", "1001"]  # type: ignore[index]
    assert all("表号F20" in page for page in pages)
    assert "今年印了 3 张" in visitor.get(f"{HERE}/desk/forms")


def test_blank_forms_are_printed_in_any_number(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    assert len(words(paper(visitor, {"area": "", "copies": "4"}))) == 4
    for wrong in ("0", "-3", "99999", "三"):
        assert "空白的印几张" in visitor.post(f"{HERE}/desk/forms", {"area": "", "copies": wrong})
    assert "没有这里的住户" in visitor.post(f"{HERE}/desk/forms", {"area": "all"})


def test_many_forms_are_printed_in_the_background_and_can_be_fetched(
    story: Story, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_forms, "PRINTED_AT_ONCE", 2)
    monkeypatch.setattr(paper_forms, "COPIES_A_STEP", 2)
    worker = story.staff()[0]
    visitor.enter(worker)
    visitor.get(f"{HERE}/desk/forms")
    visitor.post(f"{HERE}/desk/forms", {"area": "", "copies": "5"})
    assert work_once()
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.total) == ("done", 5)
    assert job.outcome is not None
    stored = db.session.get_one(StoredFile, UUID(job.outcome["file_id"]))
    assert stored.owner_id == worker.account_id
    assert stored.expires_at is not None
    pages = words(files.content(stored))
    numbers = [form_number(today().year, at) for at in range(1, 6)]
    assert [number in page for number, page in zip(numbers, pages, strict=True)] == [True] * 5


def test_a_sheet_to_sign_names_its_needs(story: Story, visitor: PageClient) -> None:
    author = story.resident()[0]
    first, second = need_by(author, "路灯不亮"), need_by(author, "没有早餐店")
    pages = words(visitor.download(f"{HERE}/support-sheet.pdf?needs=001%20{second.number}"))
    assert len(pages) == 1
    assert first.title in pages[0]
    assert second.title in pages[0]


def test_only_public_needs_that_can_be_supported_have_a_sheet(story: Story, visitor: PageClient) -> None:
    hidden = need_by(unconfirmed(story), "等审核")
    refused = need_by(story.resident()[0], "不采纳的")
    with unit_of_work():
        service.reject(story.staff()[0], again(refused), Reason.PRIVATE_COST)
    sheet = f"{HERE}/support-sheet.pdf"
    assert "没有编号是" in visitor.get(sheet, 409, needs=hidden.number)
    assert "现在不能支持" in visitor.get(sheet, 409, needs=refused.number)
    assert "请填需求的编号" in visitor.get(sheet, 409)
    assert "没有编号是 <b> 的" in visitor.get(sheet, 409, needs="<b>")
    assert "最多填" in visitor.get(sheet, 409, needs=" ".join(str(each) for each in range(1, 30)))


def test_numbers_are_read_as_people_write_them() -> None:
    assert numbers_meant("003、2025-12，  7", 2026) == [
        ("003", ["2026-003", "2025-003"]),
        ("2025-12", ["2025-012"]),
        ("7", ["2026-007", "2025-007"]),
    ]
    assert numbers_meant("３", 2026) == [("3", ["2026-003", "2025-003"])]
    assert numbers_meant(" 、 ", 2026) == []
    assert numbers_meant("三", 2026) == [("三", [])]


def test_a_number_means_this_years_need_and_only_one_of_this_community(story: Story) -> None:
    need = need_by(story.resident()[0], "路灯")
    assert [each.id for each in needs_named(A, "1 001 0001")] == [need.id]
    with pytest.raises(Refusal, match=r"needs\.no_such_number"):
        needs_named(B, "1")


@pytest.mark.parametrize(
    ("typed", "channel", "kept"),
    [
        ("12", Channel.PAPER, "F2026-0012"),
        ("f2025-0012", Channel.PAPER, "F2025-0012"),
        ("２０２６-１２", Channel.PAPER, "F2026-0012"),
        ("旧表 7 号", Channel.PAPER, "旧表7号"),
        ("gd 2026 0701 33", Channel.HOTLINE_12345, "GD2026070133"),
        ("12", Channel.HOTLINE_12345, "12"),
        (" \u200b", Channel.PAPER, ""),
    ],
)
def test_the_number_of_a_sheet_is_kept_one_way(typed: str, channel: Channel, kept: str) -> None:
    assert checked_reference(typed, channel, 2026) == kept


def test_a_sheet_or_a_work_order_is_entered_once(story: Story) -> None:
    worker = story.staff()[0]
    with unit_of_work():
        first = service.submit_on_behalf(worker, A, draft(), Channel.PAPER, "孙奶奶", reference="12")
    with pytest.raises(Refusal, match=r"needs\.entered_already") as refused, unit_of_work():
        service.submit_on_behalf(worker, A, draft("别的"), Channel.PAPER, "别人", reference="0012")
    assert refused.value.facts["number"] == first.number
    with unit_of_work():
        service.submit_on_behalf(worker, A, draft(), Channel.HOTLINE_12345, "孙奶奶", reference="12")
        service.submit_on_behalf(worker, B, draft(), Channel.PAPER, "孙奶奶", reference="12")
        service.submit_on_behalf(worker, A, draft("没有表号"), Channel.PAPER, "孙奶奶")
        service.submit_on_behalf(worker, A, draft("也没有表号"), Channel.PAPER, "孙奶奶")
    assert paper_forms.came_back(A) == (0, 1)
