"""The facts a meeting's minutes are shown and printed from: record, sections, signatures, addenda."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import local
from deliberation.meetings import enclosed
from deliberation.meetings.addenda import shown_addenda
from deliberation.meetings.models import Minutes, MinutesAddendum
from deliberation.meetings.paper_items import item_facts, looked_back, resolutions
from deliberation.meetings.paper_people import absences, attendance_groups, attendees, observers
from deliberation.meetings.rules import Base, Quorum, SignatureRole, Turnout, profile_from
from deliberation.meetings.sentences import (
    counted_in,
    profile_name,
    quorum_sentence,
    rule_sentence,
    session_words,
)
from deliberation.meetings.veiling import Veil, veil_of
from deliberation.papers.meeting_facts import Addendum, HandSignature, MinutesFacts
from deliberation.papers.wording import lines_of
from deliberation.web.phrases import label

CHINESE = "zh_Hans_CN"
SHORT = 16
LINES_FOR_THE_PEN = 3
SUMMARY, RECORD = "minutes", "meeting-record"


def minutes_pdf(minutes: Minutes, community_name: str, masked: bool, paper: str = SUMMARY) -> bytes:
    """The minutes (会议纪要) or the whole record (会议记录) as PDF bytes, the structured record inside.

    In Chinese, as every official paper; draft or signed; the same minutes give the same bytes."""
    with force_locale(CHINESE):
        facts = minutes_facts(minutes, community_name, masked)
    return papers.render(paper, facts, attached=[enclosed.attachment(minutes, masked)])


def minutes_facts(minutes: Minutes, community_name: str, masked: bool) -> MinutesFacts:
    """What the minutes say, in the words of this request; `masked` hides residents' names from outsiders."""
    data, sections = minutes.record, minutes.sections
    veil = veil_of(minutes, masked)
    kind = data.get("series_name") or profile_name(data["profile"])
    people = {row["id"]: row for row in data["attendance"] if row.get("id")}
    base = Base(data["profile"]["base"])
    items = [item_facts(item, sections, veil, base, people) for item in data["items"]]
    opening, closing = veil.over(sections["opening"]), veil.over(sections["closing"])
    return MinutesFacts(
        mark=_("%(place)s%(kind)s会议纪要", place=community_name, kind=kind),
        record_mark=_("%(place)s%(kind)s会议记录", place=community_name, kind=kind),
        community=community_name,
        title=veil.over(data["title"]),
        session=session_words(data["profile"], data["year"], data["session_no"], data.get("series_name", "")),
        held_from=data["held_from"],
        held_to=data["held_to"],
        place=data["place"],
        form=label("meeting_mode", data["mode"]),
        rule=rule_sentence(data["profile"]) if data["due"] else "",
        chair=veil.over(data["chair"]["name"]),
        recorder=veil.over(data["recorder"]["name"]),
        expected=data["due"],
        present=data["present"],
        counted_in=counted_in(base),
        attendees=attendees(data, veil),
        absent=absences(data, veil),
        observers=observers(data, veil),
        groups=attendance_groups(data, veil),
        quorum=_quorum(data),
        looked_back=looked_back(data, veil),
        opening=opening,
        items=items,
        resolutions=resolutions(data, veil),
        closing=closing,
        text="\n".join(filter(None, (opening, closing))),
        attachments=[veil.over(line) for line in lines_of(sections["attachments"])],
        signed=minutes.sealed_at is not None,
        veiled=masked,
        signatures=_signatures(minutes, data, veil),
        addenda=[_addendum(row, veil) for row in shown_addenda(minutes, masked)],
        short_hash=minutes.text_hash[:SHORT],
        dated_on=dated_on(minutes).isoformat(),
    )


def _quorum(data: Mapping[str, Any]) -> str:
    there = Turnout(data["due"], data["present"], data["due_area"], data["present_area"])
    kept = Quorum(
        data["quorum"]["met"],
        data["quorum"]["needed"],
        max(0, data["quorum"]["needed"] - there.present),
        data["quorum"]["needed_area"],
        max(0, data["quorum"]["needed_area"] - there.present_area),
    )
    return quorum_sentence(profile_from(data["profile"]), there, kept)


def _signatures(minutes: Minutes, data: Mapping[str, Any], veil: Veil) -> list[HandSignature]:
    """The chair's and the recorder's lines, signed or blank, then the representatives who signed; on an
    unsigned paper there are lines for more of them to sign by hand."""
    standing = {row.role: row for row in minutes.standing() if row.role != SignatureRole.REPRESENTATIVE}
    lines = [
        _line(role, data[role.value]["name"], standing.get(role), veil)
        for role in (SignatureRole.CHAIR, SignatureRole.RECORDER)
    ]
    others = [row for row in minutes.standing() if row.role == SignatureRole.REPRESENTATIVE]
    lines += [_line(row.role, row.name, row, veil) for row in others]
    if minutes.sealed_at is None:
        lines += [_line(SignatureRole.REPRESENTATIVE, "", None, veil)] * LINES_FOR_THE_PEN
    return lines


def _line(role: SignatureRole, name: str, signed: Any, veil: Veil) -> HandSignature:
    return HandSignature(
        role=label("signature_role", role),
        name=veil.over(signed.name if signed else name),
        signed_at=signed.signed_at.isoformat() if signed else None,
        short_hash=signed.text_hash[:SHORT] if signed else "",
        on_paper=bool(signed and signed.scan_id),
    )


def _addendum(row: MinutesAddendum, veil: Veil) -> Addendum:
    return Addendum(
        kind=label("paper_addendum", row.kind),
        text=veil.over(row.text),
        author=veil.over(row.author_name),
        written_at=row.written_at.isoformat(),
        short_hash=row.text_hash[:SHORT],
        signatures=[_line(each.role, each.name, each, veil) for each in row.signatures],
    )


def dated_on(minutes: Minutes) -> date:
    """The day that stands on the paper: when it was sealed, or last written."""
    return local(minutes.sealed_at or minutes.edited_at).date()
