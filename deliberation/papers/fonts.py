"""Which face prints which role of a Chinese official paper, and how fontconfig learns it.

The machine's own font list is never used: a paper must look the same wherever it is printed. For each role
the office's licensed face wins (put into `<data>/fonts/licensed` or installed in the system), then Fandol
(`<data>/fonts/fandol`), then Noto from the package. Rare characters, which Fandol lacks, fall back to Noto.
The open faces are copied into a cache with their ascent and descent made equal, because a taller fallback
glyph would break the grid of 22 lines, and without Fandol's clumsy symbols and Latin letters; licensed faces
are linked untouched and their fallback is fitted.
"""

import hashlib
import importlib.resources
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from deliberation.config import PROJECT

OPEN_METRICS = (880, 120)  # ascent and descent in thousandths of an em: the shape of every Fandol face
RECIPE = 6  # raise it when the way the cache is built changes
SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
SUFFIXES = {".ttf", ".otf"}
SERIF, SANS = "NotoSerifSC-Regular", "NotoSansSC-Regular"
ELSEWHERE = {SERIF: "DejaVuSerif", SANS: "DejaVuSans"}


@dataclass(frozen=True)
class Role:
    """One kind of type in official papers: the licensed files that may serve it, else Fandol's, else Noto."""

    licensed: tuple[str, ...]
    fandol: tuple[tuple[str, str], ...]  # file and what it is good for: letters, han, both
    fallback: str


ROLES = {
    "song": Role(("fzxbsjw", "fzxbsk", "方正小标宋简体"), (("FandolSong-Bold", "both"),), SERIF),
    "fang": Role(
        ("simfang", "fangsong", "fangsong_gb2312", "仿宋_gb2312"),
        (("FandolSong-Regular", "letters"), ("FandolFang-Regular", "han")),
        SERIF,
    ),
    "hei": Role(("simhei", "heiti", "黑体"), (("FandolHei-Regular", "han"),), SANS),
    "kai": Role(
        ("simkai", "kaiti", "kaiti_gb2312", "楷体_gb2312"),
        (("FandolSong-Regular", "letters"), ("FandolKai-Regular", "han")),
        SERIF,
    ),
}
LETTERS = frozenset(range(0x20, 0x7F))
SYMBOLS = frozenset({0x3003, 0x3012, 0x3013, *range(0x3200, 0x3400)})
PUNCTUATION = frozenset({0x20, 0xA0, 0xB7, 0xD7, *range(0x2010, 0x2028), *range(0x2E80, 0x10000)}) - SYMBOLS
# Letters of other European alphabets, which the Chinese faces lack: names from elsewhere.
EUROPEAN = frozenset({*range(0xA0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00)})
KEEPS = {"letters": LETTERS, "han": PUNCTUATION, "both": LETTERS | PUNCTUATION, "european": EUROPEAN}


@dataclass(frozen=True)
class Face:
    """A font file under the family name the style sheet uses; `metrics` None leaves the file as it is."""

    family: str
    source: Path
    metrics: tuple[int, int] | None = None
    keep: str = ""  # of KEEPS; empty keeps every character


def data_folder() -> Path:
    """Where this installation keeps its data, as the settings say it."""
    return Path(os.environ.get("DELIBERATION_DATA") or PROJECT / "var").resolve()


@cache
def configure() -> Path:
    """Builds (once) the folder of faces with its fonts.conf and points fontconfig at it; returns the folder.

    Must run before WeasyPrint is imported, because fontconfig reads `FONTCONFIG_FILE` when it starts.
    """
    faces = list(dict.fromkeys(face for chain in _chains().values() for face in chain))
    folder = _cache_root() / _recipe_hash(faces)
    if not (folder / "fonts.conf").exists():
        _build(folder, faces)
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return folder


@cache
def coverage() -> frozenset[int]:
    """Every code point that at least the fallback faces can print."""
    ranges: list[list[int]] = json.loads((configure() / "coverage.json").read_text())
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def families(role: str) -> tuple[str, ...]:
    """The family names that serve a role, first choice first: for `font-family` in the style sheet."""
    return tuple(face.family for face in _chains()[role])


@cache
def _chains() -> dict[str, tuple[Face, ...]]:
    """For each role the faces that serve it, the fallback fitted to the first in height."""
    licensed, fandol, noto = _licensed_files(), _fandol_files(), _noto_files()
    chains: dict[str, tuple[Face, ...]] = {}
    for name, role in ROLES.items():
        owned = next((licensed[stem] for stem in role.licensed if stem in licensed), None)
        fallback = noto[role.fallback.lower()]
        if owned:
            metrics = _metrics(owned)
            fitted = Face(f"{role.fallback}-{metrics[0]}-{metrics[1]}", fallback, metrics)
            chains[name] = (Face(owned.stem, owned), fitted, *_elsewhere(role, metrics))
            continue
        found = [(stem, fandol.get(stem.lower()), keep) for stem, keep in role.fandol]
        own = [Face(stem, path, OPEN_METRICS, keep) for stem, path, keep in found if path]
        chains[name] = (*own, Face(role.fallback, fallback, OPEN_METRICS), *_elsewhere(role, OPEN_METRICS))
    return chains


def _elsewhere(role: Role, metrics: tuple[int, int]) -> list[Face]:
    """The face for other alphabets' letters (Debian brings it with fontconfig), if there."""
    stem = ELSEWHERE[role.fallback]
    path = _system_files().get(stem.lower())
    return [Face(f"{stem}-{metrics[0]}-{metrics[1]}", path, metrics, "european")] if path else []


def _fandol_files() -> dict[str, Path]:
    """Fandol's faces: of this installation's data folder if it has one for them, else of set-up's."""
    own = data_folder() / "fonts" / "fandol"
    return _files(own if own.is_dir() else PROJECT / "var" / "fonts" / "fandol")


@cache
def _system_files() -> dict[str, Path]:
    """The fonts installed on this machine, by lower-case file name."""
    found: dict[str, Path] = {}
    for folder in map(Path, SYSTEM_FOLDERS):
        for name, path in _files(folder.expanduser()).items():
            found.setdefault(name, path)
    return found


def _licensed_files() -> dict[str, Path]:
    """Font files an office may own, by lower-case file name; its own folder goes before the system's."""
    return {**_system_files(), **_files(data_folder() / "fonts" / "licensed")}


def _noto_files() -> dict[str, Path]:
    """The Noto faces of the package that is always installed with the platform."""
    return _files(Path(str(importlib.resources.files("pylopdf_fonts_zh_cn"))))


def _files(folder: Path) -> dict[str, Path]:
    """Font files anywhere below a folder, by lower-case name without ending, in a fixed order."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return {path.stem.lower(): path for path in paths}


def _metrics(path: Path) -> tuple[int, int]:
    """Ascent and descent of a face in thousandths of an em."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        em = font["head"].unitsPerEm
        return round(font["hhea"].ascent * 1000 / em), round(-font["hhea"].descent * 1000 / em)


def _cache_root() -> Path:
    """The data folder's cache, or a temporary folder where the data folder may not be written."""
    wanted = data_folder() / "cache" / "papers"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        if os.access(wanted, os.W_OK):
            return wanted
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="deliberation-papers-"))


def _recipe_hash(faces: Iterable[Face]) -> str:
    """A short name that changes whenever a font file or this recipe does."""
    parts = [f"{RECIPE}"]
    for face in faces:
        state = face.source.stat()
        parts.append(
            f"{face.family}|{face.source}|{state.st_size}|{state.st_mtime_ns}|{face.metrics}|{face.keep}"
        )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _build(folder: Path, faces: list[Face]) -> None:
    """Makes the folder beside its place and moves it there, so that two processes cannot see half of it."""
    work = Path(tempfile.mkdtemp(dir=folder.parent))
    work.chmod(0o755)
    (work / "faces").mkdir()
    names = {}
    for face in faces:
        name = f"{face.family}{face.source.suffix.lower()}"
        _place(face, work / "faces" / name)
        names[face.family] = folder / "faces" / name
    (work / "coverage.json").write_text(json.dumps(_coverage_ranges()))
    (work / "fonts.conf").write_text(_configuration(folder, names), encoding="utf-8")
    try:
        work.rename(folder)
    except OSError:
        shutil.rmtree(work)


def _place(face: Face, target: Path) -> None:
    """Links a licensed face; copies an open one with its height set and only its good characters."""
    if face.metrics is None:
        target.symlink_to(face.source)
        return
    from fontTools.ttLib import TTFont

    with TTFont(face.source, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        ascent, descent = (round(part * font["head"].unitsPerEm / 1000) for part in face.metrics)
        horizontal, system = font["hhea"], font["OS/2"]
        horizontal.ascent, horizontal.descent, horizontal.lineGap = ascent, -descent, 0
        system.sTypoAscender, system.sTypoDescender, system.sTypoLineGap = ascent, -descent, 0
        system.usWinAscent, system.usWinDescent = ascent, descent
        if face.keep:
            _keep_only(font, KEEPS[face.keep])
        font.save(target)


def _keep_only(font: Any, wanted: frozenset[int]) -> None:
    """Takes every other character out of a font's tables, so that the next face in the chain prints it."""
    for table in font["cmap"].tables:
        if hasattr(table, "cmap"):
            table.cmap = {point: glyph for point, glyph in table.cmap.items() if point in wanted}


def _coverage_ranges() -> list[tuple[int, int]]:
    """Code points both Noto faces, or both faces for other alphabets, hold: first and last of each run."""
    from fontTools.ttLib import TTFont

    def held(path: Path) -> set[int]:
        with TTFont(path, lazy=True) as font:
            return set(font.getBestCmap())

    noto, system = _noto_files(), _system_files()
    points = set.intersection(*(held(noto[name.lower()]) for name in (SERIF, SANS)))
    others = [system[name.lower()] for name in ELSEWHERE.values() if name.lower() in system]
    if len(others) == len(ELSEWHERE):
        points |= set.intersection(*map(held, others)) & EUROPEAN
    ranges: list[tuple[int, int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return ranges


def _configuration(folder: Path, names: dict[str, Path]) -> str:
    """The fonts.conf: one folder of faces, each under its own name and weighing regular (Fandol's claim to be
    regular in bold files would otherwise pick the wrong one)."""
    rules = "\n".join(
        f'<match target="scan"><test name="file"><string>{escape(str(path))}</string></test>'
        f'<edit name="family" mode="assign_replace"><string>{escape(family)}</string></edit>'
        '<edit name="weight" mode="assign_replace"><int>80</int></edit></match>'
        for family, path in names.items()
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n<reset-dirs/>\n'
        f"<dir>{escape(str(folder / 'faces'))}</dir>\n<cachedir>{escape(str(folder / 'index'))}</cachedir>\n"
        f"{rules}\n</fontconfig>\n"
    )
