"""What printing lists costs, beside Chromium printing the same page and LibreOffice the same rows.

    python benchmarks/papers.py              20, 200, 1,000 and 3,000 rows
    python benchmarks/papers.py --quick      100 and 200 rows; below 40 s
    python benchmarks/papers.py --rows 1000  one size only

All in the same run, each in a process of its own with its children watched; the machine may be shared, so
ratios count more than seconds. A street's list has fifty rows a community. It is drawn cold (nothing kept,
WeasyPrint not loaded), again unchanged, and again after one row changed, in one process, as a worker would.
Chromium gets the HTML the paper is made from and the same faces; LibreOffice a bare table of the rows.
"""

import argparse
import copy
import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import lists
from benchmarks.claims import Claim, at_most, tell
from benchmarks.watched import Cost, Failed, cpu_s, watched

SIZES, QUICK = (20, 200, 1_000, 3_000), (100, 200)
WAITED_FOR, LONG = 200, 1_000  # rows a person waits for at the screen; rows of a long list
WAIT_S = 10.0
MOST_S = 900.0
SHOWN = ("number", "name", "kind", "site", "content", "estimate_fen", "unit", "finish_on", "decision")


@dataclass(frozen=True)
class Seen:
    """One size: ours with what it says of itself, and the others where there are any."""

    rows: int
    ours: Cost
    told: dict[str, float]
    once: Cost | None = None
    chromium: Cost | None = None


def draw(rows: int) -> dict[str, float]:
    """A street's list cold, unchanged, and after one row changed: seconds; pages and bytes."""
    from deliberation import papers

    facts = lists.street_list(rows)
    changed = copy.deepcopy(facts)
    changed["short_hash"] = "0a1b2c3d"
    changed["sections"][-1]["rows"][-1]["estimate_fen"] += 100
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="papers-") as folder:
        for name, each in (("cold", facts), ("unchanged", facts), ("changed", changed)):
            begun, cpu = time.perf_counter(), _cpu_s()
            data = papers.render_street(each, folder=Path(folder))
            found |= {name: time.perf_counter() - begun, f"{name}_cpu": _cpu_s() - cpu}
    return found | {"pages": _pages(data), "mb": len(data) / 1_000_000}


def draw_at_once(rows: int) -> dict[str, float]:
    """A community's list while somebody waits, in a process that has drawn a paper before."""
    from deliberation import papers

    papers.render("project-list", lists.project_list(1))
    begun, cpu = time.perf_counter(), _cpu_s()
    data = papers.render("project-list", lists.project_list(rows))
    return {
        "cold": time.perf_counter() - begun,
        "cold_cpu": _cpu_s() - cpu,
        "pages": _pages(data),
        "mb": len(data) / 1_000_000,
    }


PARTS = {"draw": draw, "draw_at_once": draw_at_once}


def _cpu_s() -> float:
    return cpu_s(os.getpid())


def _pages(data: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def ours(part: str, rows: int) -> Cost:
    """A part in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--rows", str(rows)]
    return watched(command, os.environ, MOST_S)


def by_chromium(rows: int, folder: Path) -> Cost:
    """The HTML of the street's paper printed by a browser with the same faces."""
    from deliberation.papers import fonts, pages
    from deliberation.papers.texts import as_written

    text, made = folder / "list.html", folder / "chromium.pdf"
    text.write_text(pages.page("street-list", lists.street_list(rows), as_written, False), encoding="utf-8")
    command = [
        *(_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer"),
        *(f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", text.as_uri()),
    ]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.configure() / "fonts.conf")}
    cost = watched(command, environment, MOST_S)
    print(f"  Chromium {rows:,} rows: {_pages(made.read_bytes())} pages, {_figures(cost)}", flush=True)
    return cost


def by_office(rows: int, folder: Path) -> Cost:
    """The rows as a table: the XLSX by Calc where that is installed, else a bare HTML table by Writer."""
    calc = _has_calc()
    source = folder / ("list.xlsx" if calc else "table.html")
    source.write_bytes(_workbook(rows) if calc else _bare_table(rows).encode())
    way = "calc_pdf_Export" if calc else "writer_pdf_Export"
    command = [
        *("soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--norestore"),
        *(() if calc else ("--infilter=HTML (StarWriter)",)),
        *("--convert-to", f"pdf:{way}", "--outdir", str(folder), str(source)),
    ]
    cost = watched(command, os.environ, MOST_S)
    made = source.with_suffix(".pdf")
    if not made.exists():
        raise Failed(cost.said[-300:])
    name = "LibreOffice Calc (XLSX)" if calc else "LibreOffice Writer (HTML table)"
    print(f"  {name} {rows:,} rows: {_pages(made.read_bytes())} pages, {_figures(cost)}", flush=True)
    return cost


def _workbook(rows: int) -> bytes:
    from deliberation import papers

    return papers.workbook("street-list", lists.street_list(rows))


def _bare_table(rows: int) -> str:
    lines = [
        "<tr>" + "".join(f"<td>{html.escape(str(each[key]))}</td>" for key in SHOWN) + "</tr>"
        for section in lists.street_list(rows)["sections"]
        for each in section["rows"]
    ]
    return f'<html><head><meta charset="utf-8"></head><body><table border="1">{"".join(lines)}</table></body>'


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _has_calc() -> bool:
    program = Path(os.path.realpath(shutil.which("soffice") or "")).parent
    return (program / "libsclo.so").exists()


def _figures(cost: Cost) -> str:
    return f"wall {cost.wall_s:.1f} s, CPU {cost.cpu_s:.1f} s, peak {cost.peak_mb:.0f} MB"


def measured(rows: int) -> Seen:
    """One size by everything that is installed."""
    cost = ours("draw", rows)
    told = json.loads(cost.said.splitlines()[-1])
    said = ", ".join(f"{name} {value:.2f}" for name, value in told.items())
    print(f"{rows:,} rows, street's list: {said}; in all {_figures(cost)}", flush=True)
    once = ours("draw_at_once", rows) if rows <= WAITED_FOR else None
    if once:
        alone = json.loads(once.said.splitlines()[-1])
        told |= {f"once_{name}": value for name, value in alone.items()}
        print(f"  community's list at once: {alone['cold']:.2f} s, {alone['pages']} pages", flush=True)
    with tempfile.TemporaryDirectory(prefix="papers-") as folder:
        chromium = _tried("Chromium", _chromium(), by_chromium, rows, Path(folder))
        office = _tried("LibreOffice", shutil.which("soffice"), by_office, rows, Path(folder))
    for name, other in (("Chromium", chromium), ("LibreOffice", office)):
        if other:
            wall, cpu = told["cold"] / other.wall_s, told["cold_cpu"] / other.cpu_s
            print(f"  of {name}'s: wall {wall:.2f}, CPU {cpu:.2f}, memory {cost.peak_mb / other.peak_mb:.2f}")
    return Seen(rows, cost, told, once, chromium)


def _tried(name: str, there: str | None, way: Any, rows: int, folder: Path) -> Cost | None:
    if there is None:
        print(f"  {name}: skipped, not installed")
        return None
    try:
        found: Cost = way(rows, folder)
    except (Failed, OSError, subprocess.SubprocessError) as trouble:
        print(f"  {name}: skipped, {trouble}")
        return None
    return found


def claims_of(seen: list[Seen]) -> list[Claim]:
    """What we say, of the sizes that were measured."""
    made = [
        at_most(f"{each.rows:,} rows while somebody waits", each.told["once_cold"], WAIT_S, "s")
        for each in seen
        if each.once
    ]
    for each in seen:
        if each.rows >= LONG or each is seen[-1]:
            made += _claims_of_long(each)
    if len(seen) > 1:
        less, more = seen[-2:]
        further = (more.told["cold_cpu"] - less.told["cold_cpu"]) / (more.rows - less.rows)
        name = f"CPU of each further row to {more.rows:,}, of a row to {less.rows:,}"
        made.append(at_most(name, further / less.told["cold_cpu"] * less.rows, 1.25, "times"))
    return made


def _claims_of_long(seen: Seen) -> list[Claim]:
    name = f"{seen.rows:,} rows"
    made = [
        at_most(f"{name}, peak memory of all processes", seen.ours.peak_mb, 400, "MB"),
        at_most(f"{name} again, one row changed", seen.told["changed"], 3, "s"),
    ]
    if seen.chromium:
        times = seen.told["cold"] / seen.chromium.wall_s
        made.insert(0, at_most(f"{name} cold, of Chromium's wall", times, 2, "times"))
    return made


def main() -> None:
    """Measure, and say what held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int, help="this size only")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(PARTS[asked.part](asked.rows)))
        return
    sizes = (asked.rows,) if asked.rows else QUICK if asked.quick else SIZES
    tell(claims_of([measured(rows) for rows in sizes]))


if __name__ == "__main__":
    main()
