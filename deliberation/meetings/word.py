"""Minutes as a Word document, and what somebody wrote into it, back again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from deliberation import papers
from deliberation.errors import Refusal
from deliberation.meetings.merging import merged
from deliberation.meetings.minuting import MOST_LETTERS
from deliberation.meetings.models import Minutes
from deliberation.meetings.papers import CHINESE, RECORD, minutes_facts
from deliberation.meetings.recorded import ITEM_SECTIONS
from deliberation.meetings.revising import sections_at
from deliberation.meetings.section_words import section_groups
from deliberation.meetings.veiling import veil_of
from deliberation.papers.documents import EditableSection
from deliberation.papers.documents_read import NotReadable, read
from deliberation.wording import tidy_lines

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPEECHES = f"_{ITEM_SECTIONS[1]}"


def minutes_docx(minutes: Minutes, community_name: str, masked: bool, paper: str) -> bytes:
    """The minutes or the whole record as DOCX bytes; the short one leaves the speeches out."""
    with force_locale(CHINESE):
        facts = minutes_facts(minutes, community_name, masked)
        sections = _sections(minutes, masked, paper == RECORD)
    return papers.document(
        {
            "record": paper == RECORD,
            "minutes": facts,
            "sections": sections,
            "meeting_id": str(minutes.meeting_id),
            "revision": minutes.revision,
            "text_hash": minutes.text_hash,
            "made_at": minutes.sealed_at or minutes.edited_at,
        }
    )


def _sections(minutes: Minutes, masked: bool, speeches: bool) -> list[EditableSection]:
    veil = veil_of(minutes, masked)
    found: list[EditableSection] = []
    for number, (_group, rows) in enumerate(section_groups(minutes.record)):
        for key, name in rows:
            if speeches or not key.endswith(SPEECHES):
                item = number if key.startswith("item_") else None
                text = veil.over(minutes.sections.get(key, ""))
                found.append(EditableSection(key=key, name=name, text=text, item=item))
    return found


@dataclass(frozen=True)
class Returned:
    """What a document would make of the minutes: sections that change, those somebody else changed too, what
    was missing or left out."""

    sections: dict[str, str]
    changed: list[str]
    conflicts: list[str]
    missing: list[str]
    notices: list[str]
    revision: int


def read_back(minutes: Minutes, content: bytes) -> Returned:
    """Read a document of these minutes; refuses what is none, and changes nothing."""
    with force_locale(CHINESE):
        titles = {key: name for _group, rows in section_groups(minutes.record) for key, name in rows}
    try:
        found = read(content, titles)
    except NotReadable as error:
        raise Refusal(f"meetings.docx_{error.reason}") from error
    if found.meeting_id != str(minutes.meeting_id):
        raise Refusal("meetings.docx_other")
    written = {key: tidy_lines(text) for key, text in found.sections.items() if key in minutes.sections}
    if not written:
        raise Refusal("meetings.docx_empty")
    longest = max(written, key=lambda key: len(written[key]))
    if len(written[longest]) > MOST_LETTERS:
        raise Refusal("meetings.docx_long", section=titles.get(longest, ""), most=MOST_LETTERS)
    return _returned(minutes, written, found.revision, found.missing, found.notices)


def _returned(
    minutes: Minutes, written: Mapping[str, str], revision: int, missing: list[str], notices: set[str]
) -> Returned:
    both = merged(sections_at(minutes, revision), minutes.sections, written)
    changed = [key for key, text in both.sections.items() if text != minutes.sections.get(key)]
    conflicts = [key for key in minutes.sections if key in both.conflicts]
    gone = [key for key in missing if key in minutes.sections]
    return Returned(dict(written), changed, conflicts, gone, sorted(notices), revision)


def standing_after(minutes: Minutes, returned: Returned) -> dict[str, Any]:
    """The sections as they would stand: what the document changed, on what stands now."""
    both = merged(sections_at(minutes, returned.revision), minutes.sections, returned.sections)
    return both.sections
