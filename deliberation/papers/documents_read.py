"""Minutes read back from a Word document that people have worked on: which text is which section. Pure.

The file is a stranger's: it is unpacked within limits, parsed without entities, network or schemas, and only
its words are taken. What cannot be taken over is said, never dropped in silence.
"""

import hashlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from deliberation.papers import anchors

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PART = 40 * 1024 * 1024
MOST_RATIO = 200
MOST_DEPTH = 200
MOST_ELEMENTS = 600_000
MOST_BLOCKS = 50_000
MOST_KEYS = 5_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GONE = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}rt"}
)
TRACKED = frozenset({f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")})
NOTES = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
LETTERS = frozenset({*(f"{W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen")), f"{M}t"})
WRAPPERS = frozenset(
    {f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent")}
)
SHAPES = frozenset({f"{W}{name}" for name in ("drawing", "pict", "object")})
HEADING = re.compile(r"heading\s*[1-9]|标题\s*[1-9]|^[1-9]$", re.IGNORECASE)


class NotReadable(Exception):
    """This is no document that can be read; `reason` is one word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class ReadBack:
    """What was found: sections by key, sections that were gone, and what could not be taken over (`notices`:
    tracked, comments, pictures, boxes, footnotes, tables, numbers, left_out, facts, doubled, headings)."""

    meeting_id: str
    revision: int
    text_hash: str
    outside: str
    keys: list[str]
    sections: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notices: set[str] = field(default_factory=set)


@dataclass
class _Block:
    """A paragraph or a table row: its text, its bookmarks, whether it is a heading, a row."""

    text: str
    bookmarks: list[str]
    heading: bool = False
    joins: bool = False
    row: bool = False


def read(content: bytes, titles: Mapping[str, str]) -> ReadBack:
    """The sections of a document; `titles` is what each section's heading says, in the order of the document.

    Raises NotReadable: not_docx, old_word, encrypted, macros, bomb, damaged, foreign (without our marks).
    """
    parts = _unpacked(content)
    found = _properties(parts)
    body = _tree(parts["word/document.xml"]).find(f"{W}body")
    if body is None:
        raise NotReadable("damaged")
    headings = _heading_styles(parts)
    blocks = list(_joined(_blocks(body, found.notices, headings)))
    if "word/comments.xml" in parts:
        found.notices.add("comments")
    if outside_of(_sort_out(found, blocks, titles)) != found.outside:
        found.notices.add("facts")
    found.missing = [key for key in found.keys if key not in found.sections]
    return found


def outside_of(lines: Sequence[str]) -> str:
    """What stands outside the sections, as a hash: so that it is said when somebody changed it. Blanks, which
    every editor sets its own way, do not count."""
    return hashlib.sha256("".join("".join(lines).split()).encode("utf-8", "replace")).hexdigest()


def written_outside(content: bytes) -> str:
    """The same of a document just made."""
    parts = _unpacked(content)
    body = _tree(parts["word/document.xml"]).find(f"{W}body")
    blocks = list(_joined(_blocks(body, set(), _heading_styles(parts))))
    keys = [mark for block in blocks for mark in block.bookmarks if mark.startswith(anchors.SECTION)]
    places = [str(place) for place in range(len(keys))]
    return outside_of(_sort_out(ReadBack("", 0, "", "", places), blocks, {}))


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts that are looked at, within the limits; nothing is written anywhere."""
    if content.startswith(OLD_WORD):
        raise NotReadable("old_word")
    if not content.startswith(b"PK") or len(content) > MOST_BYTES:
        raise NotReadable("not_docx")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _parts(packed)
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError),
        *(NotImplementedError, OSError, ValueError, EOFError),
    ) as error:
        raise NotReadable("damaged") from error


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise NotReadable("bomb")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotReadable("encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotReadable("macros")
    if "word/document.xml" not in names:
        raise NotReadable("not_docx")
    wanted = {
        "[Content_Types].xml",
        "word/document.xml",
        "word/styles.xml",
        "word/comments.xml",
        "docProps/custom.xml",
    } & names
    parts = {name: _part(packed, packed.getinfo(name)) for name in wanted}
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise NotReadable("macros")
    return parts


def _part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part, read no further than it may be long, whatever its header says."""
    if entry.file_size > max(MOST_RATIO * entry.compress_size, 1 << 20):
        raise NotReadable("bomb")
    with packed.open(entry) as opened:
        content = opened.read(MOST_PART + 1)
    if len(content) > MOST_PART:
        raise NotReadable("bomb")
    return content


def _tree(content: bytes) -> Any:
    """One part as XML: no entities, no schemas, nothing fetched; neither too deep nor too much, asked while
    it is parsed, because an element takes far more room than its letters."""
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    depth = elements = 0
    try:
        for event, _element in events:
            depth += 1 if event == "start" else -1
            elements += event == "start"
            if depth > MOST_DEPTH or elements > MOST_ELEMENTS:
                raise NotReadable("bomb")
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("damaged") from error
    root = events.root
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("damaged")
    return root


def _properties(parts: Mapping[str, bytes]) -> ReadBack:
    """What our own document says of itself; without it nothing is known of the text it came from."""
    if "docProps/custom.xml" not in parts:
        raise NotReadable("foreign")
    root = _tree(parts["docProps/custom.xml"])
    said = {row.get("name"): "".join(row.itertext()).strip() for row in root.iter(f"{CUSTOM}property")}
    revision = said.get(anchors.REVISION, "").split(".")[0]
    if not said.get(anchors.MEETING) or not (
        revision.isascii() and revision.isdigit() and len(revision) < 10
    ):
        raise NotReadable("foreign")
    keys = said.get(anchors.KEYS, "").split()
    if len(keys) > MOST_KEYS:
        raise NotReadable("bomb")
    text_hash, outside = said.get(anchors.TEXT_HASH, ""), said.get(anchors.OUTSIDE, "")
    return ReadBack(said[anchors.MEETING], int(revision), text_hash, outside, keys)


def _heading_styles(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The ids of styles that are headings, by their names."""
    if "word/styles.xml" not in parts:
        return frozenset()
    found = set()
    for style in _tree(parts["word/styles.xml"]).iter(f"{W}style"):
        name = style.find(f"{W}name")
        if name is not None and HEADING.search(name.get(f"{W}val", "")):
            found.add(style.get(f"{W}styleId", ""))
    return frozenset(found)


def _blocks(parent: Any, notices: set[str], headings: frozenset[str]) -> Iterator[_Block]:
    """Paragraphs and table rows in order, wherever they are nested; loose bookmarks go to the next block."""
    waiting: list[str] = []
    for number, child in enumerate(parent):
        if number > MOST_BLOCKS:
            raise NotReadable("bomb")
        if child.tag == f"{W}bookmarkStart":
            waiting.append(child.get(f"{W}name", ""))
        elif child.tag == f"{W}p":
            for block in _paragraph(child, notices, headings):
                block.bookmarks[:0], waiting = waiting, []
                yield block
        elif child.tag == f"{W}tbl":
            for row in _rows(child, notices):
                row.bookmarks[:0], waiting = waiting, []
                yield row
        elif child.tag in WRAPPERS:
            notices.update({"tracked"} if child.tag in TRACKED else ())
            yield from _blocks(child, notices, headings)
        elif child.tag == f"{W}altChunk":
            notices.add("left_out")


def _paragraph(paragraph: Any, notices: set[str], headings: frozenset[str]) -> Iterator[_Block]:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
    heading = outline is not None or (style is not None and style.get(f"{W}val") in headings)
    marks = [each.get(f"{W}name", "") for each in paragraph.iter(f"{W}bookmarkStart")]
    boxes: list[str] = []
    text = "".join(_words(paragraph, notices, boxes))
    joins = any(paragraph.find(f"{W}pPr/{W}rPr/{W}{mark}") is not None for mark in ("del", "moveFrom"))
    if joins:
        notices.add("tracked")
    if paragraph.find(f"{W}pPr/{W}numPr") is not None:
        notices.add("numbers")
    yield _Block(text, marks, heading, joins)
    for words in boxes:
        yield _Block(words, [])


def _words(element: Any, notices: set[str], boxes: list[str]) -> Iterator[str]:
    """The words of a paragraph as they would be read: what was put in stays, what was struck out goes."""
    for child in element:
        name = child.tag
        if name in TRACKED:
            notices.add("tracked")
        elif name in NOTES:
            notices.add("footnotes")
        elif name == f"{W}sym":
            notices.add("left_out")
        if name in GONE or not isinstance(name, str):
            continue
        if name in LETTERS:
            yield _letters(child)
        elif name in SHAPES:
            _boxed(child, notices, boxes)
        elif name == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            yield from _words(child if chosen is None else chosen, notices, boxes)
        else:
            yield from _words(child, notices, boxes)


def _letters(child: Any) -> str:
    """What one element without parts reads as; the end of a page or column is no end of a line."""
    if child.tag in (f"{W}t", f"{M}t"):
        return child.text or ""
    if child.tag == f"{W}br" and child.get(f"{W}type") not in (None, "textWrapping"):
        return ""
    return {f"{W}tab": "　", f"{W}noBreakHyphen": "-"}.get(child.tag, "\n")


def _boxed(shape: Any, notices: set[str], boxes: list[str]) -> None:
    """A picture is left out, and said; the words of a text box become lines of their own, each once."""
    contents = list(_contents(shape))
    notices.add("boxes" if contents else "pictures")
    for content in contents:
        said = (block.text for block in _joined(_blocks(content, notices, frozenset())))
        boxes.extend(words for words in said if words.strip())


def _contents(shape: Any) -> Iterator[Any]:
    """What a shape's text boxes hold; a box inside a box belongs to the outer one."""
    for child in shape:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag != f"{MC}Fallback":
            yield from _contents(child)


def _rows(table: Any, notices: set[str]) -> Iterator[_Block]:
    """A table inside a section: a line a row, its cells side by side; struck-out rows go."""
    for row in _children(table, f"{W}tr", notices):
        if row.find(f"{W}trPr/{W}del") is not None:
            notices.add("tracked")
            continue
        if row.find(f"{W}trPr/{W}ins") is not None:
            notices.add("tracked")
        marks = [each.get(f"{W}name", "") for each in row.iter(f"{W}bookmarkStart")]
        cells = (_cell(cell, notices) for cell in _children(row, f"{W}tc", notices))
        yield _Block("　".join(filter(None, cells)), marks, row=True)


def _cell(cell: Any, notices: set[str]) -> str:
    """Everything a cell says, a table inside it too, once and in order."""
    said = (block.text for block in _joined(_blocks(cell, notices, frozenset())))
    return " ".join(filter(None, (" ".join(text.split("\n")).strip() for text in said)))


def _children(parent: Any, tag: str, notices: set[str]) -> Iterator[Any]:
    """The rows of a table or the cells of a row, through whatever an editor wrapped around them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            notices.update({"tracked"} if child.tag in TRACKED else ())
            yield from _children(child, tag, notices)


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """A paragraph whose end was struck out goes on in the next one."""
    held: _Block | None = None
    for block in blocks:
        if held is not None:
            block.text, block.bookmarks = held.text + block.text, held.bookmarks + block.bookmarks
            block.heading, held = (held.heading if held.text.strip() else block.heading), None
        if block.joins:
            held = block
            held.joins = False
            continue
        yield block
    if held is not None:
        yield held


def _sort_out(found: ReadBack, blocks: Sequence[_Block], titles: Mapping[str, str]) -> list[str]:
    """Give each block to its section: by the bookmark of its heading, else by the words of the heading.
    Returns what stands outside the sections."""
    starts = list(_starts(found.keys, blocks, titles))
    gathered: dict[str, list[str]] = {}
    outside: list[str] = []
    current: str | None = None
    for block, (begins, key) in zip(blocks, starts, strict=True):
        if begins:
            current = key
            if key is not None:
                found.notices.update({"doubled"} if key in gathered else ())
                gathered.setdefault(key, []).extend(_beyond(block, titles.get(key, ""), found.notices))
                continue
        if current is None:
            outside.append(block.text)
        else:
            found.notices.update({"tables"} if block.row else ())
            gathered[current].append(block.text)
    found.sections = {key: _text(lines) for key, lines in gathered.items()}
    return outside


def _beyond(block: _Block, title: str, notices: set[str]) -> list[str]:
    """What stands on the line of a heading after its words: typed there, or drawn up from the next line. A
    heading that says something else is not taken over, and that is said."""
    rest, words = block.text, "".join(title.split())
    for letter in words:
        rest = rest.lstrip()
        if not rest.startswith(letter):
            notices.add("headings")
            return []
        rest = rest[1:]
    rest = rest.lstrip(" \t\n　：:")
    if not words or not rest:
        return []
    notices.add("headings")
    return [rest]


Start = tuple[bool, str | None]


def _starts(keys: Sequence[str], blocks: Sequence[_Block], titles: Mapping[str, str]) -> Iterator[Start]:
    """For each block whether it begins something, and which section that is (None: what is ours alone).

    A heading whose bookmark is gone (typed anew, pasted) is found by its words, where it is expected: after
    the section before it, and only if no bookmark says where that section is."""
    by_mark = {f"{anchors.SECTION}{place}": key for place, key in enumerate(keys)}
    marked = {by_mark[mark] for block in blocks for mark in block.bookmarks if mark in by_mark}
    expected = list(keys)
    for block in blocks:
        ours = [by_mark[mark] for mark in block.bookmarks if mark in by_mark]
        named = ours[-1] if ours else _named(block, expected, marked, titles)
        if named is not None:
            expected = list(keys[keys.index(named) + 1 :])
            yield True, named
        else:
            yield _is_system(block) or (block.heading and not marked), None


def _is_system(block: _Block) -> bool:
    return any(mark.startswith(anchors.SYSTEM) for mark in block.bookmarks)


def _named(block: _Block, expected: Sequence[str], marked: Set[str], titles: Mapping[str, str]) -> str | None:
    """The next section that is called what this heading says."""
    words = "".join(block.text.split())
    if not block.heading or not words:
        return None
    return next(
        (k for k in expected if k not in marked and "".join(titles.get(k, "").split()) == words), None
    )


def _text(lines: Sequence[str]) -> str:
    return "\n".join(line.replace("\u00ad", "").rstrip() for line in lines).strip("\n")
