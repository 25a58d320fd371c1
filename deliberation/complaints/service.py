"""Writing, answering and closing complaints."""

import hmac
from datetime import datetime, timedelta

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.complaints.models import Complaint, ComplaintAnswer, ComplaintTry
from deliberation.complaints.queries import complaint_by_key, complaint_numbered
from deliberation.complaints.rules import (
    BETWEEN_SENDINGS,
    MOST_SENDINGS_AN_HOUR,
    MOST_WRONG_CODES,
    WRONG_CODES_WITHIN,
    Letter,
    checked,
    checked_answer,
    code_from,
    new_number,
)
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.notices.service import tell
from deliberation.people.rules import normal_code
from deliberation.people.service import sealer
from deliberation.places.models import Region
from deliberation.wording import tidy

HOUR = timedelta(hours=1)


def write(
    actor: Actor, letter: Letter, community_code: str | None = None, key: str | None = None
) -> Complaint:
    """Take a complaint in; the same form (key) sent again is the same complaint."""
    sent = complaint_by_key(key) if key else None
    if sent is not None and sent.account_id == actor.account_id:
        return sent
    letter = checked(letter)
    _refuse_unknown_community(community_code)
    _refuse_haste(actor)
    complaint = Complaint(
        community_code=community_code or None,
        number=_free_number(),
        subject=letter.subject,
        body=letter.body,
        about=letter.about,
        contact_sealed=sealer().seal(letter.contact) if letter.contact else None,
        account_id=actor.account_id,
        submission_key=key,
    )
    with refusing("submission_key", "complaints.sent_already"):
        db.session.add(complaint)
    record(
        actor,
        "complaints.write",
        "complaint",
        complaint.id,
        complaint.community_code,
        after={"number": complaint.number},
    )
    if actor.account_id:
        _tell(complaint, "notice.complaints.received", {"code": code_of(complaint)})
    return complaint


def _refuse_unknown_community(code: str | None) -> None:
    if code and (len(code) != 12 or db.session.get(Region, code) is None):
        raise Refusal("complaints.unknown_community")


def _free_number() -> str:
    number = new_number(today())
    while complaint_numbered(number) is not None:
        number = new_number(today())
    return number


def code_of(complaint: Complaint) -> str:
    """The secret code to look the complaint up with, made from its id by the installation's key."""
    return code_from(sealer().blind(f"complaint:{complaint.id}"))


def contact_of(complaint: Complaint) -> str:
    """How the writer wants to be reached, opened for whoever answers."""
    return sealer().open(complaint.contact_sealed) if complaint.contact_sealed else ""


def look_up(actor: Actor, number: str, code: str) -> Complaint | None:
    """The complaint with this number, if the code fits; too many wrong codes from one place are refused."""
    tries = _tries("code", actor)
    if _recent(tries, WRONG_CODES_WITHIN) >= MOST_WRONG_CODES:
        raise Refusal("complaints.too_many_tries", minutes=int(WRONG_CODES_WITHIN.total_seconds()) // 60)
    complaint = complaint_numbered(tidy(number).upper())
    expected = code_of(complaint) if complaint else ""
    if complaint is not None and hmac.compare_digest(expected, normal_code(code)):
        return complaint
    _count(tries, WRONG_CODES_WITHIN)
    return None


def answer(actor: Actor, complaint: Complaint, text: str) -> ComplaintAnswer:
    """Answer a complaint; the writer is told when there is an account to tell."""
    words = checked_answer(text)
    if complaint.closed_at is not None:
        raise Refusal("complaints.closed")
    given = ComplaintAnswer(complaint_id=complaint.id, at=now(), text=words, answered_by=actor.account_id)
    db.session.add(given)
    complaint.answered_at = given.at
    _record(actor, "complaints.answer", complaint)
    _tell(complaint, "notice.complaints.answered")
    return given


def close(actor: Actor, complaint: Complaint) -> None:
    """Close a complaint that was answered: nobody's letter ends in silence."""
    if complaint.answered_at is None:
        raise Refusal("complaints.not_answered")
    if complaint.closed_at is None:
        complaint.closed_at = now()
        _record(actor, "complaints.close", complaint)
        _tell(complaint, "notice.complaints.closed")


def _record(actor: Actor, act: str, complaint: Complaint) -> None:
    record(
        actor, act, "complaint", complaint.id, complaint.community_code, after={"number": complaint.number}
    )


def _tell(complaint: Complaint, kind: str, facts: dict[str, str] | None = None) -> None:
    if complaint.account_id is not None:
        said = {"number": complaint.number, "subject": complaint.subject, **(facts or {})}
        values = {"number": complaint.number}
        tell([complaint.account_id], kind, said, complaint.community_code, "complaints.track", values)


def _refuse_haste(actor: Actor) -> None:
    """Between two letters from one place some seconds pass, and an hour sees only so many."""
    if actor.is_machine:
        return
    tries = _tries("write", actor)
    if tries.count and now() - tries.last_at < BETWEEN_SENDINGS:
        raise Refusal("complaints.too_fast")
    if _recent(tries, HOUR) >= MOST_SENDINGS_AN_HOUR:
        raise Refusal("complaints.too_many")
    _count(tries, HOUR)


def _tries(what: str, actor: Actor) -> ComplaintTry:
    key = sealer().blind(f"complaints:{what}:{actor.origin}")
    found = db.session.get(ComplaintTry, key, with_for_update=True, populate_existing=True)
    if found is None:
        found = ComplaintTry(key=key, count=0, since=now(), last_at=now())
        db.session.add(found)
    return found


def _recent(tries: ComplaintTry, within: timedelta) -> int:
    return tries.count if _still(tries.since, within) else 0


def _count(tries: ComplaintTry, within: timedelta) -> None:
    if not _still(tries.since, within):
        tries.count, tries.since = 0, now()
    tries.count, tries.last_at = tries.count + 1, now()


def _still(since: datetime, within: timedelta) -> bool:
    return now() - since < within
