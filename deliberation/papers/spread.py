"""Chinese lines that end flush: the slack of a line goes between its characters.

WeasyPrint stretches spaces only, of which Chinese has none, so a justified line with a figure or a mark that
may not begin the next line would end short. This replaces that one step of its line layout (WeasyPrint 70).
"""

from collections.abc import Iterator
from typing import Any

MOST_SLACK_EM = 2.5  # a line that is shorter, before a long address for instance, stays as it is


def install() -> None:
    """Lets WeasyPrint justify lines our way; safe to call again."""
    from weasyprint.layout import inline

    inline.justify_line = _justify_line


def _justify_line(context: Any, line: Any, slack: float) -> None:
    """Spreads `slack` (in px) evenly over the gaps between the characters of a line."""
    texts = list(_text_boxes(line))
    gaps = sum(len(box.text) - 1 for box in texts)
    if gaps > 0 and slack <= MOST_SLACK_EM * line.style["font_size"]:
        _move(context, line, slack / gaps, 0.0)


def _text_boxes(box: Any) -> Iterator[Any]:
    """The texts of a line, in order; what stands in it as one block keeps its inside."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _text_boxes(child)


def _move(context: Any, box: Any, gap: float, moved: float) -> float:
    """Widens a box by its gaps, moved by what stands before it; returns how far the next one moves."""
    from weasyprint.formatting_structure import boxes

    before = moved
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        moved += _widen(context, box, gap)
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        for child in box.children:
            moved = _move(context, child, gap, moved)
        box.width += moved - before
    else:
        box.translate(moved, 0)
    return moved


def _widen(context: Any, box: Any, gap: float) -> float:
    """Sets a text again with wider gaps; returns by how much it grew."""
    from weasyprint.text.line_break import create_layout

    style = box.style.copy()
    usual = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
    style["letter_spacing"] = usual + gap
    layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    grown: float = gap * (len(box.text) - 1)
    box.style, box.pango_layout, box.width = style, layout, box.width + grown
    return grown
