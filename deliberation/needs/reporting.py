"""Reporting a text (举报): one open report a person and text; the reporter hears what became of it.

Who reported stands in the journal alone: neither the author nor the moderators' queue shows it.
"""

from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.history import tell_about
from deliberation.needs.models import Need, NeedComment, NeedReport, NeedSolution
from deliberation.needs.rules import REASON_LENGTH, Channel, ReportReason, TextKind, fits
from deliberation.wording import tidy, tidy_lines

Reported: TypeAlias = Need | NeedComment | NeedSolution


def kind_of(text: Reported) -> TextKind:
    """What sort of text it is."""
    kinds: dict[type[Any], TextKind] = {Need: TextKind.NEED, NeedComment: TextKind.COMMENT}
    return kinds.get(type(text), TextKind.SOLUTION)


def is_public(text: Reported) -> bool:
    """Whether everybody can read the text now."""
    hidden = text.withheld_at if isinstance(text, Need) else text.hidden_at
    return text.published_at is not None and hidden is None


def need_of_text(text: Reported) -> Need:
    """The need a text belongs to."""
    return text if isinstance(text, Need) else db.session.get_one(Need, text.need_id)


def about(text: Reported) -> list[ColumnElement[bool]]:
    """Reports of exactly this text, as conditions."""
    comment_id = text.id if isinstance(text, NeedComment) else None
    solution_id = text.id if isinstance(text, NeedSolution) else None
    return [
        NeedReport.need_id == need_of_text(text).id,
        NeedReport.comment_id == comment_id if comment_id else NeedReport.comment_id.is_(None),
        NeedReport.solution_id == solution_id if solution_id else NeedReport.solution_id.is_(None),
    ]


def report(actor: Actor, text: Reported, reason: ReportReason, words: str = "") -> NeedReport:
    """Say that a text should not stand; saying it again while it is open changes nothing."""
    return file_report(actor, text, reason, words, actor.account_id)[0]


def file_report(
    actor: Actor,
    text: Reported,
    reason: ReportReason,
    words: str,
    account_id: UUID | None,
    name: str = "",
    channel: Channel = Channel.ONLINE,
) -> tuple[NeedReport, bool]:
    """Keep a report of somebody with an account, or of somebody a worker writes it down for.

    Returns the report, and whether it is new.
    """
    said = tidy_lines(words)
    missing = "needs.report_missing" if reason == ReportReason.OTHER else ""
    fits(said, REASON_LENGTH, missing, "needs.report_long")
    need = need_of_text(text)
    if not is_public(text):
        raise Refusal("needs.nothing_to_report")
    # Two clicks at once wait for each other here, so that the second finds the report of the first.
    db.session.execute(select(Need.id).where(Need.id == need.id).with_for_update())
    there = _open_report(text, account_id, name, said)
    if there is not None:
        return there, False
    filed = NeedReport(
        community_code=need.community_code,
        need_id=need.id,
        comment_id=text.id if isinstance(text, NeedComment) else None,
        solution_id=text.id if isinstance(text, NeedSolution) else None,
        account_id=account_id,
        reporter_name=name,
        channel=channel,
        entered_by=None if channel == Channel.ONLINE else actor.account_id,
        reason=reason,
        text=said,
    )
    db.session.add(filed)
    db.session.flush()
    after = {"kind": kind_of(text), "text": str(text.id), "reason": reason, "channel": channel}
    record(actor, "needs.report", "need", need.id, need.community_code, after=after)
    return filed, True


def _open_report(text: Reported, account_id: UUID | None, name: str, said: str) -> NeedReport | None:
    """Of somebody without an account the name tells little: only the same words make it the same report."""
    query = select(NeedReport).where(*about(text), NeedReport.closed_at.is_(None))
    if account_id is not None:
        query = query.where(NeedReport.account_id == account_id)
    else:
        same = (NeedReport.reporter_name == name, NeedReport.text == said)
        query = query.where(NeedReport.account_id.is_(None), *same)
    return db.session.scalars(query).first()


def take_report_back(actor: Actor, filed: NeedReport) -> None:
    """A worker who wrote a report down by mistake takes it away again, while nobody has looked at it."""
    if filed.closed_at is not None:
        raise Refusal("needs.report_closed")
    after = {"report": str(filed.id), "reporter": Personal(filed.reporter_name)}
    db.session.delete(filed)
    db.session.flush()
    record(actor, "needs.unreport", "need", filed.need_id, filed.community_code, after=after)


def close_reports(actor: Actor, text: Reported, taken_down: bool, note: str = "") -> int:
    """Close the open reports of a text and tell whoever reported; returns how many there were."""
    words = fits(tidy(note), REASON_LENGTH, "", "needs.reason_long")
    query = select(NeedReport).where(*about(text), NeedReport.closed_at.is_(None))
    reports = db.session.scalars(query.order_by(NeedReport.created_at, NeedReport.id)).all()
    for each in reports:
        each.closed_at, each.closed_by = now(), actor.account_id
        each.taken_down, each.closing_note = taken_down, words
    db.session.flush()
    need = need_of_text(text)
    facts = {"kind": kind_of(text), "taken_down": taken_down, "note": words}
    if reports:
        after = {**facts, "text": str(text.id), "reports": len(reports)}
        record(actor, "needs.close_reports", "need", need.id, need.community_code, after=after)
    for each in reports:
        _tell_outcome(each, need, facts)
    return len(reports)


def _tell_outcome(filed: NeedReport, need: Need, facts: dict[str, Any]) -> None:
    """The reporter is told; of somebody without an account the worker is who wrote it down."""
    if filed.account_id:
        tell_about([filed.account_id], need, "notice.needs.report_closed", facts)
    elif filed.entered_by:
        named = {**facts, "name": filed.reporter_name}
        tell_about([filed.entered_by], need, "notice.needs.report_closed_for", named)
