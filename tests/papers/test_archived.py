"""What can be checked here of PDF/A-3a: structure and metadata. Nothing here proves conformance."""

import io
import subprocess
from functools import cache

import pikepdf
import pytest

from deliberation import papers
from deliberation.projects.enclosing import printed
from tests.papers import believable

pytestmark = pytest.mark.pdf
FORBIDDEN = {"/JavaScript", "/JS", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/XFA", "/AA"}


@cache
def _list():
    return printed(believable.project_list(12))


def _objects(pdf):
    """Every dictionary and stream of a file."""
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each


def test_qpdf_finds_nothing_wrong(tmp_path):
    for data in (_list(), papers.render("needs-list", believable.needs_list(30))):
        file = tmp_path / "list.pdf"
        file.write_bytes(data)
        run = subprocess.run(["qpdf", "--check", file], capture_output=True, check=False)
        assert run.returncode == 0, run.stderr.decode() + run.stdout.decode()


def test_it_says_that_it_is_pdf_a_3a_and_its_two_titles_agree():
    with pikepdf.open(io.BytesIO(_list())) as pdf:
        with pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
            assert told["dc:title"] == str(pdf.docinfo["/Title"])
            assert list(told["dc:creator"]) == [str(pdf.docinfo["/Author"])]
            assert told["xmp:CreateDate"] == "2026-07-18"
        assert "/Filter" not in pdf.Root.Metadata
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.trailer.ID) == 2


def test_colours_have_a_profile_of_their_own():
    with pikepdf.open(io.BytesIO(_list())) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        profile = intent.DestOutputProfile.read_bytes()
        assert (profile[36:40], profile[16:20], int(intent.DestOutputProfile.N)) == (b"acsp", b"RGB ", 3)


def test_nothing_in_it_runs_asks_for_a_password_or_lies_outside():
    with pikepdf.open(io.BytesIO(_list())) as pdf:
        assert not pdf.is_encrypted
        assert "/OpenAction" not in pdf.Root
        for each in _objects(pdf):
            assert not FORBIDDEN & set(each.keys())
            if isinstance(each, pikepdf.Stream):
                assert "/F" not in each
                assert "/LZWDecode" not in str(each.get("/Filter", ""))


def test_every_font_is_inside_with_the_letters_its_glyphs_stand_for():
    with pikepdf.open(io.BytesIO(_list())) as pdf:
        whole = [each for each in _objects(pdf) if each.get("/Subtype") == "/Type0"]
        assert whole
        for font in whole:
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_words_tables_and_picture_are_tagged_and_the_picture_is_told_in_words():
    rows = [believable.project(at) for at in range(1, 4)]
    bar = {"label": "早餐", "amount_fen": 1, "projects": 1, "needs": ["N1"]}
    picture = {"title": "钱用在哪里，回应了哪些需求", "said": "早餐最多", "bars": [bar]}
    data = printed(believable.project_list(0, rows=rows, picture=picture))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        tagged = [each for each in _objects(pdf) if each.get("/Type") == "/StructElem"]
        kinds = {str(each.S) for each in tagged}
        assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TD", "/Figure"} <= kinds
        (figure,) = (each for each in tagged if str(each.S) == "/Figure")
        assert "钱用在哪里" in str(figure.Alt)
        assert all("/StructParents" in page.obj and str(page.obj.Tabs) == "/S" for page in pdf.pages)


def test_each_file_inside_says_what_it_is_and_since_when():
    with pikepdf.open(io.BytesIO(_list())) as pdf:
        assert {str(each.UF) for each in pdf.Root.AF} == set(pdf.attachments)
        for name, spec in pdf.attachments.items():
            inside = spec.obj.EF.F
            assert str(spec.obj.F) == str(spec.obj.UF) == name
            assert name.isascii()
            assert str(inside.Subtype).startswith("/application/")
            assert str(inside.Params.ModDate) == "D:20260718000000Z"
            assert str(spec.obj.AFRelationship) in {"/Source", "/Data"}
