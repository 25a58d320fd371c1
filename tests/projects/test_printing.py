"""Long lists in the background: the list still lies inside its paper, and a killed worker spoils nothing."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask

from deliberation.clock import at, now
from deliberation.config import PROJECT
from deliberation.database import db, unit_of_work
from deliberation.files.models import StoredFile
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.jobs.rules import LEASE, JobState
from deliberation.projects import printing, queries, receiving
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.rules import PRINTED_AT_ONCE
from tests.page import PageClient
from tests.projects.stories import ListStory, one
from tests.stories import Story

pytestmark = pytest.mark.pdf
MANY = PRINTED_AT_ONCE + 101  # three pieces


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def lengthened(told: ListStory) -> ProjectList:
    """A draft of very many rows."""
    made = told.taken()
    like = one(made)
    with unit_of_work():
        db.session.add_all(
            Project(
                community_code=made.community_code,
                list_id=made.id,
                number=f"{made.number[-7:]}-{place}",
                position=place,
                name=f"{like.name}{place}",
                content=like.content,
            )
            for place in range(10, 10 + MANY)
        )
    return made


def test_a_list_too_long_to_wait_for_is_drawn_in_pieces_and_given_back_by_its_own_paper(
    told: ListStory,
) -> None:
    made = told.submitted()
    version = queries.version_of(made.id, made.version)
    assert version is not None
    first = version.facts["rows"][0]
    rows = [{**first, "number": f"2026-{place:04d}", "id": ""} for place in range(MANY)]
    facts: dict[str, Any] = {**version.facts, "rows": rows}
    facts["short_hash"] = facts_hash(facts)[:8]
    done: list[tuple[int, int]] = []
    content = printing.drawn_in_pieces(facts, lambda *each: done.append(each))
    assert receiving.read_list(content).facts == facts
    assert len(done) == 4
    assert done[-1] == (MANY, MANY)


def test_a_worker_killed_while_it_prints_leaves_no_half_file_and_the_next_one_ends_the_job_once(
    app: Flask, told: ListStory, visitor: PageClient, tmp_path: Path
) -> None:
    made = lengthened(told)
    with unit_of_work():
        job_id = printing.ask_for_print(told.worker, made, "/").id
    db.session.remove()
    drawing = kill_in_the_middle(app, tmp_path / "worker.log")
    assert len(drawing) >= 4, "the server, its tracker, and two that draw"
    assert not [pid for pid in drawing if still_there(pid)]
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)
    assert papers_kept(made) == 0
    db.session.rollback()
    with at(now() + LEASE + timedelta(seconds=1)):
        while jobs.work_once():
            pass
    db.session.expire_all()
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, job.total)
    assert papers_kept(made) == 1
    visitor.enter(told.worker)
    with pikepdf.open(io.BytesIO(visitor.download(f"/files/{(job.outcome or {})['file_id']}"))) as pdf:
        assert not pdf.check_pdf_syntax()
        assert len(pdf.attachments) == 2


def papers_kept(made: ProjectList) -> int:
    return db.session.query(StoredFile).filter_by(name=f"{made.number}-v{made.version}.pdf").count()


def kill_in_the_middle(app: Flask, log: Path) -> list[int]:
    """Starts a worker in earnest and kills it when a piece is drawn; the processes it had drawing."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DELIBERATION_DATA": str(settings.data_dir),
        "DELIBERATION_KEYS": str(settings.key_dir),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "FLASK_APP": "wsgi:app",
    }
    folder = settings.data_dir / "paper-parts"
    before = set(folder.glob("*"))
    command = [sys.executable, "-c", "from deliberation.cli.commands import main; main()", "worker"]
    with log.open("wb") as written:
        worker = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=written, stderr=written)
    try:
        for _ in range(1200):
            assert worker.poll() is None, log.read_text()
            if set(folder.glob("[0-9a-f]*")) - before:
                break
            time.sleep(0.05)
        drawing = children(worker.pid)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    for _ in range(100):
        if not any(map(still_there, drawing)):
            break
        time.sleep(0.1)
    return drawing


def children(pid: int) -> list[int]:
    """The processes below this one."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(word) for file in files for word in file.read_text().split()]
    return own + [each for child in own for each in children(child)]


def still_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
