"""What changed between a submitted version and the one before it, row by row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from deliberation.papers.wording import long_day
from deliberation.projects import policy, queries
from deliberation.projects.comparing import compared
from deliberation.projects.field_names import field_name
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list
from deliberation.web.access import access, everyone, found, permit
from deliberation.web.formats import yuan

CHANGE_TONES = {"added": "done", "removed": "waiting", "changed": "now"}


@blueprint.get(f"{ONE}/versions/<int:version>/changes")
@access(everyone)
def changes(code: str, list_id: UUID, version: int) -> str:
    """The rows that came, went or say something else than in the version handed in before."""
    made = seen_list(code, list_id)
    permit(policy.may_fetch_papers(me(), code, made.state))
    now = found(queries.version_of(made.id, version))
    before = next((each for each in queries.versions_of(made.id) if each.version < version), None)
    return render_template(
        "projects/changes.html",
        made=made,
        now=now,
        before=before,
        found=compared(before.facts, now.facts) if before else None,
        field_name=field_name,
        told=told,
        tones=CHANGE_TONES,
    )


def told(field: str, value: Any) -> str:
    """A field's value as people read it."""
    if value is None or value == "" or value == []:
        return _("没有填")
    if field == "estimate_fen":
        return yuan(value)
    if field.endswith("_on"):
        return long_day(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_part(each) for each in value)
    return str(value)


def _part(part: Any) -> str:
    if isinstance(part, Mapping):
        name = part.get("source") or part.get("name", "")
        return f"{name} {yuan(part['amount_fen'])}"
    return str(part)
