"""Bars and columns as SVG: one drawing that stands on a page and in a printed paper alike. Pure.

Lengths along the page are percent, heights are em: the drawing fills any width, and its words are as large as
the words around it. Colours are attributes that a style sheet may overrule by class; nothing is told by
colour alone, since every bar has its words and its figure. On paper `face` names the fonts and `size` the
height of the words in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

LINE_EM = 150  # heights in hundredths of an em
BAR_EM = 90
GAP_EM = 55
CLOSING = frozenset("，。、；：！？）”’》」』】")
WORDS_A_LINE = 24  # halves of a Chinese character
BARS_ROOM = 76  # percent of the width the longest bar takes; the rest is for its figure
MOST_BARS = 15
PLOT_EM = 900
WIDEST_SLOT = 1600  # hundredths of a percent
LABEL_ROOM = 2400
EVERY_FIGURE_FROM = 800
PRINTED_SIZE = 11

INK, MUTED, BAR, OTHER, TRACK, RULE = "#22262b", "#5b6169", "#1e5b66", "#8fa9ae", "#efe9de", "#857b6c"


@dataclass(frozen=True)
class Mark:
    """One bar or column: its words and how much it is.

    `figure`: how the value is written, where not as itself; `note`: a line of smaller words under its own;
    `whole`: what the bar is a part of, where that is not the longest bar; `chosen`: drawn darker than others
    that are not (None: there is no choice).
    """

    label: str
    value: int
    figure: str | None = None
    note: str = ""
    whole: int | None = None
    chosen: bool | None = None


@dataclass(frozen=True)
class Duel:
    """Two against each other: the words of both, and how many are for each."""

    one: str
    other: str
    for_one: int
    for_other: int


def bars(
    key: str,
    title: str,
    said: str,
    marks: Sequence[Mark],
    face: str = "",
    size: int = 0,
    room: int = WORDS_A_LINE,
) -> Markup:
    """Lying bars, each under its words; the first fifteen. `said` is the picture in one sentence, `room` how
    many halves of a character a line of words may have."""
    marks = marks[:MOST_BARS]
    top = max((mark.value for mark in marks), default=0)
    parts: list[str] = []
    down = 0
    for mark in marks:
        for line in lines_of(mark.label, room):
            down += LINE_EM
            parts.append(_words(line, "0", down - 35, "chart-words", INK))
        for line in lines_of(mark.note, room):
            down += LINE_EM
            parts.append(_words(line, "0", down - 35, "chart-axis", MUTED))
        parts += _bar(mark, top, down + 10)
        down += BAR_EM + GAP_EM
    return _drawing(key, title, said, down, parts, face, size)


def _bar(mark: Mark, top: int, down: int) -> Iterator[str]:
    """A bar on its track, and its figure behind it; a part of a whole takes all the width and has none."""
    room, whole = (BARS_ROOM * 100, top) if mark.whole is None else (10_000, max(mark.whole, mark.value))
    length = mark.value * room // whole if whole else 0
    yield _box("chart-track", TRACK, 0, down, room, BAR_EM)
    if mark.value:
        kind, colour = ("chart-other", OTHER) if mark.chosen is False else ("chart-bar", BAR)
        yield _box(kind, colour, 0, down, max(length, 60), BAR_EM)
    if mark.whole is None:
        figure = str(mark.value) if mark.figure is None else mark.figure
        yield _words(figure, _percent(length + 150), down + 78, "chart-figure", INK)


def duels(key: str, title: str, said: str, pairs: Sequence[Duel], face: str = "", size: int = 0) -> Markup:
    """Pairs against each other, one bar a pair from both ends; the first fifteen."""
    parts: list[str] = []
    down = 0
    for pair in pairs[:MOST_BARS]:
        for name, number, edge in ((pair.one, pair.for_one, "0"), (pair.other, pair.for_other, "100%")):
            for line in lines_of(f"{name} {number}"):
                down += LINE_EM
                parts.append(_words(line, edge, down - 35, "chart-words", INK, end=edge != "0"))
        both = pair.for_one + pair.for_other
        left = pair.for_one * 10_000 // both if both else 0
        parts.append(_box("chart-track", TRACK, 0, down + 10, 10_000, BAR_EM))
        if both:
            more = pair.for_one >= pair.for_other
            colours = [("chart-bar", BAR), ("chart-other", OTHER)]
            (one, other) = colours if more else colours[::-1]
            parts.append(_box(*one, 0, down + 10, max(left - 40, 0), BAR_EM))
            parts.append(_box(*other, min(left + 40, 10_000), down + 10, max(9_960 - left, 0), BAR_EM))
        down += BAR_EM + GAP_EM
    return _drawing(key, title, said, down, parts, face, size)


def columns(key: str, title: str, said: str, marks: Sequence[Mark], face: str = "", size: int = 0) -> Markup:
    """Standing columns in the order of time; every label that has room, the highest figure always."""
    top = max((mark.value for mark in marks), default=0)
    slot = min(WIDEST_SLOT, 10_000 // max(1, len(marks)))
    step = -(-LABEL_ROOM // slot)
    floor = LINE_EM + PLOT_EM
    parts = [
        f'<line class="chart-rule" stroke="{RULE}" x1="0" x2="100%" y1="{_em(floor)}" y2="{_em(floor)}"/>'
    ]
    for place, mark in enumerate(marks):
        left = place * slot
        height = mark.value * PLOT_EM // top if top else 0
        if mark.value:
            tip = Markup("<title>{}</title>").format(f"{mark.label} · {mark.value}")
            parts.append(
                _box("chart-bar", BAR, left, floor - height, slot * 3 // 4, max(height, 12), str(tip))
            )
        if mark.value and (slot >= EVERY_FIGURE_FROM or mark.value == top):
            parts.append(_words(str(mark.value), _percent(left), floor - height - 30, "chart-figure", INK))
        if place % step == 0:
            parts.append(_words(mark.label, _percent(left), floor + 130, "chart-axis", MUTED))
    return _drawing(key, title, said, floor + LINE_EM + 20, parts, face, size)


def lines_of(label: str, room: int = WORDS_A_LINE) -> list[str]:
    """A label cut into lines that fit a phone in large type; Latin words are not cut in their middle."""
    lines, line, left = [], "", room
    for word in _words_of(label):
        wide = _width(word)
        if line and wide > left:
            lines.append(line.rstrip())
            line, left, word = "", room, word.lstrip()
        line, left = line + word, left - wide
    return [*lines, line] if line else lines


def _words_of(label: str) -> Iterator[str]:
    """What may not be cut: single Chinese characters with the sign that closes them, Latin words; each with
    the blank before it."""
    word = ""
    for character in label:
        begins = character.isspace() or not character.isascii() or not word[-1:].isascii()
        stays = character in CLOSING and len(word) < WORDS_A_LINE
        if (begins or len(word) >= WORDS_A_LINE) and not stays and word.strip():
            yield word
            word = ""
        word += character
    if word.strip():
        yield word


def _width(text: str) -> int:
    """Halves of a Chinese character."""
    return sum(1 if character.isascii() else 2 for character in text)


def _drawing(
    key: str, title: str, said: str, height: int, parts: Sequence[str], face: str, size: int
) -> Markup:
    """The whole picture with its name and its sentence."""
    font = f'font-family="{face}" font-size="{size}pt" ' if face else ""
    head = Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img"'
        ' aria-labelledby="{key}-title {key}-said" width="100%" height="{height}" '
    ).format(key=key, height=_em(height))
    named = Markup('><title id="{key}-title">{title}</title><desc id="{key}-said">{said}</desc>').format(
        key=key, title=title, said=said
    )
    return head + Markup(font) + named + Markup("".join(parts)) + Markup("</svg>")


def _box(kind: str, colour: str, left: int, top: int, width: int, height: int, inside: str = "") -> str:
    return (
        f'<rect class="{kind}" fill="{colour}" x="{_percent(left)}" y="{_em(top)}"'
        f' width="{_percent(width)}" height="{_em(height)}">{inside}</rect>'
    )


def _words(text: str, left: str, base: int, kind: str, colour: str, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return f'<text class="{kind}" fill="{colour}" x="{left}" y="{_em(base)}"{anchor}>{escape(text)}</text>'


def _em(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}em"


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
