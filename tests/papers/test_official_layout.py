"""The cover letter and the annex, measured against the numbers of GB/T 9704-2012."""

import io
from functools import cache

import pytest
from pypdf import PdfReader

from deliberation.projects.enclosing import printed
from tests.papers import believable

pytestmark = pytest.mark.pdf
MM = 72 / 25.4
SONG = "FandolSong"


@cache
def _pages(rows):
    """For each page its pieces of text: words, face, size in points, place in mm from left and top."""
    reader = PdfReader(io.BytesIO(printed(believable.project_list(rows))))
    found = []
    for page in reader.pages:
        pieces: list[tuple[str, str, float, float, float]] = []

        def note(text, cm, tm, font, size, pieces=pieces, page=page):
            if text.strip() and font:
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                points = size * max(abs(tm[3] * cm[3]), abs(tm[0] * cm[1]))
                face = str(font["/BaseFont"]).split("+")[-1]
                top = (float(page.mediabox.height) - y) / MM
                pieces.append((text.strip(), face, round(points, 2), x / MM, top))

        page.extract_text(visitor_text=note)
        found.append(pieces)
    return found


def _pieces(words, rows=3):
    """The pieces of text of the whole paper that begin with these words."""
    return [piece for page in _pages(rows) for piece in page if piece[0].startswith(words)]


def test_the_title_is_second_size_song_and_stands_above_the_addressee_at_the_left():
    title = _pieces("关于报送朝阳社区")[0]
    assert title[2] == 22
    assert title[1].startswith(SONG)
    addressee = _pieces("和平街道办事处")[0]
    assert addressee[3] == pytest.approx(28, abs=0.3)
    assert addressee[4] > title[4] + 11.5


def test_the_text_is_third_size_imitation_song_on_a_line_of_28():
    text = _pieces("朝阳社区按照居民议事")[0]
    assert (text[1], text[2]) == ("FandolFang-Regular", 15.75)
    assert text[3] == pytest.approx(28 + 2 * 15.75 / MM, abs=0.3)
    assert 28 * 15.75 / MM <= 156


@pytest.mark.parametrize("head", ["一、需求征集情况", "二、协商表决情况", "三、项目和资金安排"])
def test_heads_of_the_first_level_are_black_and_of_the_size_of_the_text(head):
    piece = _pieces(head)[0]
    assert (piece[1], piece[2]) == ("FandolHei-Regular", 15.75)
    assert piece[3] == pytest.approx(28 + 2 * 15.75 / MM, abs=0.3)


def test_page_numbers_are_fourth_size_with_their_top_seven_mm_below_the_type_area():
    for page in _pages(30):
        dashes = [piece for piece in page if piece[0].startswith("—")]
        assert dashes
        assert {piece[2] for piece in dashes} == {14}
    upright = [piece for page in _pages(30)[:2] for piece in page if piece[0].startswith("—")]
    for piece in upright:
        assert piece[4] == pytest.approx(297 - 35 + 7 + 14 * 0.83 / MM, abs=1)


def test_the_name_stands_above_the_day_and_both_stand_right_under_words_of_the_letter():
    for rows in (0, 3, 30):
        name = _pieces("和平街道朝阳社区居民委员会", rows)[-1]
        page = next(page for page in _pages(rows) if name in page)
        day = next(piece for piece in page if piece[0].startswith("2026") and piece[4] > name[4] + 5)
        assert day[4] - name[4] == pytest.approx(10.227, abs=0.3)
        assert name[3] > 28 + 156 / 3
        assert any(piece[0].startswith("特此报告") for piece in page)


def test_nothing_in_the_letter_is_red_for_a_community_has_no_red_head():
    reader = PdfReader(io.BytesIO(printed(believable.project_list())))
    for page in reader.pages:
        content = page.get_contents().get_data().decode("latin-1")
        assert "0.815686 0 0 rg" not in content


def test_the_annex_is_turned_with_its_head_at_the_binding():
    annex = PdfReader(io.BytesIO(printed(believable.project_list(30)))).pages[2:]
    assert all((page.mediabox.width, page.mediabox.height) > (841, 594) for page in annex)
    cells = [piece for page in _pages(30)[2:] for piece in page if piece[2] != 14]
    assert min(piece[3] for piece in cells) >= 35 - 0.3
    assert min(piece[4] for piece in cells if piece[0] != "附件") >= 28
    assert max(piece[4] for piece in cells if piece[2] > 7.6) <= 210 - 26 + 0.3


def test_total_place_for_the_seal_and_who_filled_it_in_close_the_annex():
    last = "".join(piece[0] for piece in _pages(30)[-1])
    for words in ("合计", "共30个项目", "填表人：李晓梅", "审核人：王建国", "（盖章处）"):
        assert words in last.replace(" ", "")


def test_the_bookmarks_lead_to_the_letter_its_heads_and_the_annex():
    reader = PdfReader(io.BytesIO(printed(believable.project_list())))
    letter, heads, annex = reader.outline
    assert letter.title.startswith("关于报送")
    assert [head.title for head in heads][:2] == ["一、需求征集情况", "二、协商表决情况"]
    assert annex.title == "朝阳社区2026年第三季度项目清单"
    assert reader.get_destination_page_number(annex) == 2
