"""A street's list laid out section by section: the same paper, whole or not at all."""

import io
import os
import re
import signal
import subprocess
from datetime import UTC, datetime

import pikepdf
import pytest

from deliberation import papers
from deliberation.papers import apart, long_lists
from deliberation.papers.shelf import Shelf
from tests.papers import believable

pytestmark = pytest.mark.pdf


def _laid_out(data: bytes) -> str:
    """All words with their places."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    words = re.findall(r"(<page |<word )(.*?)>(.*?)(?:</word>)?\n", run.stdout.decode())
    return "\n".join(
        " ".join([kind, *(f"{float(at):.1f}" for at in re.findall(r'"(.*?)"', places)), said])
        for kind, places, said in words
    )


def _stop(html: str, variant: str) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def test_the_paper_in_parts_says_on_each_page_what_the_paper_at_once_says(tmp_path):
    facts = believable.street_list((9, 0, 14))
    file = papers.Attached("list.json", b"{}", "清单", datetime(2026, 8, 1, tzinfo=UTC))
    told: list[tuple[int, int]] = []
    data = papers.render_street(
        facts, lambda *done: told.append(done), attached=[file], folder=tmp_path / "kept"
    )
    once = papers.render("street-list", facts, variant="pdf/a-3u")
    assert sorted(_laid_out(data).split("\n")) == sorted(_laid_out(once).split("\n"))
    assert told == [(0, 23), (9, 23), (9, 23), (23, 23)]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert set(pdf.attachments) == {"list.json"}
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        assert str(pdf.Root.Lang) == "zh-CN"
        assert "/OutputIntents" in pdf.Root
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root] == [
                facts["title"],
                "朝阳社区",
                "和平里社区",
                "槐树街社区",
                "总计",
            ]
    again = papers.render_street(facts, attached=[file], folder=tmp_path / "kept")
    assert again == data


def test_only_what_changed_is_drawn_again_whatever_the_whole_is_called_now(tmp_path):
    facts, folder = believable.street_list((4, 3, 5)), tmp_path / "kept"
    papers.render_street(facts, folder=folder)
    before = {path.name for path in folder.iterdir()}
    facts |= {"title": "改名的汇总表", "dated_on": "2026-08-09", "short_hash": "00ff00ff", "version": 2}
    papers.render_street(facts, folder=folder)
    assert {path.name for path in folder.iterdir()} == before
    facts["sections"][0]["rows"].append(believable.project(9))
    data = papers.render_street(facts, folder=folder)
    assert len({path.name for path in folder.iterdir()} - before) == 1
    assert sorted(_laid_out(data).split("\n")) == sorted(
        _laid_out(papers.render("street-list", facts, variant="pdf/a-3u")).split("\n")
    )


def test_a_community_of_many_rows_is_cut_and_loses_none(monkeypatch):
    monkeypatch.setattr(long_lists, "ROWS_A_PIECE", 4)
    told: list[tuple[int, int]] = []
    data = papers.render_street(believable.street_list((5, 4)), lambda *done: told.append(done))
    words = re.sub(r"\s", "", _words(data))
    assert told == [(0, 9), (2, 9), (5, 9), (9, 9)]
    assert words.count("小计") == 2
    assert all(words.count(f"2026-{at:03d}") == 2 for at in range(1, 5))
    assert words.count("2026-005") == 1


def test_a_community_s_own_long_list_keeps_its_letter_its_pages_and_its_total(monkeypatch, tmp_path):
    facts = believable.project_list(7)
    whole = papers.render_list(facts)
    once = papers.render("project-list", facts, variant="pdf/a-3u")
    assert sorted(_laid_out(whole).split("\n")) == sorted(_laid_out(once).split("\n"))
    monkeypatch.setattr(long_lists, "ROWS_A_PIECE", 3)
    cut = papers.render_list(facts, folder=tmp_path / "kept")
    words = re.sub(r"\s", "", _words(cut))
    assert all(words.count(row["number"]) == 1 for row in facts["rows"])
    assert words.count("共7个项目") == words.count("盖章处") == 1
    with pikepdf.open(io.BytesIO(cut)) as pdf, pdf.open_outline() as outline:
        assert [each.title for each in outline.root] == [facts["title"], facts["annex_title"]]


def _words(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


def test_a_killed_child_leaves_no_paper_and_a_clear_word(monkeypatch):
    monkeypatch.setattr(apart, "draw", _stop)
    with pytest.raises(papers.RenderingStopped):
        papers.render_street(believable.street_list((1, 1, 1)))


def test_a_torn_or_foreign_file_on_the_shelf_is_not_taken(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.put("a", b"whole")
    assert shelf.taken("a") == b"whole"
    (tmp_path / "b").write_bytes((tmp_path / "a").read_bytes())
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-1])
    assert shelf.taken("a") is None
    assert shelf.taken("b") is None
    assert not list(tmp_path.iterdir())


def test_the_shelf_does_not_grow_without_end(tmp_path):
    shelf = Shelf(tmp_path, most_bytes=1_000)
    for at in range(20):
        shelf.put(str(at), b"x" * 100)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1_000


def test_what_nobody_wanted_for_a_fortnight_goes(tmp_path):
    shelf = Shelf(tmp_path)
    for key in ("old", "older"):
        shelf.put(key, b"x")
    aged = (tmp_path / "old").stat().st_mtime - 15 * 24 * 3600
    os.utime(tmp_path / "older", (aged, aged))
    shelf.put("new", b"y")
    assert {path.name for path in tmp_path.iterdir()} == {"old", "new"}
