"""How the sections of minutes are called, and in which groups they are read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from deliberation.meetings.recorded import COMMON_SECTIONS, ITEM_SECTIONS

Groups = list[tuple[str, list[tuple[str, str]]]]


def section_groups(data: Mapping[str, Any]) -> Groups:
    """The sections in groups, each with its heading: the beginning, every matter, the end."""
    parts = dict(zip(ITEM_SECTIONS, (_("说明"), _("发言"), _("结论"), _("保留的意见")), strict=True))
    opening, closing, attachments = COMMON_SECTIONS
    groups = [(_("会议开始"), [(opening, _("开场和其他情况"))])]
    for number, item in enumerate(data["items"], 1):
        title = _("议题 %(number)s：%(title)s", number=number, title=item["title"])
        groups.append((title, [(f"item_{item['id']}_{part}", words) for part, words in parts.items()]))
    groups.append((_("会议结束"), [(closing, _("其他议定的事")), (attachments, _("附件"))]))
    return groups


def section_names(data: Mapping[str, Any]) -> dict[str, str]:
    """The name of every section, with the matter it belongs to."""
    return {
        key: _("%(group)s · %(part)s", group=group, part=part)
        for group, rows in section_groups(data)
        for key, part in rows
    }


def section_name(data: Mapping[str, Any], key: str) -> str:
    """The name of one section; one whose matter left the agenda says so."""
    return section_names(data).get(key) or _("（已经去掉的一节）")


def corrected(data: Mapping[str, Any], key: str) -> str:
    """The first line of a correction: which section it corrects."""
    return _("更正“%(section)s”：", section=section_name(data, key))
