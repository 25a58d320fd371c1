"""What was said, moved and decided, as the papers of a meeting print it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from deliberation.meetings.paper_people import roll_of
from deliberation.meetings.rules import Base
from deliberation.meetings.sentences import arithmetic_sentence
from deliberation.meetings.veiling import Veil
from deliberation.meetings.writing import speeches_of
from deliberation.papers.meeting_facts import AgendaItem, LookedBack, Motion, Resolution, Speech
from deliberation.papers.wording import groups, lines_of
from deliberation.web.phrases import label

Data = Mapping[str, Any]


def item_facts(
    item: Data, sections: Mapping[str, str], veil: Veil, base: Base, people: Data | None = None
) -> AgendaItem:
    """One matter: its words from the sections, its votes from the record."""

    def section(part: str) -> str:
        return veil.over(sections[f"item_{item['id']}_{part}"])

    motions = item["motions"]
    numbers = {motion["id"]: number for number, motion in enumerate(motions, 1) if "id" in motion}
    return AgendaItem(
        title=veil.over(item["title"]),
        proposer=veil.over(item["proposer"]),
        explanation="\n".join(filter(None, (section("explanation"), _root(item)))),
        root=item.get("root") or "",
        speeches=[Speech(speaker=who, point=said) for who, said in speeches_of(section("speeches"))],
        motions=[_motion(motion, numbers, people or {}, veil, base) for motion in motions],
        conclusion=section("conclusion"),
        dissent=lines_of(section("dissent")),
    )


def _root(item: Data) -> str:
    """The root of the vote a matter is about; minutes drafted before it was kept have none."""
    root = item.get("root")
    return _("所议投票的选票根值（任何人可以据此重新计票核对）：%(root)s", root=groups(root)) if root else ""


def _motion(motion: Data, numbers: Mapping[str, int], people: Data, veil: Veil, base: Base) -> Motion:
    first, amends = motion.get("first_text") or "", numbers.get(motion.get("amends") or "")
    return Motion(
        text=veil.over(motion["text"]),
        first_text=veil.over(first) if first != motion["text"] else "",
        proposer=veil.over(motion.get("proposer") or ""),
        seconder=veil.over(motion.get("seconder") or ""),
        amends=_("修正动议%(number)s", number=amends) if amends else "",
        way=label("vote_way", motion["way"]) if motion["way"] else _("未表决"),
        counted=motion["votes_for"] is not None,
        votes_for=motion["votes_for"] or 0,
        against=motion["against"] or 0,
        abstain=motion["abstain"] or 0,
        result=label("motion_outcome", motion["outcome"]) if motion["outcome"] else "",
        arithmetic=arithmetic_sentence(base, motion["arithmetic"]),
        roll=roll_of(motion, people, veil),
        ballot=_ballot(motion.get("ballot")),
    )


def _ballot(ballot: Data | None) -> str:
    """How a secret ballot was cast, and the number it can be counted again by."""
    if not ballot:
        return ""
    return _(
        "无记名投票：可以投票的 %(register)s 人，收到 %(ballots)s 张票；"
        "选票根值（据此可以重新计票核对）：%(root)s",
        register=ballot.get("register", 0),
        ballots=ballot.get("ballots", 0),
        root=groups(ballot.get("root") or ""),
    )


def resolutions(data: Data, veil: Veil) -> list[Resolution]:
    """What passed, then what was agreed without a vote; an amendment stands in the motion it changed."""
    actions = {row.get("motion"): row for row in data.get("actions") or [] if row.get("motion")}
    passed = [
        _resolution(motion, actions.get(motion.get("id")), veil)
        for item in data["items"]
        for motion in item["motions"]
        if motion["outcome"] == "passed" and not motion.get("amends")
    ]
    agreed = [_agreed(row, veil) for row in data.get("actions") or [] if not row.get("motion")]
    return passed + agreed


def _resolution(motion: Data, action: Data | None, veil: Veil) -> Resolution:
    return Resolution(
        text=veil.over(motion["text"]).rstrip("。."),
        unit=veil.over(motion["unit"]) or _("待定"),
        owner=veil.over((action or {}).get("owner") or ""),
        due_on=motion["deadline_on"],
    )


def _agreed(row: Data, veil: Veil) -> Resolution:
    return Resolution(
        text=veil.over(row["text"]).rstrip("。."),
        unit=veil.over(row.get("unit") or "") or _("待定"),
        owner=veil.over(row.get("owner") or ""),
        due_on=row.get("due_on"),
    )


def looked_back(data: Data, veil: Veil) -> list[LookedBack]:
    """What earlier meetings agreed, and how far this one found it."""
    return [
        LookedBack(
            text=veil.over(row["text"]),
            unit=veil.over(row.get("unit") or ""),
            due_on=row.get("due_on"),
            state=label("paper_action", row["state"]),
            note=veil.over(row.get("note") or ""),
        )
        for row in data.get("looked_back") or []
    ]
