"""The picture of a vote's result, drawn alike for a page and for paper."""

from markupsafe import Markup

from deliberation.papers import charts
from deliberation.papers.result_facts import ResultPicture


def drawn(facts: ResultPicture, face: str = "", size: int = 0) -> Markup:
    """Bars of options, or pairs of options against each other; `face` and `size` as in `charts`."""
    named = (facts["key"], facts["title"], facts["said"])
    if facts["pairs"]:
        pairs = [charts.Duel(**pair) for pair in facts["pairs"]]
        return charts.duels(*named, pairs, face, size)
    marks = [
        charts.Mark(row["label"], row["value"], row["figure"], row["note"], row["whole"], row["chosen"])
        for row in facts["rows"]
    ]
    return charts.bars(*named, marks, face, size)
