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
from deliberation.papers import long_lists
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


def _stop(html: str) -> bytes:
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
            ]
    again = papers.render_street(facts, attached=[file], folder=tmp_path / "kept")
    assert again == data


def test_a_killed_child_leaves_no_paper_and_a_clear_word(monkeypatch):
    monkeypatch.setattr(long_lists, "_draw", _stop)
    with pytest.raises(papers.RenderingStopped):
        papers.render_street(believable.street_list((1,)))


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
