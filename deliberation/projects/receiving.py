"""Lists that come back as files: read out of their PDF, checked, compared with what is here, kept.

The check code in the file says whether its parts belong together; that nobody changed all of them says only
the paper that was signed, or the version that is kept here.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from deliberation.actors import Actor, Role
from deliberation.clock import now
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.papers.enclosures import MOST_PDF_BYTES, NotReadable, taken_out
from deliberation.papers.facts import ProjectListFacts
from deliberation.papers.printed_words import first_page
from deliberation.papers.shapes import misfit
from deliberation.papers.texts import as_written
from deliberation.places.queries import within
from deliberation.projects.enclosing import JSON_NAME, SCHEMA, XLSX_NAME
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import ListVersion, ProjectList, ReceivedList

MOST_ROWS = 5_000
MOST_VERSIONS = 10_000
CODE = re.compile(r"[0-9]{12}|")
MOST_MB = MOST_PDF_BYTES // 1024 // 1024


class Known(StrEnum):
    """What is known here of a list in a file: the very same version, another text of it, or nothing."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reading:
    """A list read out of a file, and its hash."""

    facts: ProjectListFacts
    sha256: str


def read_list(content: bytes) -> Reading:
    """The list in a PDF; refused with a reason when there is none, or its parts do not belong together."""
    try:
        files = taken_out(content, (JSON_NAME, XLSX_NAME))
        if JSON_NAME not in files:
            raise Refusal("projects.pdf_without_list")
        printed = first_page(content)
    except NotReadable as refused:
        raise Refusal(f"projects.pdf_{refused.reason}", most=MOST_MB) from refused
    told = _json(files[JSON_NAME])
    facts, sha256 = cast(ProjectListFacts, told["facts"]), str(told["sha256"])
    if facts_hash(facts) != sha256 or facts["short_hash"] != sha256[:8]:
        raise Refusal("projects.pdf_altered")
    if told["files"] != {XLSX_NAME: hashlib.sha256(files.get(XLSX_NAME, b"")).hexdigest()}:
        raise Refusal("projects.pdf_altered")
    if not _belongs_to(facts, printed):
        raise Refusal("projects.pdf_other_paper")
    return Reading(facts, sha256)


def _belongs_to(facts: ProjectListFacts, printed: str) -> bool:
    """Whether the page is printed with the number, version and check code of the list inside."""
    number = "".join(facts["list_number"].split())
    code = as_written("第%(version)s版校验码：%(hash)s", version=facts["version"], hash=facts["short_hash"])
    return bool(number) and f"{number}{code}" in printed


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal("projects.pdf_altered") from None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise Refusal("projects.pdf_without_list")
    facts = told.get("facts")
    told.setdefault("files", None)
    if misfit(facts, ProjectListFacts) is not None or not isinstance(told.get("sha256"), str):
        raise Refusal("projects.pdf_altered")
    assert isinstance(facts, dict)  # misfit() found it to be one
    if not 0 < facts["version"] < MOST_VERSIONS or not CODE.fullmatch(facts.get("community_code", "")):
        raise Refusal("projects.pdf_altered")
    if len(facts["rows"]) > MOST_ROWS:
        raise Refusal("projects.pdf_too_long", most=MOST_ROWS)
    return told


def version_here(reading: Reading) -> tuple[ProjectList, ListVersion] | None:
    """The submitted version of this platform the file is a copy of, by community, number and version."""
    facts = reading.facts
    query = (
        select(ProjectList, ListVersion)
        .join(ListVersion, ListVersion.list_id == ProjectList.id)
        .where(
            ProjectList.community_code == facts.get("community_code", ""),
            ProjectList.number == facts["list_number"],
            ListVersion.version == facts["version"],
        )
    )
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row else None


def known(reading: Reading) -> Known:
    """Whether the list in the file equals what is kept here."""
    here = version_here(reading)
    if here is None:
        return Known.UNKNOWN
    same = here[1].sha256 == reading.sha256 and here[1].facts == reading.facts
    return Known.SAME if same else Known.DIFFERENT


def receive(actor: Actor, reading: Reading) -> ReceivedList:
    """Keep a list that came as a file; the same list twice is kept once."""
    facts = reading.facts
    code = facts.get("community_code", "")
    found = by_hash(reading.sha256)
    if found is not None:
        return found
    kept = ReceivedList(
        community_code=code,
        community=facts["community"][:60],
        number=facts["list_number"][:40],
        version=facts["version"],
        title=facts["annex_title"][:120],
        facts=dict(facts),
        sha256=reading.sha256,
        received_at=now(),
        received_by=actor.account_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(kept)
    except IntegrityError:  # somebody handed the same file in at the same moment
        return db.session.scalars(select(ReceivedList).where(ReceivedList.sha256 == reading.sha256)).one()
    after = {"number": kept.number, "version": kept.version, "sha256": kept.sha256}
    record(actor, "projects.receive_list", "received_list", kept.id, None, after=after)
    return kept


def refuse_outside(actor: Actor, reading: Reading) -> None:
    """An officer takes over lists of their own communities only."""
    code = reading.facts.get("community_code", "")
    if not code or not any(code.startswith(scope) for scope in actor.scopes(Role.OFFICER)):
        raise Refusal("projects.list_of_elsewhere", community=reading.facts["community"])


def by_hash(sha256: str) -> ReceivedList | None:
    """The list with this hash, where it was received already."""
    return db.session.scalars(select(ReceivedList).where(ReceivedList.sha256 == sha256)).first()


def received(scopes: Sequence[str], page: int) -> Page[ReceivedList]:
    """The lists received for the communities under these scopes, the latest first."""
    query = select(ReceivedList).where(within(ReceivedList.community_code, scopes))
    return paginate(query.order_by(ReceivedList.received_at.desc(), ReceivedList.id), page)


def received_list(received_id: UUID, scopes: Sequence[str]) -> ReceivedList | None:
    """One received list of these scopes."""
    query = select(ReceivedList).where(
        ReceivedList.id == received_id, within(ReceivedList.community_code, scopes)
    )
    return db.session.scalars(query).first()
