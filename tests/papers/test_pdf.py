"""The printed papers, measured as they come out."""

import io
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise

import jinja2
import pikepdf
import pytest
from pypdf import PdfReader

from deliberation import papers
from deliberation.papers import slips as slip_sheets
from tests.papers import believable, voting

pytestmark = pytest.mark.pdf
MM = 72 / 25.4
FACTS = {
    "project-list": believable.project_list,
    "street-list": believable.street_list,
    "list-changes": believable.list_changes,
    "project-progress": believable.project_progress,
    "acceptance-record": believable.acceptance_record,
    "year-report": believable.year_report,
    "needs-list": believable.needs_list,
    "minutes": believable.minutes,
    "meeting-record": believable.minutes,
    "invitation-slips": believable.slips,
    "result-sheet": believable.result_sheet,
    "result-notice": believable.result_notice,
    "publication-notice": believable.publication_notice,
    "objection-outcome": believable.objection_outcome,
    "objection-form": believable.objection_form,
    "need-form": believable.need_form,
    "need-statistics": believable.need_statistics,
    "support-sheet": believable.support_sheet,
    "tally-sheet": voting.tally,
    "meeting-notice": believable.meeting_notice,
    "minutes-index": believable.minutes_index,
    "meeting-checklist": believable.meeting_checklist,
    "meeting-rules": believable.meeting_rules,
    "sign-in-sheet": believable.sign_in_sheet,
    "door-poster": believable.door_poster,
    "survey-slip": believable.survey_slip,
}


@cache
def _paper(name: str) -> bytes:
    return papers.render(name, FACTS[name](), strict_glyphs=True)


@cache
def _long_list() -> bytes:
    rows = [believable.project(at) for at in range(1, 25)]
    rows[3]["content"] = "详" * 2_000
    rows[4]["name"] = believable.LONG_NAME[:40]
    rows[5]["content"] = believable.SIX_LINES
    rows[6]["site"] = believable.UGLY[2]
    return papers.render("project-list", believable.project_list(0, rows=rows))


def _texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def _joined(data: bytes) -> str:
    return re.sub(r"\s", "", "".join(_texts(data)))


@cache
def _words(data: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """For each page its words with left, top, right, bottom in mm."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    return [
        [(*(float(number) / MM for number in found[:4]), found[4]) for found in word.findall(page)]
        for page in run.stdout.decode().split("<page ")[1:]
    ]


def _body(page):
    """The words of an upright page that lie above its foot."""
    return [word for word in page if word[1] < 262]


@pytest.mark.parametrize("name", papers.PAPERS)
def test_every_paper_is_sound_titled_tagged_and_in_chinese(name):
    data = _paper(name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert pdf.docinfo["/Title"] == FACTS[name]()["title"]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        assert not pdf.check_pdf_syntax()


@pytest.mark.parametrize("name", papers.PAPERS)
def test_every_font_is_embedded(name):
    run = subprocess.run(["pdffonts", "-"], input=_paper(name), capture_output=True, check=True)
    lines = run.stdout.decode().splitlines()[2:]
    assert lines
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)
    assert not any("DejaVu" in line for line in lines)


@pytest.mark.parametrize("name", ["project-list", "needs-list", "invitation-slips", "year-report"])
def test_same_facts_give_the_same_bytes(name):
    assert papers.render(name, FACTS[name](), strict_glyphs=True) == _paper(name)


def test_text_fills_the_type_area_of_the_standard():
    cover = _body(_words(_paper("project-list"))[0])
    assert min(word[0] for word in cover) == pytest.approx(28, abs=0.4)
    assert max(word[2] for word in cover) <= 28 + 156 + 0.4
    assert min(word[1] for word in cover) > 37
    assert max(word[3] for word in cover) <= 297 - 35 + 0.4


def test_lines_keep_the_grid_of_22_even_where_a_rare_character_falls_back():
    remark = "㛃䶮𬭎喆玥珺" * 20
    data = papers.render("project-list", believable.project_list(1, remarks=[remark], needs=None))
    baselines = sorted({round(word[3], 1) for word in _body(_words(data)[1])})
    steps = [later - earlier for earlier, later in pairwise(baselines) if later - earlier > 1]
    lines = [step for step in steps if step < 15]
    assert len(lines) >= 4
    assert all(step == pytest.approx(10.227, abs=0.25) for step in lines)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    odd, even = _words(_paper("project-list"))[:2]
    dashes = [[word for word in page if word[4] == "—" and word[1] > 262] for page in (odd, even)]
    assert max(word[2] for word in dashes[0]) == pytest.approx(184 - 14 / MM, abs=0.5)
    assert min(word[0] for word in dashes[1]) == pytest.approx(28 + 14 / MM, abs=0.5)
    assert all(267 < word[1] < 275 for page in dashes for word in page)


def test_the_annex_keeps_its_page_number_at_the_foot_of_the_upright_paper():
    reader = PdfReader(io.BytesIO(_long_list()))
    seen = {}
    for number, page in enumerate(reader.pages, start=1):
        if page.mediabox.width > page.mediabox.height:
            found: list[tuple[float, float]] = []

            def note(text, cm, tm, font, size, found=found):
                if text.strip().startswith("—"):
                    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                    found.append((x / MM, y / MM))

            page.extract_text(visitor_text=note)
            assert found
            assert all(22 < x < 28 for x, _ in found)
            seen[number % 2] = found[0][1]
    assert seen[1] < 105 < seen[0]


def test_the_head_is_repeated_on_every_page_of_the_annex():
    annex = [text for text in _texts(_long_list()) if "建设内容" in text]
    assert len(annex) > 5
    landscape = [page for page in PdfReader(io.BytesIO(_long_list())).pages if page.mediabox.width > 800]
    assert len(annex) == len(landscape)
    assert all("投资估算" in text for text in annex)


def test_every_page_says_which_list_it_belongs_to():
    assert all(
        "XM-999001001-2026-03" in text and "9f2c41d07ab3" in re.sub(r"\s", "", text)
        for text in _texts(_long_list())
    )


def test_nothing_is_lost_of_long_cells_and_they_stay_inside_the_type_area():
    joined = _joined(_long_list())
    assert joined.count("详") == 2_000
    assert believable.LONG_NAME[:40] in joined
    assert joined.count("a" * 5) >= 30
    for page in _words(_long_list()):
        right = 297 - 37 if max(word[2] for word in page) > 210 else 210 - 26
        assert all(word[2] <= right + 0.6 for word in page)


def test_a_row_that_fits_a_page_is_not_torn():
    rows = [
        believable.project(at, content=f"起{at}点" + believable.SIX_LINES + f"终{at}点") for at in range(1, 5)
    ]
    texts = [
        re.sub(r"\s", "", text)
        for text in _texts(papers.render("project-list", believable.project_list(0, rows=rows)))
    ]
    for at in range(1, 5):
        assert sum(f"起{at}点" in text and f"终{at}点" in text for text in texts) == 1


def test_only_rows_taller_than_a_page_may_be_torn():
    from deliberation.papers.fit import taller_than_a_page

    assert taller_than_a_page(believable.project(content="详" * 400))
    assert taller_than_a_page(believable.project(content="短\n" * 40))
    assert taller_than_a_page(believable.project(needs=["N1"] * 40))
    assert not taller_than_a_page(believable.project(content=believable.SIX_LINES, name=believable.LONG_NAME))


def test_the_total_is_printed_from_the_fen():
    assert "合计共3个项目37.10" in _joined(_paper("project-list"))


def test_an_empty_list_prints_as_one():
    joined = _joined(papers.render("project-list", believable.project_list(0), strict_glyphs=True))
    assert "本期没有列入清单的项目" in joined
    assert "0.00" in joined


def test_a_missing_glyph_is_raised_when_asked_and_declared_otherwise():
    facts = believable.publication_notice(1, contact_name="李😀梅")
    with pytest.raises(papers.MissingGlyph):
        papers.render("publication-notice", facts, strict_glyphs=True)
    joined = _joined(papers.render("publication-notice", facts))
    assert "李〓梅" in joined
    assert "代替本系统字库里没有" in joined


def test_rare_names_are_printed():
    facts = believable.publication_notice(1, contact_name="㛃䶮𬭎喆玥珺")
    assert "㛃䶮𬭎喆玥珺" in _joined(papers.render("publication-notice", facts, strict_glyphs=True))


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_an_address_in_a_text_is_text_and_is_never_fetched(address, caplog):
    markup = (
        f'<img src="{address}"><style>@import url({address});</style><a rel=attachment href="{address}">x</a>'
    )
    facts = believable.publication_notice(1, rows=[believable.project(name=markup)], contact_place=markup)
    data = papers.render("publication-notice", facts)
    assert re.sub(r"\s", "", markup) in _joined(data)
    assert not PdfReader(io.BytesIO(data)).attachments
    assert not caplog.records


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x", "ftp://a/b", "app:x", "/etc/hostname"]
)
def test_even_a_template_could_fetch_nothing_but_data(address):
    from deliberation.papers import pdf

    with pytest.raises(ValueError, match="URI"):
        pdf._fetcher().fetch(address)


def test_unsigned_minutes_say_draft_on_every_page_and_signed_ones_nowhere():
    draft = _texts(papers.render("minutes", believable.minutes(signed=False)))
    assert all("草稿" in text for text in draft)
    assert not any("草稿" in text for text in _texts(_paper("minutes")))


def test_minutes_show_votes_reasons_signatures_and_addenda():
    addendum = {
        "kind": "更正",
        "signatures": [believable.signature("主持人", "王建国")],
        "text": "开业日期改为9月1日。",
        "author": "李晓梅",
        "written_at": "2026-06-25T10:00:00+08:00",
        "short_hash": "aa11bb22cc33",
    }
    joined = _joined(papers.render("minutes", believable.minutes(addenda=[addendum]), strict_glyphs=True))
    for words in (
        "应到25人，实到21人，缺席4人",
        "吕强（出差）",
        "19票",
        "不少于11人",
        "保留意见",
        "已电子签署",
    ):
        assert words in joined
    assert joined.index("已电子签署") < joined.index("开业日期改为9月1日") < joined.index("aa11bb22cc33")


def test_the_result_sheet_fits_one_page_with_turnout_ties_and_root_and_tells_the_reasons_behind_it():
    texts = [re.sub(r"\s", "", text) for text in _texts(_paper("result-sheet"))]
    assert len(texts) == 2
    for words in (
        "44.9%",
        "附议户数46，多于42",
        "804张票",
        "9f2c41d07ab39f2c41d07ab3",
        "监票人",
        "作废的纸票4",
    ):
        assert words in texts[0]
    for words in ("结果是怎么来的", "选它的人越多", "812", "在前4名里，入选"):
        assert words in texts[1]


def test_the_result_notice_has_figures_root_and_steps():
    joined = _joined(_paper("result-notice"))
    for words in (
        "公告",
        "算数的票1204张（网上893张，纸上311张",
        "9f2c41d07ab3",
        "98.53元",
        "剩下的钱",
        "还没有签字",
    ):
        assert words in joined


def test_a_result_of_a_hundred_options_runs_over_pages_and_keeps_the_signatures_together():
    texts = [
        re.sub(r"\s", "", text)
        for text in _texts(papers.render("result-sheet", believable.result_sheet(100)))
    ]
    signed = next(text for text in texts if "监票人" in text)
    assert "计票人" in signed


def test_a_round_below_its_threshold_and_one_without_its_key_say_so_on_paper():
    missed = [{"said": "参与率不低于 50%（名册 2680，要 1340 张票），收到 1204 张", "reached": False}]
    data = papers.render("result-sheet", believable.result_sheet(2, thresholds=missed, matched=False))
    assert "未达门槛，这轮不作数" in _joined(data)
    assert "未经名册核对" in _joined(data)


def test_a_small_round_hides_its_ballots():
    data = papers.render("result-sheet", believable.result_sheet(2, merkle_root=None, thresholds=[]))
    assert "选票不足10张" in _joined(data)


def test_slips_stand_eight_to_a_page_with_codes_in_fours():
    pages = _words(_paper("invitation-slips"))
    assert len(pages) == 3
    assert [word[4] for word in pages[0]].count("居民议事邀请码") == 8
    assert "0712 7799 4107" in re.sub(r"\s+", " ", _texts(_paper("invitation-slips"))[0])
    printed = [word for page in pages for word in page if word[3] - word[1] > 2]
    assert min(word[0] for word in printed) >= 6
    assert max(word[2] for word in printed) <= 204
    assert max(word[3] for word in printed) <= 291


def test_the_drawn_qr_is_the_code_of_the_link(tmp_path):
    import segno
    from PIL import Image

    (tmp_path / "slips.pdf").write_bytes(_paper("invitation-slips"))
    command = ["pdftoppm", "-f", "1", "-l", "1", "-r", "200", "-gray", "slips.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    picture = Image.open(next(tmp_path.glob("page*.pgm")))
    from deliberation.papers import sums

    link = sums.slips_in_order(believable.slips()["slips"])[3]["link"]
    rows = segno.make(link, error="m", micro=False, boost_error=False, mask=2).matrix
    place, module, scale = slip_sheets.PLACES[3], slip_sheets.QR_MM / len(rows), 200 / 25.4
    for down, row in enumerate(rows):
        for along, dark in enumerate(row):
            x = (place.left + slip_sheets.QR_LEFT_MM + (along + 0.5) * module) * scale
            y = (place.top + (down + 0.5) * module) * scale
            assert (picture.getpixel((int(x), int(y))) < 128) == bool(dark)


def _looks_like(picture, scale, link, left, top, size):
    """Whether the QR of a link stands at a place of a picture, module by module."""
    import segno

    rows = segno.make(link, error="m", micro=False, boost_error=False).matrix
    module = size / len(rows)
    return all(
        (
            picture.getpixel(
                (int((left + (along + 0.5) * module) * scale), int((top + (down + 0.5) * module) * scale))
            )
            < 128
        )
        == bool(dark)
        for down, row in enumerate(rows)
        for along, dark in enumerate(row)
    )


def _picture(data, folder):
    from PIL import Image

    (folder / "paper.pdf").write_bytes(data)
    command = ["pdftoppm", "-f", "1", "-l", "1", "-r", "200", "-gray", "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(next(folder.glob("page*.pgm"))), 200 / 25.4


@pytest.mark.parametrize("name", ["need-form", "support-sheet", "objection-form"])
def test_a_sheet_for_the_hand_is_one_page_large_and_inside_every_printers_reach(name, tmp_path):
    pages = _words(_paper(name))
    assert len(pages) == 1
    printed = [word for word in pages[0] if word[3] - word[1] > 2]
    assert min(word[0] for word in printed) >= 10
    assert max(word[2] for word in printed) <= 200
    assert min(word[1] for word in printed) >= 10
    assert max(word[3] for word in printed) <= 287
    picture, scale = _picture(_paper(name), tmp_path)
    # The picture stands in the middle of its 30 mm.
    assert _looks_like(picture, scale, FACTS[name]()["link"], 169.5, 12, 27)


def test_words_of_the_form_are_14_points_and_its_lines_far_apart():
    page = [word for word in _words(_paper("need-form"))[0] if word[3] - word[1] > 2]
    assert all(word[3] - word[1] >= 14 / MM * 0.98 for word in page if not word[4].isdecimal())
    labels = [next(word for word in page if word[4].startswith(start)) for start in ("三、", "四、", "五、")]
    assert all(later[1] - earlier[1] >= 10 for earlier, later in pairwise(labels))


def test_every_box_of_the_form_is_drawn_with_its_number_and_none_is_a_glyph(tmp_path):
    facts = believable.need_form()
    text = _joined(_paper("need-form"))
    for box in (*facts["matters"], *facts["shops"]):
        assert f"{box['number']}{box['name']}" in text
    assert "☐" not in text
    picture, scale = _picture(_paper("need-form"), tmp_path)
    first = next(word for word in _words(_paper("need-form"))[0] if word[4].startswith("安全消防"))
    line = int((first[1] + first[3]) / 2 * scale)
    dark = [
        x
        for x in range(int((first[0] - 8) * scale), int(first[0] * scale))
        if picture.getpixel((x, line)) < 128
    ]
    assert dark[-1] - dark[0] == pytest.approx(5.2 * scale, abs=0.6 * scale)


def test_each_copy_has_its_number_and_a_household_its_address():
    copies = [
        {"number": f"F2026-{at:04d}", "address": f"朝阳里小区 {at}号楼 2单元 501室"} for at in range(1, 4)
    ]
    texts = _texts(
        papers.render("need-form", {**believable.need_form(), "copies": copies}, strict_glyphs=True)
    )
    assert len(texts) == 3
    for at, text in enumerate(texts, 1):
        assert f"F2026-{at:04d}" in text
        assert f"朝阳里小区{at}号楼2单元501室" in re.sub(r"\s", "", text)
        assert "住址" in text


def test_forms_printed_in_parts_are_one_paper():
    from deliberation.papers.grounds import join

    parts = [papers.render("need-form", believable.need_form(each)) for each in (2, 3)]
    whole = join(parts)
    assert len(_texts(whole)) == 5
    assert whole == join(parts)
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert pdf.docinfo["/Title"] == "居民问需表"


def test_a_form_without_a_cycle_or_a_phone_has_no_holes():
    joined = _joined(papers.render("need-form", believable.need_form(cycle="", until="", help_phone="")))
    assert "前交回" not in joined
    assert "家里、楼下缺什么" in joined


@pytest.mark.parametrize("needs", [1, 2, 5])
def test_a_sheet_to_sign_has_lines_of_eleven_millimetres_for_a_page_of_neighbours(needs):
    data = papers.render("support-sheet", believable.support_sheet(needs), strict_glyphs=True)
    texts = _texts(data)
    assert len(texts) == 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        marks = [str(step.operator) for step in pikepdf.parse_content_stream(pdf.pages[0])]
    assert marks.count("re") + marks.count("l") >= 14
    assert all(f"2026-{at * 7:03d}" in texts[0] for at in range(1, needs + 1))


def test_no_slips_print_one_page_that_says_so():
    assert "没有需要打印的邀请码" in _joined(papers.render("invitation-slips", believable.slips(0)))


@pytest.mark.parametrize("name", ["minutes", "result-sheet"])
def test_a_forgotten_fact_is_an_error(name):
    facts = FACTS[name]()
    del facts["dated_on"]
    with pytest.raises(jinja2.UndefinedError):
        papers.render(name, facts)


def test_an_unknown_paper_is_refused():
    with pytest.raises(KeyError):
        papers.render("../base", {})


def test_words_can_be_translated_and_facts_stay():
    def english(text, /, **facts):
        return (
            {"公示时间：": "On show: "}.get(text, text) % facts
            if facts
            else {"公示时间：": "On show: "}.get(text, text)
        )

    joined = _joined(papers.render("publication-notice", believable.publication_notice(1), translate=english))
    assert "Onshow:" in joined
    assert "李晓梅" in joined


def test_full_lines_of_the_text_end_flush_at_the_right_edge():
    remark = "社区共收到2026年居民需求64条、附议512人次，" * 12
    data = papers.render(
        "project-list", believable.project_list(1, remarks=[remark], needs=None, decisions=[])
    )
    lines: dict[float, float] = {}
    for word in _body(_words(data)[0]):
        if word[1] > 120:
            lines[round(word[3], 0)] = max(lines.get(round(word[3], 0), 0), word[2])
    flush = [right for right in lines.values() if right > 178]
    assert len(flush) > 6
    # A full-width mark at the end of a line is as wide as its box; figures and characters reach the edge.
    assert all(right == pytest.approx(184, abs=0.5) for right in flush)


def test_a_long_address_does_not_pull_its_line_apart():
    remark = "详见网页" + "https://example.invalid/" + "a" * 40 + "，以及" + "b" * 60
    data = papers.render("project-list", believable.project_list(1, remarks=[remark]), strict_glyphs=True)
    assert "详见网页https" in _joined(data)


def test_the_door_opens_without_loading_weasyprint():
    code = "import sys, deliberation.papers; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_statistics_print_every_bar_with_its_words_and_figure():
    data = _paper("need-statistics")
    joined = _joined(data)
    for words in ("停车与充电", "第19小区", "512", "按周", "2026年第三季度·朝阳里小区"):
        assert words in joined
    filled = b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(data)).pages)
    # The bars' own colour, #1e5b66, is set before something is filled.
    assert re.search(rb"0\.117\d* 0\.356\d* 0\.4 rg", filled)


def test_no_needs_print_a_page_that_says_so():
    assert "还没有需求" in _joined(papers.render("need-statistics", believable.need_statistics(pictures=[])))
