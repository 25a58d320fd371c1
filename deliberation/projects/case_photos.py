"""The photo of a report's case: kept once for all versions that tell it, and put into the paper."""

import base64
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.needs.darkroom import Picture
from deliberation.papers.report_facts import CasePhoto, YearReportFacts
from deliberation.projects.models import ReportCase
from deliberation.wording import tidy

FILE_NAME = "report-case.jpg"
MOST_ALT = 120
CASES = ("community_cases", "enterprise_cases")


@dataclass(frozen=True)
class Shot:
    """A photo made safe, and what is on it."""

    picture: Picture
    alt: str


def put(case: ReportCase, shot: Shot) -> None:
    """The photo in place of the one the case had."""
    alt = tidy(shot.alt)[:MOST_ALT]
    if not alt:
        raise Refusal("projects.photo_unsaid")
    take_off(case)
    case.photo_id = files.keep(shot.picture.full, FILE_NAME, "image/jpeg").id
    case.photo_alt = alt


def say(case: ReportCase, alt: str) -> None:
    """Other words for the photo the case has."""
    if case.photo_id and tidy(alt):
        case.photo_alt = tidy(alt)[:MOST_ALT]


def take_off(case: ReportCase) -> None:
    """The case without its photo; the bytes go when no other version tells of them."""
    gone, case.photo_id, case.photo_alt = case.photo_id, None, ""
    db.session.flush()
    if gone is None or db.session.scalar(select(ReportCase.id).where(ReportCase.photo_id == gone).limit(1)):
        return
    if stored := db.session.get(StoredFile, gone):
        files.forget(stored)


def file_of(case: ReportCase) -> StoredFile | None:
    """The file of a case's photo."""
    return db.session.get(StoredFile, case.photo_id) if case.photo_id else None


def told(case: ReportCase) -> CasePhoto | None:
    """The photo as the report's facts name it: by its digest, without its bytes."""
    stored = file_of(case)
    if stored is None:
        return None
    return {"file_id": str(stored.id), "sha256": stored.sha256, "alt": case.photo_alt, "jpeg": ""}


def with_bytes(facts: Mapping[str, Any]) -> YearReportFacts:
    """The facts with the photos' bytes, to be printed; also of reports from before there were photos."""
    printed: Any = deepcopy(dict(facts))
    for case in (each for kind in CASES for each in printed[kind]):
        photo = case.setdefault("photo", None)
        if photo is not None:
            stored = db.session.get(StoredFile, UUID(photo["file_id"]))
            whole = files.content(stored) if stored else b""
            photo["jpeg"] = base64.b64encode(whole).decode()
            case["photo"] = photo if whole else None
    found: YearReportFacts = printed
    return found
