"""What all pages of minutes ask first: whether this visitor may read them, and what they may do with them."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import addenda, circulating, handing_out, paper_signing, papers, policy, revising
from deliberation.meetings.fact_words import ChangeWords, change_words
from deliberation.meetings.views.shared import meeting_here, was_present
from deliberation.places.queries import region_of
from deliberation.rounds.queries import leave
from deliberation.rounds.scans import MOST_MEGABYTES, Scan, developed_scan
from deliberation.web.access import current_actor, found
from deliberation.web.bodies import takes_files

MOST = MOST_MEGABYTES * 1024 * 1024
PUBLIC = "public"
takes_a_scan = takes_files(MOST, MOST, 2 * MOST)


def readable(code: str, meeting_id: UUID) -> tuple[Any, Any]:
    """The meeting and its minutes, if this visitor may read them; else there are none."""
    meeting, actor = meeting_here(code, meeting_id), current_actor()
    allowed = policy.may_see_minutes(actor, code, meeting.phase, meeting.is_party(actor.account_id))
    return meeting, found(meeting.minutes if allowed else None)


def worked_on(code: str, meeting_id: UUID) -> tuple[Any, Any]:
    """The meeting and its minutes for those who may see how the text comes about; else there are none."""
    meeting, written = readable(code, meeting_id)
    actor = current_actor()
    allowed = policy.may_see_revisions(actor, code, meeting.is_party(actor.account_id))
    return meeting, found(written if allowed else None)


def masked(meeting: Any, code: str) -> bool:
    actor = current_actor()
    return not policy.may_see_names(actor, code, meeting.is_party(actor.account_id))


def edition(meeting: Any, written: Any, code: str, paper: str) -> bool:
    """Whether a paper is made with names hidden: for outsiders, and for whoever asks for the public edition.
    Taking a signed one with all names is written down."""
    if masked(meeting, code) or request.args.get("edition") == PUBLIC:
        return True
    if written.sealed_at:
        with unit_of_work():
            handing_out.named(current_actor(), written, paper)
    return False


def place_name(code: str) -> str:
    region = region_of(code)
    return region.name if region else ""


def leads(meeting: Any) -> bool:
    """Whether this visitor chairs or records."""
    account_id = current_actor().account_id
    return account_id is not None and account_id in (meeting.chair_id, meeting.recorder_id)


def records(meeting: Any) -> bool:
    """Whether this visitor is the recorder."""
    account_id = current_actor().account_id
    return account_id is not None and account_id == meeting.recorder_id


def rights(meeting: Any, code: str) -> dict[str, bool]:
    """What this visitor may do with these minutes."""
    actor, phase = current_actor(), meeting.phase
    came, leading = was_present(meeting), leads(meeting)
    return {
        "may_run": policy.may_run(actor, code),
        "may_edit": policy.may_edit_minutes(actor, code, phase, records(meeting)),
        "may_see_revisions": policy.may_see_revisions(actor, code, meeting.is_party(actor.account_id)),
        "may_circulate": policy.may_circulate(actor, code, phase, records(meeting)),
        "may_comment": policy.may_comment(actor, phase, came, leading),
        "may_comment_for": policy.may_comment_for(actor, code, phase),
        "may_read_comments": policy.may_read_comments(actor, code, came, leading),
        "may_record": policy.may_record_signatures(actor, code, phase),
        "may_add": policy.may_add_addendum(actor, code, phase, leading),
    }


def page_of(meeting: Any, written: Any, code: str) -> dict[str, Any]:
    """Everything the page of minutes shows to this visitor."""
    actor = current_actor()
    allowed = rights(meeting, code)
    signed = {row.account_id for row in written.standing()}
    chair_id, recorder_id = meeting.chair_id, meeting.recorder_id
    roles = policy.roles_to_sign(actor, meeting.phase, chair_id, recorder_id, was_present(meeting))
    facts = papers.minutes_facts(written, place_name(code), masked(meeting, code))
    return {
        **allowed,
        "meeting": meeting,
        "minutes": written,
        "facts": facts,
        "may_choose": bool(written.sealed_at) and not masked(meeting, code),
        "may_sign": bool(roles) and actor.account_id not in signed,
        "sees_scans": policy.may_see_scan(actor, code, ()),
        "sheets": [sheet for sheet in paper_signing.sheets(written) if _sees(sheet, code)],
        "my_role": policy.leader_role(actor, chair_id, recorder_id),
        "added": _addenda(written, facts, allowed["may_see_revisions"]),
        "open_comments": circulating.open_comments(written.id) if allowed["may_read_comments"] else 0,
        "going_round": circulating.open_for_comments(written),
        "fallen": [row for row in written.signatures if row.fell_at] if not written.sealed_at else [],
        "record_changes": _record_changes(written, allowed["may_see_revisions"]),
    }


def _sees(sheet: list[Any], code: str) -> bool:
    """Whether this visitor may see a signed sheet: its staff and its signers do."""
    return policy.may_see_scan(current_actor(), code, {row.account_id for row in sheet if row.account_id})


def _record_changes(written: Any, sees: bool) -> list[ChangeWords]:
    """What the records say otherwise since the draft before, for those who work on it."""
    if written.sealed_at or not sees:
        return []
    return [change_words(change) for change in revising.redrafted(written)]


def _addenda(written: Any, facts: Any, sees_pending: bool) -> list[tuple[Any, Any, bool]]:
    """Each addendum as (its words, its row, whether it is in force); one not yet signed is nobody's business
    outside."""
    words = {line["short_hash"]: line for line in facts["addenda"]}
    rows = addenda.shown_addenda(written, not sees_pending)
    said = [(words.get(row.text_hash[: papers.SHORT]), row, addenda.in_force(row)) for row in rows]
    return [line for line in said if line[0]]


def sent_scan(form: Any) -> Scan:
    """The scan somebody sent, made safe; no lock is held while it is looked at."""
    sent = form.scan.data
    if sent is None or not getattr(sent, "filename", ""):
        raise Refusal("meetings.scan_missing")
    leave()
    cut = bool(getattr(sent.stream, "cut", False))
    return developed_scan(sent.stream if cut else BytesIO(sent.read()), sent.filename, cut)
