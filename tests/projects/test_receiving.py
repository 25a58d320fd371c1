"""A list comes back out of its own PDF, or is refused with a sentence."""

import io
import json
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from pikepdf import AttachedFileSpec, Pdf

from deliberation.actors import Role
from deliberation.cli.commands import main
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.papers.enclosures import MOST_FILE_BYTES, MOST_PDF_BYTES
from deliberation.projects import queries, receiving
from deliberation.projects.enclosing import JSON_NAME, XLSX_NAME, as_json, enclosed, printed
from deliberation.projects.models import ProjectList, ReceivedList
from deliberation.projects.receiving import Known
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import Story

pytestmark = pytest.mark.pdf


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


@pytest.fixture
def submitted(told: ListStory) -> ProjectList:
    return told.submitted()


def frozen(made: ProjectList) -> dict[str, Any]:
    version = queries.version_of(made.id, made.version)
    assert version is not None
    return version.facts


def with_files(content: bytes, files: dict[str, bytes | None]) -> bytes:
    """The PDF with some of its files exchanged, or taken away."""
    pdf, result = pikepdf.open(io.BytesIO(content)), io.BytesIO()
    for name, data in files.items():
        del pdf.attachments[name]
        if data is not None:
            pdf.attachments[name] = AttachedFileSpec(pdf, data, filename=name)
    pdf.save(result)
    return result.getvalue()


def test_the_pdf_gives_back_the_very_list_that_was_submitted(submitted: ProjectList) -> None:
    facts = frozen(submitted)
    reading = receiving.read_list(printed(facts))
    assert reading.facts == facts
    assert reading.sha256 == queries.version_of(submitted.id, submitted.version).sha256
    assert receiving.known(reading) == Known.SAME


def test_both_files_in_the_pdf_are_the_same_each_time_and_named_in_plain_letters(
    submitted: ProjectList,
) -> None:
    facts = frozen(submitted)
    assert printed(facts) == printed(facts)
    with pikepdf.open(io.BytesIO(printed(facts))) as pdf:
        assert sorted(pdf.attachments) == sorted([JSON_NAME, XLSX_NAME])
        kinds = {str(pdf.attachments[name].obj["/AFRelationship"]) for name in pdf.attachments}
        assert kinds == {"/Source", "/Data"}
        assert {str(each["/UF"]) for each in pdf.Root["/AF"]} == {JSON_NAME, XLSX_NAME}


def altered(facts: dict[str, Any], **changes: Any) -> bytes:
    """The file of a list in which something was changed afterwards."""
    told = json.loads(enclosed(facts)[0].content)
    told["facts"] |= changes
    return json.dumps(told, ensure_ascii=False).encode()


def test_a_changed_file_inside_is_refused(submitted: ProjectList) -> None:
    facts = frozen(submitted)
    content, other = printed(facts), {**facts, "rows": facts["rows"][:1]}
    rows = [{**facts["rows"][0], "estimate_fen": 1}, *facts["rows"][1:]]
    for files in (
        {JSON_NAME: altered(facts, rows=rows)},
        {JSON_NAME: altered(facts, short_hash="00000000")},
        {JSON_NAME: altered(facts, surplus="x")},
        {JSON_NAME: altered(facts, dated_on="morgen")},
        {JSON_NAME: altered(facts, version="1")},
        {JSON_NAME: b"[" * 100_000},
        {JSON_NAME: b"\xff\xfe"},
        {JSON_NAME: altered(facts, annex_title="半个").replace("半个".encode(), b"\\ud800")},
        {JSON_NAME: altered(facts, annex_title="\x00")},
        {XLSX_NAME: enclosed(other)[1].content},
        {XLSX_NAME: None},
    ):
        with pytest.raises(Refusal, match="pdf_altered"):
            receiving.read_list(with_files(content, files))


def test_another_list_put_whole_into_the_paper_of_this_one_is_refused(submitted: ProjectList) -> None:
    facts = frozen(submitted)
    cheap = {**facts, "rows": [{**facts["rows"][0], "estimate_fen": 1}]}
    cheap["short_hash"] = json.loads(as_json(cheap, b""))["sha256"][:8]
    inside = {each.name: each.content for each in enclosed(cheap)}
    with pytest.raises(Refusal, match="pdf_other_paper"):
        receiving.read_list(with_files(printed(facts), dict(inside)))
    assert receiving.read_list(printed(cheap)).facts == cheap


def test_a_paper_whose_page_says_nothing_readable_is_refused(submitted: ProjectList) -> None:
    facts, blank, result = frozen(submitted), Pdf.new(), io.BytesIO()
    blank.add_blank_page()
    for each in enclosed(facts):
        blank.attachments[each.name] = AttachedFileSpec(blank, each.content, filename=each.name)
    blank.save(result)
    with pytest.raises(Refusal, match="pdf_"):
        receiving.read_list(result.getvalue())


def test_a_pdf_without_the_list_is_refused(submitted: ProjectList) -> None:
    content = printed(frozen(submitted))
    for files in ({JSON_NAME: None}, {JSON_NAME: b"{}"}, {JSON_NAME: b'{"schema": "x"}'}):
        with pytest.raises(Refusal, match="pdf_without_list"):
            receiving.read_list(with_files(content, files))


def test_what_is_no_pdf_or_half_a_one_is_refused(submitted: ProjectList) -> None:
    content = printed(frozen(submitted))
    for broken in (b"", b"%PDF-1.7", b"PK\x03\x04" * 100, "清单".encode() * 50):
        with pytest.raises(Refusal, match="pdf_not_pdf"):
            receiving.read_list(broken)
    with pytest.raises(Refusal, match="pdf_"):
        receiving.read_list(content[: len(content) // 2])


def test_a_pdf_with_a_password_is_refused(submitted: ProjectList) -> None:
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed(frozen(submitted)))) as pdf:
        pdf.save(result, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Refusal, match="pdf_locked"):
        receiving.read_list(result.getvalue())


def test_a_file_that_unpacks_without_end_is_not_unpacked(submitted: ProjectList) -> None:
    pdf, result = Pdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.attachments[JSON_NAME] = AttachedFileSpec(pdf, b"x", filename=JSON_NAME)
    bomb = zlib.compress(b"0" * (MOST_FILE_BYTES * 4))
    pdf.attachments[JSON_NAME].get_file().obj.write(bomb, filter=pikepdf.Name.FlateDecode)
    pdf.save(result)
    assert len(result.getvalue()) < 200_000
    with pytest.raises(Refusal, match="pdf_too_large"):
        receiving.read_list(result.getvalue())


def test_a_file_longer_than_any_list_is_not_opened() -> None:
    with pytest.raises(Refusal, match="pdf_too_large"):
        receiving.read_list(b"%PDF-1.7" + bytes(MOST_PDF_BYTES))


@pytest.mark.parametrize("streams", [1, 2_000])
def test_a_page_that_unpacks_without_end_is_not_read(submitted: ProjectList, streams: int) -> None:
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed(frozen(submitted)))) as pdf:
        endless = pdf.make_stream(b"q Q\n" * (5_000_000 // streams))
        pdf.pages[0].obj.Contents = pikepdf.Array([endless] * streams)
        pdf.save(result, compress_streams=True)
    with pytest.raises(Refusal, match="pdf_too_large"):
        receiving.read_list(result.getvalue())


def test_a_page_with_more_fonts_than_any_of_ours_is_not_read(submitted: ProjectList) -> None:
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed(frozen(submitted)))) as pdf:
        page = pdf.pages[0]
        font = next(iter(page.resources.Font.values()))
        page.resources.Font = pikepdf.Dictionary({f"/X{n}": font for n in range(100)})
        page.obj.Contents = pdf.make_stream(b"".join(b"/X%d 9 Tf\n" % n for n in range(100)))
        pdf.save(result)
    with pytest.raises(Refusal, match="pdf_packed"):
        receiving.read_list(result.getvalue())


def test_another_text_of_a_version_and_a_version_of_elsewhere_are_told_apart(submitted: ProjectList) -> None:
    facts = frozen(submitted)
    other = {**facts, "annex_title": "别的清单"}
    assert receiving.known(receiving.read_list(renamed(other))) == Known.DIFFERENT
    assert receiving.known(receiving.read_list(renamed({**facts, "version": 9}))) == Known.UNKNOWN


def renamed(facts: dict[str, Any]) -> bytes:
    """The PDF of these facts with a hash of their own."""
    told = json.loads(as_json(facts, b""))
    return printed({**facts, "short_hash": told["sha256"][:8]})


@pytest.mark.parametrize(
    "change", [{"version": 2**40}, {"version": 0}, {"community_code": "9" * 13}, {"community_code": "../../"}]
)
def test_a_whole_paper_with_a_number_no_list_has_is_refused(
    submitted: ProjectList, change: dict[str, Any]
) -> None:
    with pytest.raises(Refusal, match="pdf_altered"):
        receiving.read_list(renamed({**frozen(submitted), **change}))


def test_an_officer_takes_a_list_over_once_and_reads_it(
    told: ListStory, submitted: ProjectList, visitor: PageClient
) -> None:
    paper = printed(frozen(submitted))
    visitor.enter(told.officer)
    for _again in range(2):
        shown = visitor.post("/office/received", {"paper": (io.BytesIO(paper), "清单.pdf")})
        assert "和本平台保存的这一版完全一样" in shown
    (kept,) = db.session.query(ReceivedList).all()
    assert kept.facts == frozen(submitted)
    assert "电动车充电棚" in shown
    here = f"/office/received/{kept.id}"
    assert visitor.download(f"{here}/list.pdf") == paper
    assert visitor.download(f"{here}/list.xlsx") == enclosed(kept.facts)[1].content
    assert visitor.download(f"{here}/list.docx").startswith(b"PK")
    acts = [entry.act for entry in db.session.query(JournalEntry).all()]
    assert acts.count("projects.receive_list") == 1


def test_a_list_of_another_street_is_neither_taken_over_nor_shown(
    story: Story, told: ListStory, submitted: ProjectList, visitor: PageClient
) -> None:
    paper = printed(frozen(submitted))
    other, _ = story.staff(Role.OFFICER, "999999009", "外街")
    visitor.enter(other)
    shown = visitor.post("/office/received", {"paper": (io.BytesIO(paper), "清单.pdf")})
    assert "不在您负责的范围里" in shown
    with unit_of_work():
        kept = receiving.receive(told.officer, receiving.read_list(paper))
    visitor.get(f"/office/received/{kept.id}", status=404)


def test_a_refused_file_is_told_on_the_page(told: ListStory, visitor: PageClient) -> None:
    visitor.enter(told.officer)
    shown = visitor.post("/office/received", {"paper": (io.BytesIO(b"<html>"), "清单.pdf")})
    assert "这个文件不是 PDF" in shown
    assert "请先选文件" in visitor.post("/office/received", {})


def command(app: Flask, *arguments: str) -> Result:
    """What `deliberation import-list` says and how it ends."""
    asked = ["import-list", *arguments]
    return CliRunner().invoke(main, obj=ScriptInfo(create_app=lambda: app), args=asked)


def test_the_command_line_takes_a_list_over_and_says_what_it_is(
    app: Flask, submitted: ProjectList, tmp_path: Path
) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(printed(frozen(submitted)))
    db.session.rollback()
    looked = command(app, str(file), "--check")
    assert (looked.exit_code, db.session.query(ReceivedList).count()) == (0, 0), looked.output
    db.session.rollback()
    done = command(app, str(file))
    assert done.exit_code == 0
    assert "和本平台保存的这一版完全一样" in done.output
    assert "8.00 万元" in done.output
    assert db.session.query(ReceivedList).count() == 1
    file.write_bytes(b"%PDF-1.4 nothing")
    db.session.rollback()
    refused = command(app, str(file))
    assert refused.exit_code == 1
    assert "不是 PDF" in refused.output
