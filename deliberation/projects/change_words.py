"""What changed between two versions of a list, as the paper says it."""

from collections.abc import Mapping
from typing import Any

from deliberation.needs.catalogue import CATEGORIES
from deliberation.papers.facts import ChangedField, ChangedRow, ListChangesFacts
from deliberation.papers.texts import as_written
from deliberation.papers.wording import long_day, wan
from deliberation.projects.comparing import ADDED, CHANGED, REMOVED, FieldChange, RowChange, compared
from deliberation.projects.field_names import FIELDS

CHANGES = {ADDED: "新增", REMOVED: "取下", CHANGED: "修改"}
IN_WAN = frozenset({"estimate_fen", "funding", "budget"})


def changes_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> ListChangesFacts:
    """What changed from one version (facts of `project-list`) to another, ready to be printed."""
    told = compared(before, after)
    old, new = ({row["number"]: row["estimate_fen"] for row in facts["rows"]} for facts in (before, after))
    return {
        "title": as_written("%(title)s修改对照", title=after["annex_title"]),
        "community": after["community"],
        "list_number": after["list_number"],
        "before_version": before["version"],
        "before_hash": before["short_hash"],
        "version": after["version"],
        "short_hash": after["short_hash"],
        "before_fen": told.before_fen,
        "after_fen": told.after_fen,
        "rows": [_row(each, old.get(each.number, 0), new.get(each.number, 0)) for each in told.rows],
        "dated_on": after["dated_on"],
    }


def _row(changed: RowChange, before_fen: int, after_fen: int) -> ChangedRow:
    return {
        "change": CHANGES[changed.what],
        "number": changed.number,
        "name": changed.name,
        "before_fen": before_fen if changed.what != ADDED else 0,
        "after_fen": after_fen if changed.what != REMOVED else 0,
        "fields": [_field(each) for each in changed.fields],
    }


def _field(changed: FieldChange) -> ChangedField:
    before, after = (_words(changed.field, value) for value in (changed.before, changed.after))
    name = FIELDS[changed.field]
    shown = as_written("%(name)s（万元）", name=name) if changed.field in IN_WAN else name
    return {"field": shown, "before": before, "after": after}


def _words(field: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return as_written("没有填")
    if isinstance(value, bool):
        return as_written("是") if value else as_written("否")
    if field == "category":
        return CATEGORIES[value].zh if value in CATEGORIES else str(value)
    if field == "estimate_fen":
        return wan(value)
    if field == "funding":
        return "、".join(f"{part['source']}{wan(part['amount_fen'])}" for part in value)
    if field == "budget":
        return "；".join(f"{line['name']} {wan(line['amount_fen'])}" for line in value)
    if field.endswith("_on"):
        return long_day(value)
    return "、".join(value) if isinstance(value, list) else str(value)
