"""The pictures of a year's report, drawn alike for a page and for paper: bars in pieces that fit a page."""

from markupsafe import Markup

from deliberation.papers import charts
from deliberation.papers.report_facts import ReportBar, ReportPicture

A_PIECE = 8
PRINTED_ROOM = 64


def drawn(
    facts: ReportPicture, face: str = "", size: int = 0, room: int = charts.WORDS_A_LINE
) -> list[Markup]:
    """The picture in drawings of eight bars; every bar is a part of its `whole`, so all pieces compare.

    `face`, `size` and `room` as in `charts`; without a face a bar's note stands in a line of its own.
    """
    marks = [_mark(bar, joined=bool(face)) for bar in facts["bars"]]
    pieces = [marks[first : first + A_PIECE] for first in range(0, len(marks), A_PIECE)]
    return [
        charts.bars(f"{facts['key']}-{place}", facts["title"], facts["said"], piece, face, size, room)
        for place, piece in enumerate(pieces, start=1)
    ]


def _mark(bar: ReportBar, joined: bool) -> charts.Mark:
    words, note = bar["words"], bar["note"]
    if joined and note:
        words, note = f"{words}（{note}）", ""
    return charts.Mark(words, bar["value"], note=note, whole=bar["whole"])
