"""The paper of a year's report: many communities, a year without data, ugly words; its code on every page."""

import base64
import io
import re
import subprocess

import pytest
from PIL import Image
from pypdf import PdfReader

from deliberation import papers
from tests.papers import believable

pytestmark = pytest.mark.pdf
MM = 72 / 25.4
FOOT = 297 - 35


def words_of_pages(data: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def lowest_words(data: bytes) -> float:
    """How far down (mm) the lowest words stand that are not part of the foot."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    word = re.compile(r'<word xMin=".*?" yMin="(.*?)" xMax=".*?" yMax="(.*?)">')
    ends = [(float(top) / MM, float(bottom) / MM) for top, bottom in word.findall(run.stdout.decode())]
    return max(bottom for top, bottom in ends if top < FOOT + 4)


def test_the_bars_of_forty_communities_stay_above_the_foot_and_all_are_drawn() -> None:
    data = papers.render("year-report", believable.year_report(40))
    assert lowest_words(data) <= FOOT + 1
    words = "".join(words_of_pages(data))
    assert all(f"第{at}社区32.8%（应投1250票，收到410票）" in words for at in (1, 8, 9, 40))


def test_number_version_and_check_code_stand_on_every_page() -> None:
    pages = words_of_pages(papers.render("year-report", believable.year_report()))
    assert len(pages) > 3
    assert all("报告编号：N2026第1版校验码：5e1f20b7" in page for page in pages)


def test_a_year_without_data_says_so() -> None:
    nothing = {
        key: 0 for key, value in believable.report_figures("", 0).items() if isinstance(value, int)
    } | {"top3": None, "satisfaction": ""}
    empty = {
        "communities": [believable.report_figures("第1社区", 1, **nothing)],
        "total": believable.report_figures("合计", 0, **nothing),
        "pictures": [],
        "community_cases": [],
        "enterprise_cases": [],
    }
    words = "".join(words_of_pages(papers.render("year-report", believable.year_report(**empty))))
    assert "没有需求、会议、投票和项目的记录" in words
    assert "本年没有报送" in words
    assert "%" not in words.replace("90%", "")


def test_markup_in_a_case_is_text_and_is_never_fetched() -> None:
    text = "<img src=file:///etc/passwd>" + "长" * 900
    case = {"title": "<b>" + "题" * 57, "text": text, "project": "", "photo": None}
    data = papers.render("year-report", believable.year_report(community_cases=[case]))
    assert "<imgsrc=file:///etc/passwd>" in "".join(words_of_pages(data))
    assert lowest_words(data) <= FOOT + 1


def test_a_case_s_photo_is_printed_with_what_is_on_it() -> None:
    sent = io.BytesIO()
    Image.new("RGB", (1600, 1200), "seagreen").save(sent, "JPEG")
    jpeg = base64.b64encode(sent.getvalue()).decode()
    photo = {"file_id": "1", "sha256": "0", "alt": "新的充电棚<img src=file:///x>", "jpeg": jpeg}
    case = {"title": "充电棚", "text": "谈成了。", "project": "", "photo": photo}
    data = papers.render("year-report", believable.year_report(community_cases=[case]))
    pages = PdfReader(io.BytesIO(data)).pages
    assert len({image.name for page in pages for image in page.images}) == 1
    assert "新的充电棚<imgsrc=file:///x>" in "".join(words_of_pages(data))
    assert lowest_words(data) <= FOOT + 1
