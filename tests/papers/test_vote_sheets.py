"""The papers of a vote, measured as they come out."""

import io
import re
import subprocess
from functools import cache
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from deliberation import papers
from deliberation.papers import vote_places
from tests.papers import voting
from tests.papers.believable import UGLY

pytestmark = pytest.mark.pdf
MM = 72 / 25.4


@cache
def made(template: str, count: int = 8, options: int = 5) -> bytes:
    facts = voting.ballot(options) if template == "paper-ballots" else voting.vote()
    (data,) = papers.render_sheets(template, facts, [voting.copies(count)])
    return data


def texts(data: bytes) -> list[str]:
    return [
        re.sub(r"\s", "", page.extract_text(extraction_mode="plain"))
        for page in PdfReader(io.BytesIO(data)).pages
    ]


def words(data: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """For each page its words with left, top, right, bottom in mm."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    return [
        [(*(float(number) / MM for number in found[:4]), found[4]) for found in word.findall(page)]
        for page in run.stdout.decode().split("<page ")[1:]
    ]


def picture(data: bytes, page: int, folder: Path) -> Image.Image:
    """One page at 200 points an inch."""
    (folder / "paper.pdf").write_bytes(data)
    command = ["pdftoppm", "-f", str(page), "-l", str(page), "-r", "200", "-gray", "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(next(folder.glob("page*.pgm")))


def shows(image: Image.Image, link: str, left: float, top: float, size: float) -> bool:
    """Whether the QR of a link stands at a place, module by module."""
    rows = segno.make(link, error="m", micro=False, boost_error=False, mask=2).matrix
    module, scale = size / len(rows), 200 / 25.4
    return all(
        (
            image.getpixel(
                (int((left + (along + 0.5) * module) * scale), int((top + (down + 0.5) * module) * scale))
            )
            < 128
        )
        == bool(dark)
        for down, row in enumerate(rows)
        for along, dark in enumerate(row)
    )


def sizes(data: bytes) -> set[float]:
    """The sizes of type on the pages, in points."""
    found: set[float] = set()

    def hear(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * matrix[3]), 1))

    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=hear)
    return found


@pytest.mark.parametrize("template", papers.SHEETS)
def test_every_sheet_is_sound_titled_and_says_the_same_twice(template: str) -> None:
    data = made(template)
    facts = voting.ballot() if template == "paper-ballots" else voting.vote()
    assert next(papers.render_sheets(template, facts, [voting.copies(8)])) == data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert pdf.docinfo["/Title"] == facts["title"]
        assert str(pdf.Root.Lang) == "zh-CN"
        for page in pdf.pages:
            assert [round(float(edge) / MM) for edge in page.mediabox] == [0, 0, 210, 297]


def test_slips_stand_six_to_a_page_with_door_code_and_qr(tmp_path: Path) -> None:
    data, copies = made("ballot-slips"), voting.copies(8)
    pages = texts(data)
    assert len(pages) == 2
    for place, copy in enumerate(copies):
        page = pages[place // 6]
        assert copy["code"] in page
        assert copy["door"].replace(" ", "") in page
    for said in ("手机扫码就能投", "yishi.example.cn/vote", "2026年12月8日20:00截止", "010-88886666"):
        assert pages[0].count(said) == 6
    place = vote_places.SLIP_PLACES[3]
    left, top = place.left + vote_places.SLIP_QR_LEFT_MM, place.top + vote_places.SLIP_QR_TOP_MM
    assert shows(picture(data, 1, tmp_path), copies[3]["link"], left, top, vote_places.SLIP_QR_MM)


def test_nothing_on_a_slip_stands_near_the_cut() -> None:
    for page in words(made("ballot-slips")):
        for left, top, right, bottom, _word in page:
            if bottom - top > 2:
                assert left % 105 >= 5.5
                assert right % 105 <= 100
                assert top % 99 >= 4.5
                assert bottom % 99 <= 94


def test_a_ballot_bears_its_code_and_its_door_only_on_the_strip_to_tear_off(tmp_path: Path) -> None:
    data, copies = made("paper-ballots"), voting.copies(8)
    pages = texts(data)
    assert len(pages) == 8
    for page, copy in zip(pages, copies, strict=True):
        assert copy["code"] in page
    strip = vote_places.BALLOT_TOPS[0] - 2
    for page, copy in zip(words(data), copies, strict=True):
        below = "".join(word for _l, top, _r, _b, word in page if top > strip)
        above = "".join(word for _l, top, _r, _b, word in page if top <= strip)
        assert copy["door"].replace(" ", "") in above
        assert copy["name"] in above
        assert copy["door"].split()[-1] not in below
        assert not copy["name"] or copy["name"] not in below
        assert copy["code"] in below
    place = vote_places.BALLOT_QR_PLACES[0]
    image = picture(data, 2, tmp_path)
    assert shows(image, copies[1]["link"], place.left, place.top, vote_places.BALLOT_QR_MM)
    assert not shows(image, copies[2]["link"], place.left, place.top, vote_places.BALLOT_QR_MM)


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
def test_a_ballot_has_a_box_before_every_option_and_says_how_to_fill_it(kind: str) -> None:
    (data,) = papers.render_sheets("paper-ballots", voting.ballot(ballot=kind), [voting.copies(1)])
    (page,) = texts(data)
    for name in voting.NAMES:
        assert name in page
    head = {"approval": "打√", "points": "写分数", "ranking": "写名次"}[kind]
    for said in ("怎么填", "最多选3项", head, "对折", "2026年12月8日20:00前交到社区服务大厅2号窗口"):
        assert said in page


@pytest.mark.parametrize("template", papers.SHEETS)
def test_no_words_for_residents_are_smaller_than_twelve_points(template: str) -> None:
    assert min(size for size in sizes(made(template)) if size > 2) >= 12


def test_a_hundred_options_fill_whole_leaves_each_with_its_code(tmp_path: Path) -> None:
    data = made("paper-ballots", 2, 100)
    pages = texts(data)
    assert len(pages) % 4 == 0
    half = len(pages) // 2
    for copy, own in zip(voting.copies(2), (pages[:half], pages[half:]), strict=True):
        assert all(copy["code"] in page for page in own)
        assert "第1页，共" in own[0]
        numbers = re.findall(r"(?<!\d)(\d{1,3})(?=早餐便民点)", "".join(own))
        assert {int(number) for number in numbers} == set(range(1, 101, 5))
    place = vote_places.BALLOT_QR_PLACES[1]
    image = picture(data, half + 2, tmp_path)
    assert shows(image, voting.copies(2)[1]["link"], place.left, place.top, vote_places.BALLOT_QR_MM)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
    with pikepdf.open(io.BytesIO(made("paper-ballots"))) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == "/Simplex"


def test_the_longest_titles_stay_inside_the_page() -> None:
    long = [{"number": 1, "title": "长" * 400, "note": "怎么办：" + "长" * 160}]
    facts = voting.ballot(options=long, round="长" * 60)
    (ballots,) = papers.render_sheets("paper-ballots", facts, [voting.copies(1)])
    (slips,) = papers.render_sheets("ballot-slips", voting.vote(round="长" * 60), [voting.copies(6)])
    for data in (ballots, slips):
        for page in words(data):
            assert max(right for _l, _t, right, _b, _w in page) <= 205
            assert max(bottom for _l, _t, _r, bottom, _w in page) <= 292
    assert texts(ballots)[0].count("长") == 400 + 160 + 60


def test_the_list_for_handing_out_has_every_door_and_no_code() -> None:
    copies = voting.copies(30)
    doors = [{key: copy[key] for key in ("number", "building", "door", "name")} for copy in copies]
    (data,) = papers.render_sheets("hand-out-list", voting.vote(title="发放登记表"), [doors])
    pages = texts(data)
    assert len(pages) == 2
    for copy in copies:
        assert copy["door"].replace(" ", "") in "".join(pages)
        assert copy["code"] not in "".join(pages)
    assert "全户" in pages[0]
    assert "幸福里小区1号楼" in pages[1]


def test_every_building_is_a_paper_of_its_own_over_the_same_ground() -> None:
    lots = [voting.copies(3, building) for building in (1, 2)]
    first, second = papers.render_sheets("paper-ballots", voting.ballot(), lots)
    assert [copy["code"] in texts(first)[place] for place, copy in enumerate(lots[0])] == [True] * 3
    assert "幸福里小区2号楼" in texts(second)[0]
    assert "1号楼" not in "".join(texts(second))


def test_nothing_to_print_is_a_page_that_says_so() -> None:
    for template in ("ballot-slips", "paper-ballots"):
        facts = voting.ballot() if template == "paper-ballots" else voting.vote()
        (data,) = papers.render_sheets(template, facts, [[]])
        assert "没有需要打印的" in texts(data)[0]


@pytest.mark.parametrize("ugly", UGLY)
def test_ugly_titles_are_printed_as_text(ugly: str) -> None:
    facts = voting.ballot(options=[{"number": 1, "title": ugly, "note": ugly}], round=ugly)
    (data,) = papers.render_sheets("paper-ballots", facts, [voting.copies(1)])
    assert len(texts(data)) == 1


def test_the_tally_sheet_has_strokes_for_every_option_and_both_signatures() -> None:
    pages = texts(papers.render("tally-sheet", voting.tally()))
    for said in ("唱票计票表", "正字", "计小票", "监老师", "迟到的", *voting.NAMES):
        assert said in pages[0]
    assert "纸质选票收发登记" in pages[-1]
    assert "幸福里小区8号楼68" in pages[-1]
    assert str(sum(60 + number for number in range(1, 9))) in pages[-1]


def test_the_tally_sheet_of_a_ranking_has_a_column_for_every_place() -> None:
    data = papers.render("tally-sheet", voting.tally(ballot="ranking", places=4))
    assert re.search("选项第1第2第3第4", texts(data)[0])
    assert len(texts(papers.render("tally-sheet", voting.tally(100)))) > 4
