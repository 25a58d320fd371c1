"""Which rows of the annex are taller than a page: only those may be torn.

WeasyPrint leaves the head out above a row that must not break and does not fit, so such rows are told apart
beforehand, by how many lines their texts will take in the columns of `project-list.html`.
"""

from deliberation.papers.facts import ProjectRow
from deliberation.papers.wording import width

LINES_A_PAGE = 30
ROOM = {"name": 6.5, "site": 4.7, "content": 11, "decision": 3.8, "note": 4.4, "unit": 4.4, "partner": 4.4}


def taller_than_a_page(row: ProjectRow) -> bool:
    """Whether any cell of a row takes more lines than a page of the annex holds."""
    texts = {key: str(value) for key, value in row.items()}
    heights = [_lines(texts[key], room) for key, room in ROOM.items()]
    money = sum(2 + width(part["source"]) / ROOM["unit"] for part in row["funding"])
    return max(*heights, len(row["needs"]), money) > LINES_A_PAGE


def _lines(text: str, room: float) -> int:
    """How many lines a text takes in a column that holds so many characters."""
    return sum(max(1, -int(-width(line) // room)) for line in text.split("\n"))
