"""Papers that come back to a list: whole, for whom they are, replaced with a reason, asked for in time."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.projects import attaching, queries, submission
from deliberation.projects.papers import facts_of
from deliberation.projects.rules import FileKind
from deliberation.rounds.scans import Scan
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory
from tests.stories import A, Story

SCAN = Scan(b"%PDF-1.7 sealed", "盖章.pdf", "application/pdf")


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def photo() -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(raw, "JPEG")
    raw.seek(0)
    return raw.getvalue()


def test_what_the_owners_decide_together_is_not_handed_in_without_their_decision(told: ListStory) -> None:
    made = told.publicised()
    row = queries.rows_of(made.id)[0]
    with unit_of_work():
        row.owners_decision = True
    with at(now() + 8 * DAY):
        with pytest.raises(Refusal, match="owners_missing"), unit_of_work():
            submission.submit(told.lead, made, facts_of(made, submitting=True))
        with unit_of_work():
            attaching.attach(told.worker, made, FileKind.OWNERS_DECISION, SCAN, row)
        with unit_of_work():
            submission.submit(told.lead, made, facts_of(made, submitting=True))
    assert attaching.without_owners(made, queries.rows_of(made.id)) == []


def test_a_wrong_paper_is_replaced_with_a_reason_and_stays_on_record(told: ListStory) -> None:
    made = told.submitted()
    with unit_of_work():
        wrong = attaching.attach(told.lead, made, FileKind.SEALED, SCAN)
    with pytest.raises(Refusal, match="file_reason"), unit_of_work():
        attaching.attach(told.lead, made, FileKind.SEALED, SCAN, replaces=wrong)
    with unit_of_work():
        attaching.attach(told.lead, made, FileKind.SEALED, SCAN, replaces=wrong, reason="少扫了一页")
    with pytest.raises(Refusal, match="file_replaced"), unit_of_work():
        attaching.attach(told.lead, made, FileKind.SEALED, SCAN, replaces=wrong, reason="再换")
    assert [paper.replaced_reason for paper in attaching.files_of(made.id)] == ["", "少扫了一页"]


def test_a_paper_damaged_on_disk_is_not_given_out(told: ListStory) -> None:
    made = told.submitted()
    with unit_of_work():
        paper = attaching.attach(told.lead, made, FileKind.SEALED, SCAN)
    files.path_of(paper.sha256).write_bytes(b"something else")
    with pytest.raises(Refusal, match="damaged"):
        attaching.content_of(paper)


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"%PDF-1.7 nothing", b"PK\x03\x04zip"])
def test_what_is_no_scan_is_refused_on_the_page(told: ListStory, visitor: PageClient, content: bytes) -> None:
    made = told.submitted()
    visitor.enter(told.lead)
    upload = FileStorage(io.BytesIO(content), "扫描.pdf")
    visitor.post(f"/c/{A}/projects/{made.id}/papers/new", {"kind": "sealed", "paper": upload})
    db.session.rollback()
    assert attaching.files_of(made.id) == []


def test_community_and_street_attach_their_papers_and_everybody_reads_them(
    told: ListStory, visitor: PageClient
) -> None:
    made = told.submitted()
    url = f"/c/{A}/projects/{made.id}"
    for who, kind in ((told.lead, "sealed"), (told.officer, "approval")):
        visitor.enter(who)
        upload = FileStorage(io.BytesIO(photo()), "扫描.jpg")
        assert "文件存好了" in visitor.post(f"{url}/papers/new", {"kind": kind, "paper": upload})
    visitor.sign_out()
    shown = visitor.get(url)
    assert "街道批复" in shown
    for link in shown.links("/papers/"):
        assert visitor.download(link).startswith(b"\xff\xd8")


def test_the_owners_decision_is_for_staff_alone(told: ListStory, visitor: PageClient) -> None:
    made = told.publicised()
    with unit_of_work():
        row = queries.rows_of(made.id)[0]
        paper = attaching.attach(told.worker, made, FileKind.OWNERS_DECISION, SCAN, row)
    url = f"/c/{A}/projects/{made.id}/papers/{paper.id}"
    visitor.enter(told.author)
    visitor.get(url, status=404)
    visitor.enter(told.officer)
    assert visitor.download(url) == SCAN.content
