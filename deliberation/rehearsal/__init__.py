"""A recorded election played through the services, from file to papers, in a throw-away database.

The file's projects become needs with costs, its voters residents on a roll, its votes ballots in a round; a
meeting adopts the ranking; what the money pays for becomes the project list. One unit of the file is one
yuan, one ballot of the file one resident.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from deliberation import create_app, papers
from deliberation.config import read_settings
from deliberation.database import db
from deliberation.meetings import papers as meeting_papers
from deliberation.meetings.models import Meeting
from deliberation.projects import papers as project_papers
from deliberation.projects.models import ProjectList
from deliberation.rehearsal.result import result, told
from deliberation.rehearsal.story import close, collect, convert, meet, neighbourhood, vote
from deliberation.rounds.outcomes import board_of
from deliberation.tally.elections import Election
from deliberation.tally.pabulib import read
from deliberation.tally.refused_files import FileRefused
from deliberation.tally.rule import Paper

PAPERS = {"project-list.pdf", "project-list.xlsx", "minutes.pdf", "board.json", "recount.py", "result.json"}
Say = Callable[[str], None]


class OutRefused(Exception):
    """The folder for the papers cannot be used; says why."""


class Stages:
    """Times each stage and tells of it."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, sentence: str) -> Iterator[None]:
        began = time.perf_counter()
        self.say(f"· {sentence} …")
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.say(f"  {self.seconds[name]:.2f} s")


def rehearse(path: Path, out: Path, say: Say = lambda _sentence: None) -> dict[str, Any]:
    """Play one file and leave its papers in `out`; returns what `result.json` holds.

    Raises FileRefused (`FILE:LINE: reason`) for a malformed file; whatever fails, `out` is not begun.
    """
    _refuse_out(out)
    stages = Stages(say)
    with stages.stage("read", f"读取 {path.name}"):
        election = read(path, papers=(Paper.APPROVAL,))
    if not election.ballots:
        raise FileRefused(path, _lines(path), "no_votes")
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        home = Path(folder)
        settings = read_settings(
            {}, data_dir=home, key_dir=home / "keys", database_url=f"sqlite:///{home / 'rehearsal.sqlite'}"
        )
        with create_app(settings).app_context():
            made = home / "out"
            made.mkdir()
            try:
                found = _play(election, made, stages)
            finally:
                db.session.remove()
                db.engine.dispose()
        _put_in_place(made, out)
    return found


def _refuse_out(out: Path) -> None:
    """Papers go into a new folder, or one that holds nothing but an earlier rehearsal's papers."""
    if out.exists() and not out.is_dir():
        raise OutRefused("已经有同名的文件")
    if out.is_dir() and not {path.name for path in out.iterdir()} <= PAPERS:
        raise OutRefused("目录里有别的文件，请换一个新目录")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _line in file)


def _play(election: Election, made: Path, stages: Stages) -> dict[str, Any]:
    with stages.stage("database", "建立临时数据库"):
        upgrade()
    with stages.stage("people", f"登记 {len(election.ballots)} 位居民"):
        cast = neighbourhood(election)
    with stages.stage("needs", f"提出 {len(election.projects)} 条需求"):
        collect(election, cast)
    with stages.stage("vote", f"投出 {len(election.ballots)} 张选票"):
        round_id = vote(election, cast)
    with stages.stage("close", "截止、计票、生成公布榜"):
        outcome = close(cast, round_id)
    with stages.stage("meeting", "开会通过投票结果"):
        meeting = meet(cast, outcome)
    with stages.stage("projects", "需求清单转为项目清单"):
        listed, seen = convert(election, cast, outcome)
    with stages.stage("papers", "打印项目清单和会议纪要"):
        _print(made, meeting, listed)
    shutil.copy(Path(__file__).parent.parent / "rounds" / "recount.py", made / "recount.py")
    (made / "board.json").write_text(board_of(round_id) or "", encoding="utf-8")
    found = result(election, outcome, seen, stages.seconds)
    (made / "result.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return found


def _print(made: Path, meeting: Meeting, listed: ProjectList) -> None:
    facts = project_papers.printed_facts(listed)
    minutes = meeting.minutes
    assert minutes is not None
    db.session.rollback()
    (made / "project-list.pdf").write_bytes(papers.render("project-list", facts))
    (made / "project-list.xlsx").write_bytes(papers.workbook("project-list", facts))
    (made / "minutes.pdf").write_bytes(meeting_papers.minutes_pdf(minutes, "演练社区", masked=False))


def _put_in_place(made: Path, out: Path) -> None:
    """The finished files, all of them or none, moved to where they were asked for."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    shutil.copytree(made, beside, dirs_exist_ok=True)
    if out.is_dir():
        shutil.rmtree(out)
    beside.chmod(0o755)
    beside.rename(out)


__all__ = ["OutRefused", "rehearse", "told"]
