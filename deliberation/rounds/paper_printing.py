"""Printing for a whole register as long work: slips with codes, paper ballots, lists for handing out.

The files hold codes, and a code opens a ballot. So a file belongs to the worker who asked and to nobody else,
it is gone after a day and at the latest when the voting ends, annulment removes it at once, and that it was
asked for is journalled with its numbers (never a code). A code is recomputed from the round's secret, so the
same entry gets the same code however often it is printed, and none once the secret is destroyed.

What a file can still do: as long as the round is open, whoever keeps it could open the ballot of a door, or
tell whose a paper ballot is by its code. That is said on the page where it is asked for: print, cut, delete,
and let others than the printer type the papers in. After the end a kept file leads nowhere: the ballots lie
under random names, the typings are destroyed, and no receipt is printed. Only the papers themselves still
bear their codes: they are sealed with the signed result.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select

from deliberation import papers
from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.journal.service import record
from deliberation.papers.grounds import join
from deliberation.people.queries import actor_of
from deliberation.rounds import keys, policy
from deliberation.rounds.models import Round
from deliberation.rounds.paper_facts import CHINESE, ballot_facts, shared_facts
from deliberation.rounds.paper_lots import Lot, lots_of
from deliberation.rounds.policy import FROZEN
from deliberation.rounds.rules import slip_code
from deliberation.web.formats import moment

KIND = "rounds.print_papers"
KEPT = timedelta(days=1)
# Whole pages of slips (6) and of lists (23).
MOST_A_PART = 138
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


class What(StrEnum):
    """What is printed for every entry of the register."""

    SLIPS = "slips"
    BALLOTS = "ballots"
    DOORS = "doors"


TEMPLATES = {What.SLIPS: "ballot-slips", What.BALLOTS: "paper-ballots", What.DOORS: "hand-out-list"}


def ask_for_papers(
    actor: Actor, row: Round, what: What, building_id: UUID | None, public_url: str, back_url: str
) -> Job:
    """Have papers printed in the background, for all buildings or for one; that is journalled."""
    _refuse_unless_of_use(row, what)
    lots = lots_of(row, building_id)
    number = sum(len(lot.entries) for lot in lots)
    if not number:
        raise Refusal("rounds.nothing_to_print")
    facts = {
        "round_id": str(row.id),
        "what": what.value,
        "building_id": str(building_id or ""),
        "public_url": public_url,
    }
    after = {"what": what.value, "papers": number, "buildings": len(lots)}
    record(actor, "rounds.print_papers", "round", row.id, row.community_code, after=after)
    return ask(actor, KIND, facts, row.community_code, back_url)


def print_papers(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the file; it may be made again, and holds the same codes. No transaction is open meanwhile."""
    what = What(job.facts["what"])
    building_id = UUID(job.facts["building_id"]) if job.facts["building_id"] else None
    with reading():
        row = _round_of(job, what)
        lots = lots_of(row, building_id)
        facts = _facts(row, what, job.facts["public_url"])
        copies = [_copies(row, lot, what, job.facts["public_url"]) for lot in lots]
        db.session.rollback()
    total = sum(map(len, copies))
    if not total:
        raise Refusal("rounds.nothing_to_print")
    progress(0, total)
    made = list(_rendered(TEMPLATES[what], facts, copies, progress))
    if building_id is not None:
        return _kept(job, what, made[0], "pdf")
    return _kept(job, what, _zipped(lots, made, str(facts["title"])), "zip")


def forget_files(row: Round) -> None:
    """Remove what was printed for a round that ends."""
    query = select(Job).where(Job.kind == KIND, Job.community_code == row.community_code)
    mine = [job for job in db.session.scalars(query) if job.facts["round_id"] == str(row.id)]
    ids = [UUID(job.outcome["file_id"]) for job in mine if job.outcome and "file_id" in job.outcome]
    for stored in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))):
        files.forget(stored)


def _kept(job: Job, what: What, content: bytes, ending: str) -> dict[str, Any]:
    """Keep the file, unless the round has ended meanwhile; a full disk is said, and nothing is left of it."""
    name = f"{TEMPLATES[what]}-{job.community_code}-{today():%Y%m%d}.{ending}"
    media = "application/pdf" if ending == "pdf" else "application/zip"
    try:
        with unit_of_work():
            row = _round_of(job, what, lock=True)
            until = min(now() + KEPT, row.closes_at)
            stored = files.keep(content, name, media, job.community_code, job.created_by, expires_at=until)
            outcome = {"file_id": str(stored.id), "sentence": "job_done.rounds.print_papers"}
            return {**outcome, "until": moment(until)}
    except OSError as error:
        raise Refusal("rounds.no_room_to_print") from error


def _round_of(job: Job, what: What, lock: bool = False) -> Round:
    """The round, if papers are still of use in it and whoever asked may still have them."""
    round_id = UUID(job.facts["round_id"])
    row = db.session.get(Round, round_id, with_for_update={"read": True} if lock else None)
    if row is None:
        raise Refusal("rounds.gone")
    actor = actor_of(job.created_by) if job.created_by else None
    if actor is None or not policy.may_plan(actor, row.community_code):
        raise Refusal("rounds.no_longer_yours")
    _refuse_unless_of_use(row, what)
    return row


def _refuse_unless_of_use(row: Round, what: What) -> None:
    if row.state not in FROZEN:
        raise Refusal("rounds.printing_over")
    if what == What.BALLOTS and row.papers_until is None:
        raise Refusal("rounds.no_paper")
    if what != What.DOORS and keys.read(row.id) is None:
        raise Refusal("rounds.secret_lost")


def _facts(row: Round, what: What, public_url: str) -> dict[str, Any]:
    with force_locale(CHINESE):
        facts = ballot_facts if what == What.BALLOTS else shared_facts
        return facts(row, what.value, public_url)


def _copies(row: Round, lot: Lot, what: What, public_url: str) -> Sequence[dict[str, Any]]:
    """What differs from copy to copy; on the list for handing out stands no code."""
    doors = [
        {"number": number, "building": lot.title, "door": each.door, "name": each.name}
        for number, each in enumerate(lot.entries, 1)
    ]
    secret = keys.read(row.id)
    if what == What.DOORS or secret is None:
        return doors
    codes = [slip_code(secret, row.id, each.voter_id) for each in lot.entries]
    return [
        {**door, "code": code, "link": f"{public_url}/vote/{code}"}
        for door, code in zip(doors, codes, strict=True)
    ]


def _rendered(
    template: str, facts: dict[str, Any], copies: Sequence[Sequence[Any]], progress: Progress
) -> Iterator[bytes]:
    """The paper of each building; a large one is made in parts, so that the job is never silent for long."""
    done, total = 0, sum(map(len, copies))
    parts = [here[at : at + MOST_A_PART] for here in copies for at in range(0, len(here), MOST_A_PART)]
    made = papers.render_sheets(template, facts, parts)
    for here in copies:
        own = []
        for at in range(0, len(here), MOST_A_PART):
            own.append(next(made))
            done += len(here[at : at + MOST_A_PART])
            progress(done, total)
        yield own[0] if len(own) == 1 else join(own)


def _zipped(lots: Sequence[Lot], made: Sequence[bytes], title: str) -> bytes:
    """One PDF a building, in the order of the buildings."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as archive:
        for number, (lot, content) in enumerate(zip(lots, made, strict=True), 1):
            place = "".join(ch for ch in lot.title if ch.isalnum() or ch in "-_ ").strip()
            archive.writestr(zipfile.ZipInfo(f"{number:02d} {place} {title}.pdf", ZIP_DAY), content)
    return result.getvalue()
