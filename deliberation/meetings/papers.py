"""The facts a meeting's minutes are shown and printed from: record, sections, signatures, addenda."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import local
from deliberation.meetings.addenda import shown_addenda
from deliberation.meetings.models import Minutes
from deliberation.meetings.rules import Presence, SignatureRole
from deliberation.meetings.sentences import (
    arithmetic_sentence,
    profile_name,
    quorum_sentence,
    session_words,
)
from deliberation.meetings.veiling import Veil, veil_of
from deliberation.meetings.writing import speeches_of
from deliberation.papers.facts import (
    Absence,
    Addendum,
    AgendaItem,
    MinutesFacts,
    Motion,
    Resolution,
    Signature,
)
from deliberation.web.phrases import label

CHINESE = "zh_Hans_CN"
SHORT = 16
Over = Callable[[str], str]


def minutes_pdf(minutes: Minutes, community_name: str, masked: bool) -> bytes:
    """The minutes as PDF bytes, in Chinese, as every official paper; draft or signed."""
    with force_locale(CHINESE):
        facts = minutes_facts(minutes, community_name, masked)
    return papers.render("minutes", facts)


def minutes_facts(minutes: Minutes, community_name: str, masked: bool) -> MinutesFacts:
    """What the minutes say, in the words of this request; `masked` hides residents' names from outsiders."""
    data, sections = minutes.record, minutes.sections
    seen = veil_of(minutes, masked)
    veil = seen.over
    kind = data.get("series_name") or profile_name(data["profile"])
    groups = _groups(data, seen)
    return MinutesFacts(
        mark=_("%(place)s%(kind)s会议纪要", place=community_name, kind=kind),
        community=community_name,
        title=veil(data["title"]),
        session=session_words(data["profile"], data["year"], data["session_no"], data.get("series_name", "")),
        held_from=data["held_from"],
        held_to=data["held_to"],
        place=data["place"],
        form=label("meeting_mode", data["mode"]),
        chair=veil(data["chair"]["name"]),
        recorder=veil(data["recorder"]["name"]),
        expected=data["due"],
        present=data["present"],
        attendees=groups["present"],
        absent=_absent(data, seen),
        observers=groups["observer"],
        quorum=_quorum(data),
        items=[_item(item, sections, veil) for item in data["items"]],
        resolutions=[
            _resolution(motion, veil)
            for item in data["items"]
            for motion in item["motions"]
            if motion["outcome"] == "passed"
        ],
        text=veil(_free_text(data, sections)),
        attachments=[veil(line) for line in sections["attachments"].splitlines() if line.strip()],
        signed=minutes.sealed_at is not None,
        signatures=_signatures(minutes, data, veil),
        addenda=[
            Addendum(
                text=veil(row.text),
                author=veil(row.author_name),
                written_at=row.written_at.isoformat(),
                short_hash=row.text_hash[:SHORT],
            )
            for row in shown_addenda(minutes, masked)
        ],
        short_hash=minutes.text_hash[:SHORT],
        dated_on=_dated(minutes),
    )


def _groups(data: Mapping[str, Any], seen: Veil) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {"present": [], "observer": []}
    for row in data["attendance"]:
        if row["status"] == Presence.LEFT:
            groups["present"].append(_("%(name)s（中途离会）", name=seen.name(row)))
        elif row["status"] in groups:
            groups[row["status"]].append(seen.name(row))
    if data["others_present"]:
        groups["present"].append(_("另有 %(count)s 人", count=data["others_present"]))
    return groups


def _absent(data: Mapping[str, Any], seen: Veil) -> list[Absence]:
    """Who was excused or missing; the reasons are nobody's business outside."""
    rows = [row for row in data["attendance"] if row["status"] in ("excused", "absent")]
    return [
        Absence(
            name=seen.name(row),
            reason=(not seen.masked and row["reason"]) or label("presence", row["status"]),
        )
        for row in rows
    ]


def _quorum(data: Mapping[str, Any]) -> str:
    needed, by_area = data["quorum"]["needed"], data["profile"]["by_area"]
    missing = max(0, needed - data["present"])
    missing_area = max(0, data["quorum"]["needed_area"] - data["present_area"])
    return quorum_sentence(data["due"], data["present"], needed, missing, missing_area, by_area)


def _item(item: Mapping[str, Any], sections: Mapping[str, str], veil: Over) -> AgendaItem:
    def section(part: str) -> str:
        return veil(sections[f"item_{item['id']}_{part}"])

    return AgendaItem(
        title=veil(item["title"]),
        proposer=veil(item["proposer"]),
        explanation="\n".join(filter(None, (section("explanation"), _root(item)))),
        speeches=[{"speaker": who, "point": said} for who, said in speeches_of(section("speeches"))],
        motions=[_motion(motion, veil) for motion in item["motions"]],
        dissent=[line for line in section("dissent").splitlines() if line.strip()],
    )


def _root(item: Mapping[str, Any]) -> str:
    """The root of the vote a matter is about; minutes drafted before it was kept have none."""
    root = item.get("root")
    if not root:
        return ""
    grouped = " ".join(root[place : place + 4] for place in range(0, len(root), 4))
    return _("所议投票的选票根值（任何人可以据此重新计票核对）：%(root)s", root=grouped)


def _motion(motion: Mapping[str, Any], veil: Over) -> Motion:
    return Motion(
        text=veil(motion["text"]),
        way=label("vote_way", motion["way"]),
        votes_for=motion["votes_for"] or 0,
        against=motion["against"] or 0,
        abstain=motion["abstain"] or 0,
        result=label("motion_outcome", motion["outcome"]),
        arithmetic=arithmetic_sentence(motion["arithmetic"]),
    )


def _resolution(motion: Mapping[str, Any], veil: Over) -> Resolution:
    return Resolution(
        text=veil(motion["text"]).rstrip("。."),
        unit=veil(motion["unit"]) or _("待定"),
        due_on=motion["deadline_on"],
    )


def _free_text(data: Mapping[str, Any], sections: Mapping[str, str]) -> str:
    """What was written besides: how it began, what each matter came to, and how it closed."""
    conclusions = [
        _("关于“%(title)s”：%(text)s", title=item["title"], text=sections[f"item_{item['id']}_conclusion"])
        for item in data["items"]
        if sections[f"item_{item['id']}_conclusion"]
    ]
    return "\n".join(part for part in (sections["opening"], *conclusions, sections["closing"]) if part)


def _signatures(minutes: Minutes, data: Mapping[str, Any], veil: Over) -> list[Signature]:
    """The chair's and the recorder's lines, signed or blank, then the representatives who signed."""
    standing = {row.role: row for row in minutes.standing() if row.role != SignatureRole.REPRESENTATIVE}
    lines = [
        _line(role, data[role.value]["name"], standing.get(role), veil)
        for role in (SignatureRole.CHAIR, SignatureRole.RECORDER)
    ]
    others = [row for row in minutes.standing() if row.role == SignatureRole.REPRESENTATIVE]
    return lines + [_line(row.role, row.name, row, veil) for row in others]


def _line(role: SignatureRole, name: str, signed: Any, veil: Over) -> Signature:
    return Signature(
        role=label("signature_role", role),
        name=veil(signed.name if signed else name),
        signed_at=signed.signed_at.isoformat() if signed else None,
        short_hash=signed.text_hash[:SHORT] if signed else "",
    )


def _dated(minutes: Minutes) -> str:
    day: date = local(minutes.sealed_at or minutes.edited_at).date()
    return day.isoformat()
