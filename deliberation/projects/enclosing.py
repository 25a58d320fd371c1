"""The list inside its own paper: as JSON and as a spreadsheet, so that nobody types it a second time.

`sha256` is the hash of the facts without their `short_hash` (UTF-8 JSON, sorted keys, no blanks); its first
eight digits are the check code printed on every page. `files` holds the SHA-256 of the spreadsheet beside it,
so that either file exchanged alone is noticed, also by a later release that would write it differently.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deliberation import papers
from deliberation.papers import Attached
from deliberation.projects.hashing import facts_hash

JSON_NAME, XLSX_NAME = "project-list.json", "project-list.xlsx"
SCHEMA = "deliberation/project-list/1"
STREET_SCHEMA = "deliberation/street-list/1"


def enclosed(facts: Mapping[str, Any]) -> list[Attached]:
    """The two files that lie in the paper of a list; the same facts give the same bytes."""
    moment, table = datetime.fromisoformat(facts["dated_on"]), papers.workbook("project-list", facts)
    return [
        Attached(JSON_NAME, as_json(facts, table), "项目清单的数据，可以直接导入", moment, "Source"),
        Attached(XLSX_NAME, table, "项目清单的表格", moment, "Data"),
    ]


def enclosed_street(facts: Mapping[str, Any]) -> list[Attached]:
    """The two files that lie in the paper of a street's list."""
    moment, table = datetime.fromisoformat(facts["dated_on"]), papers.workbook("street-list", facts)
    told = {"schema": STREET_SCHEMA, "sha256": facts_hash(facts), "facts": facts}
    data = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()
    return [
        Attached("street-list.json", data, "汇总表的数据", moment, "Source"),
        Attached("street-list.xlsx", table, "汇总表的表格", moment, "Data"),
    ]


def as_json(facts: Mapping[str, Any], table: bytes) -> bytes:
    """The facts with their hash and that of the spreadsheet, for machines."""
    files = {XLSX_NAME: hashlib.sha256(table).hexdigest()}
    told = {"schema": SCHEMA, "sha256": facts_hash(facts), "files": files, "facts": facts}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()


def printed(facts: Mapping[str, Any]) -> bytes:
    """The paper of a list as PDF/A-3, the list inside."""
    return papers.render("project-list", facts, attached=enclosed(facts))


def street_printed(facts: Mapping[str, Any]) -> bytes:
    """The paper of a street's list as PDF/A-3, the list inside."""
    return papers.render("street-list", facts, attached=enclosed_street(facts))
