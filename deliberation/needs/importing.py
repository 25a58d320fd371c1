"""Taking a table of needs over: line by line through the same door as everything a worker writes down.

A long table is taken over in portions, each whole or not at all, and goes on where it stopped; a line taken
over before adds nothing. What was left out because it was wrong is kept for a while, to be mended.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress
from deliberation.journal.service import record
from deliberation.needs import policy
from deliberation.needs.import_check import Checked, Tell, checked, keys_there, report_of, row_count
from deliberation.needs.import_problems import problems_workbook
from deliberation.needs.merging import merge
from deliberation.needs.models import Need
from deliberation.needs.queries import need_by_key, need_of
from deliberation.needs.rules import Draft
from deliberation.needs.sheet_rows import NeedLine
from deliberation.needs.submitting import submit_on_behalf
from deliberation.people import uploads
from deliberation.people.models import Upload
from deliberation.people.queries import actor_of

KIND = "needs"
CHECK, TAKE = "needs.check_table", "needs.import_table"
AT_ONCE = 200
PORTION = 200
KEPT = timedelta(days=7)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEW, SKIP, JOIN = "new", "skip", "join"


def table_of(upload_id: UUID, account_id: UUID | None, community_code: str) -> Upload | None:
    """A table this worker brought for this community."""
    return uploads.upload_of(upload_id, account_id, KIND, community_code)


def keep_report(upload: Upload, report: dict[str, Any]) -> None:
    """Remember what the dry run found."""
    uploads.keep_report(upload, row_count(report), report)


def choose(upload: Upload, every: str, lines: Mapping[str, str]) -> None:
    """What becomes of lines that may say what was said already: for all at once, or line by line."""
    report = dict(upload.report or {})
    kept = {} if every else dict(report.get("choices", {}))
    report["choices"] = kept | ({"all": every} if every else {}) | dict(lines)
    uploads.keep_report(upload, upload.rows, report)


def choice_of(report: Mapping[str, Any], twin: Mapping[str, Any]) -> str:
    """What was chosen for a line: `new`, `skip`, `line` or the id of a need to join."""
    chosen = report["choices"].get(str(twin["line"])) or report["choices"].get("all", NEW)
    if chosen != JOIN:
        return str(chosen)
    return str(twin["near"][0]["id"]) if twin["near"] else "line"


def begin(upload: Upload, skip_wrong: bool) -> None:
    """From now on the table is being taken over; one with wrong lines only where they are to be left out."""
    report = dict(upload.report or {})
    if upload.applied_at is not None:
        raise Refusal("people.upload_applied")
    if not report or report["refused"]:
        raise Refusal("people.upload_gone")
    if report["wrong_lines"] and not skip_wrong:
        raise Refusal("people.upload_wrong", count=report["wrong_count"])
    if report["done"] is None:
        report["done"] = {
            "line": 0,
            "added": 0,
            "joined": 0,
            "again": 0,
            "left": 0,
            "apart": [],
            "failed": [],
        }
        uploads.keep_report(upload, upload.rows, report)


def take_over(actor: Actor, upload: Upload, tell: Tell) -> None:
    """Take a table over; begun again, it goes on where it stopped."""
    upload_id, code = upload.id, str(upload.community_code)
    with reading():
        content, source = uploads.content_of(upload)
        found = checked(code, content)
        db.session.rollback()
    rows = found.read.rows
    for begins in range(0, len(rows), PORTION):
        some = rows[begins : begins + PORTION]
        with unit_of_work():
            _take_portion(actor, code, upload_id, found, some)
        tell(min(begins + PORTION, len(rows)), len(rows))
    with unit_of_work():
        _finish(actor, _locked(upload_id), found, source)


def _locked(upload_id: UUID) -> Upload:
    return db.session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)


def _take_portion(actor: Actor, code: str, upload_id: UUID, found: Checked, rows: Sequence[NeedLine]) -> None:
    """Some lines, whole or not at all; the report says how far the table is."""
    upload = _locked(upload_id)
    if upload.applied_at is not None:
        return
    report = deepcopy(upload.report or {})
    there = keys_there(code, [found.keys[row.line] for row in rows])
    taker = _Taker(actor, code, found, report)
    for row in rows:
        if row.line > report["done"]["line"]:
            taker.take(row, found.keys[row.line] in there)
    report["done"]["line"] = max(report["done"]["line"], rows[-1].line)
    uploads.keep_report(upload, upload.rows, report)


class _Taker:
    """Takes lines over one by one and counts in the report what became of them."""

    def __init__(self, actor: Actor, code: str, found: Checked, report: dict[str, Any]) -> None:
        self.actor, self.code, self.found = actor, code, found
        self.report, self.done = report, report["done"]
        self.twins = {twin["line"]: twin for twin in report["twins"]}

    def take(self, row: NeedLine, there: bool) -> None:
        """One line: new, joined with what it repeats, or left; what cannot be taken over stops no other."""
        twin = self.twins.get(row.line)
        choice = choice_of(self.report, twin) if twin else NEW
        if there or choice == SKIP:
            self.done["again" if there else "left"] += 1
            return
        try:
            with db.session.begin_nested():
                need = self._written_down(row)
        except Refusal as refusal:
            facts = {"line": row.line, "code": refusal.code, "facts": refusal.facts}
            self.done["failed"].append(facts)
            return
        into = self._chosen(twin, choice) if twin and choice != NEW else None
        self.done["joined" if self._joined(need, into, row.line) else "added"] += 1

    def _written_down(self, row: NeedLine) -> Need:
        draft = Draft(row.title, row.body, row.category, row.place, row.estate_id, row.households)
        return submit_on_behalf(
            self.actor, self.code, draft, row.channel, row.name, self.found.residents.get(row.line),
            self.found.keys[row.line], row.said_on, row.reference, row.unnamed,
        )  # fmt: skip

    def _joined(self, need: Need, into: Need | None, line: int) -> bool:
        """Whether the new need went into the other one; where that cannot be any more, it stands apart."""
        if into is None:
            return False
        try:
            with db.session.begin_nested():
                merge(self.actor, need, into)
        except Refusal:
            self.done["apart"].append(line)
            return False
        return True

    def _chosen(self, twin: Mapping[str, Any], choice: str) -> Need | None:
        """The need a line is to join: one that was there, or what an earlier line has become."""
        if choice != "line":
            return need_of(UUID(choice), self.code)
        earlier = self.found.keys.get(twin["here"])
        return need_by_key(self.code, earlier) if earlier else None


def _finish(actor: Actor, upload: Upload, found: Checked, source: str) -> None:
    """The journal says what came of it; the file is forgotten, what was left out is kept for a while."""
    if upload.applied_at is not None:
        return
    report = dict(upload.report or {})
    done, wrong = report["done"], found.wrong_lines
    code = str(upload.community_code)
    if wrong:
        report["skipped_file"] = str(_keep_problems(actor, code, found).id)
    after = {name: done[name] for name in ("added", "joined", "again", "left")}
    after |= {"failed": len(done["failed"]), "wrong": len(wrong), "source": source}
    record(actor, "needs.import", "upload", upload.id, code, after=after)
    report |= {"twins": [], "choices": {}, "wrong_lines": len(wrong)}
    uploads.keep_report(upload, upload.rows, report)
    uploads.finish(upload)


def _keep_problems(actor: Actor, code: str, found: Checked) -> StoredFile:
    content = problems_workbook(found)
    name = f"needs-{code}-left-out.xlsx"
    return files.keep(content, name, XLSX, code, actor.account_id, expires_at=now() + KEPT)


def check_table(job: Job, progress: Progress) -> dict[str, Any]:
    """The dry run of a long table; the report stands on its page."""
    with reading():
        _worker(job)
        upload = _table(job)
        content, _source = uploads.content_of(upload)
        code = str(upload.community_code)
        db.session.rollback()
    report = report_of(code, content, progress)
    with unit_of_work():
        keep_report(_table(job), report)
    return {"sentence": "job_done.needs.check_table"}


def import_table(job: Job, progress: Progress) -> dict[str, Any]:
    """Take a long table over; run twice, it finds what is done already."""
    with reading():
        worker, upload = _worker(job), _table(job)
        taken = upload.applied_at is not None
        db.session.rollback()
    if not taken:
        take_over(worker, upload, progress)
    return {"sentence": "job_done.needs.import_table"}


def _worker(job: Job) -> Actor:
    actor = actor_of(job.created_by) if job.created_by else None
    if actor is None or not policy.may_import(actor, job.community_code or ""):
        raise Refusal("needs.no_longer_yours")
    return actor


def _table(job: Job) -> Upload:
    upload = table_of(UUID(job.facts["upload_id"]), job.created_by, job.community_code or "")
    if upload is None:
        raise Refusal("people.upload_gone")
    return upload


def shown_twins(report: Mapping[str, Any], page: int, per_page: int) -> list[dict[str, Any]]:
    """One page of the lines that may say what was said already, each with what was chosen for it."""
    some = islice(report["twins"], (page - 1) * per_page, page * per_page)
    return [{**twin, "chosen": choice_of(report, twin)} for twin in some]
