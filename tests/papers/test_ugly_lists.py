"""Project lists as people really fill them: what is printed, what never fetched, what comes back."""

import io
import re

import pikepdf
import pytest
from pypdf import PdfReader

from deliberation.projects.enclosing import JSON_NAME, XLSX_NAME, printed
from deliberation.projects.hashing import facts_hash
from deliberation.projects.receiving import read_list
from tests.papers import believable

pytestmark = pytest.mark.pdf
ENDLESS = "abcdefghijklmnopqrstuvwxyz" * 60
NESTED = "（" * 40 + "灯" + "）" * 40
SECRET = "a-line-of-a-file-nobody-may-print"


def _facts(**changes):
    facts = believable.project_list(0, rows=[believable.project(1), believable.project(2, **changes)])
    return {**facts, "short_hash": facts_hash(facts)[:8]}


def _texts(data):
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize(
    "ugly",
    [
        *believable.UGLY,
        ENDLESS,
        "㛃䶮𬭎喆玥珺",
        "👨\u200d👩\u200d👧一家",
        "\u202e反写",
        NESTED,
        "详" * 2_000,
        "",
    ],
)
def test_whatever_stands_in_a_row_comes_back_letter_by_letter(ugly):
    facts = _facts(name=ugly, content=ugly, site=ugly, note=ugly, unit=ugly, decision=ugly)
    assert read_list(printed(facts)).facts == facts


@pytest.mark.parametrize("ugly", [ENDLESS, NESTED, "无" * 900, "9" * 700])
def test_one_endless_word_is_broken_inside_its_column_and_nothing_of_it_is_lost(ugly):
    texts = _texts(printed(_facts(content=ugly)))
    assert sum(text.count(ugly[0]) for text in texts) >= ugly.count(ugly[0])
    for page in PdfReader(io.BytesIO(printed(_facts(content=ugly)))).pages[2:]:
        found: list[float] = []

        def note(text, cm, tm, font, size, found=found):
            found.append(tm[4] * cm[0] + cm[4])

        page.extract_text(visitor_text=note)
        assert max(found) < (297 - 37) * 72 / 25.4


def test_signs_no_font_holds_are_marked_on_paper_and_kept_in_the_file():
    facts = _facts(name="感应灯😀坏了")
    data = printed(facts)
    assert "感应灯〓坏了" in "".join(_texts(data))
    assert "代替本系统字库里没有" in "".join(_texts(data))
    assert read_list(data).facts["rows"][1]["name"] == "感应灯😀坏了"


def test_a_list_of_nothing_is_printed_with_its_nought_and_comes_back():
    facts = believable.project_list(0)
    facts["short_hash"] = facts_hash(facts)[:8]
    data = printed(facts)
    assert "本期没有列入清单的项目" in "".join(_texts(data))
    assert read_list(data).facts["rows"] == []


def test_no_address_in_a_text_is_ever_fetched(tmp_path, caplog):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.png", str(secret)):
        markup = (
            f'<img src="{address}"><object data="{address}"></object><style>@import "{address}";</style>'
            f'<link rel=attachment href="{address}">'
        )
        data = printed(_facts(name=markup, content=markup, needs=[markup], note=f"url({address})"))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert set(pdf.attachments) == {JSON_NAME, XLSX_NAME}
            for each in pdf.objects:
                if isinstance(each, pikepdf.Stream) and each.get("/Type") != "/EmbeddedFile":
                    assert SECRET.encode() not in each.read_bytes()
        assert SECRET not in "".join(_texts(data))
        assert not caplog.records
