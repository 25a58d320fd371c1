"""Who came, who did not and why, as the papers of a meeting print it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from deliberation.clock import local
from deliberation.meetings.sentences import square_metres
from deliberation.meetings.veiling import Veil
from deliberation.papers.meeting_facts import Absence, AttendanceGroup, Attendee
from deliberation.web.phrases import label

CAME = ("present", "left")
GROUPS = ("present", "left", "excused", "absent", "observer")


def attendees(data: Mapping[str, Any], veil: Veil) -> list[str]:
    """The names of those who came, early leavers too, and how many came besides."""
    names = [veil.name(row) for row in data["attendance"] if row["status"] in CAME]
    return names + _others(data)


def _others(data: Mapping[str, Any]) -> list[str]:
    count = data["others_present"]
    return [_("另有 %(count)s 人", count=count)] if count else []


def observers(data: Mapping[str, Any], veil: Veil) -> list[str]:
    """The names of those who were there without a vote."""
    return [veil.name(row) for row in data["attendance"] if row["status"] == "observer"]


def absences(data: Mapping[str, Any], veil: Veil) -> list[Absence]:
    """Who was excused or missing; the reasons are nobody's business outside."""
    rows = [row for row in data["attendance"] if row["status"] in ("excused", "absent")]
    return [Absence(name=veil.name(row), reason=_reason(row, veil)) for row in rows]


def _reason(row: Mapping[str, Any], veil: Veil) -> str:
    return (not veil.masked and row["reason"]) or label("presence", row["status"])


def attendance_groups(data: Mapping[str, Any], veil: Veil) -> list[AttendanceGroup]:
    """Everybody on the list by how they stand on it, with what belongs to each name."""
    groups = []
    for status in GROUPS:
        rows = [row for row in data["attendance"] if row["status"] == status]
        people = [Attendee(name=veil.name(row), note=_note(row, veil)) for row in rows]
        if status == "present":
            people += [Attendee(name=words, note="") for words in _others(data)]
        count = len(rows) + (data["others_present"] if status == "present" else 0)
        heading = _("%(status)s（%(count)s人）：", status=_heading(status), count=count)
        groups.append(AttendanceGroup(heading=heading, people=people))
    return groups


def _heading(status: str) -> str:
    return {
        "present": _("出席"),
        "left": _("中途离会"),
        "excused": _("请假"),
        "absent": _("缺席"),
        "observer": _("列席"),
    }[status]


def _note(row: Mapping[str, Any], veil: Veil) -> str:
    """For whom somebody came and what they weigh; why they did not; when they left."""
    parts = [_weight(row, veil)]
    if row["status"] == "excused" and not veil.masked:
        parts.append(row["reason"])
    if row.get("left_at") and not veil.masked:
        parts.append(_("%(time)s离会", time=f"{local(datetime.fromisoformat(row['left_at'])):%H:%M}"))
    return "；".join(filter(None, parts))


def _weight(row: Mapping[str, Any], veil: Veil) -> str:
    """Households represented and area; which doors they are, and how large, is not for outsiders."""
    parts = []
    if (row.get("households") or 0) > 1:
        parts.append(_("代表%(count)s户", count=row["households"]))
    if row.get("area_cm2") and not veil.masked:
        parts.append(_("%(area)s平方米", area=square_metres(row["area_cm2"])))
    if row.get("represents") and not veil.masked:
        parts.append(row["represents"])
    return "，".join(parts)


def roll_of(motion: Mapping[str, Any], people: Mapping[str, Any], veil: Veil) -> list[Any]:
    """The votes by name, those for first; what each weighs is not for outsiders."""
    groups = []
    for choice in ("for", "against", "abstain"):
        votes = [vote for vote in motion.get("roll") or [] if vote["choice"] == choice]
        if votes:
            said = [_voter(vote, people, veil) for vote in votes]
            groups.append({"choice": label("paper_choice", choice), "people": said})
    return groups


def _voter(vote: Mapping[str, Any], people: Mapping[str, Any], veil: Veil) -> Attendee:
    row = people.get(vote.get("attendance", ""), {"public": False, "id": None})
    weight = _weight({**vote, "represents": ""}, veil)
    return Attendee(name=veil.name({**row, "name": vote["name"]}), note=weight)
