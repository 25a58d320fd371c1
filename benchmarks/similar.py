"""How well needs that mean the same are told from those that only sound alike, and how fast among 20,000.

    python benchmarks/similar.py [--quick]     SQLite in a folder of its own, or an empty DATABASE_URL

Precision and recall are of the labelled pairs under tests/needs/data, on the part nobody tuned on. A title is
looked for cold (its candidates never heard before in this process) and again; `--quick` asks fewer titles.
"""

import argparse
import csv
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.claims import Claim, at_least, at_most, tell
from benchmarks.neighbourhood import Neighbourhood, Size, neighbourhood
from deliberation.database import db, reading
from deliberation.needs.hearing import Heard, heard, heard_need
from deliberation.needs.likeness import ALIKE, likeness
from deliberation.needs.similar import similar_to

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "needs" / "data" / "pairs.tsv"
AIM_MS = 50


def told_apart(part: str) -> tuple[float, float, int]:
    """(precision, recall, pairs) of one part of the labelled pairs."""
    with PAIRS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["part"] == part]
    same = [row["label"] == "same" for row in rows]
    alike = [likeness(_heard(row["a"]), _heard(row["b"])) >= ALIKE for row in rows]
    right = sum(one and other for one, other in zip(same, alike, strict=True))
    return right / max(1, sum(alike)), right / max(1, sum(same)), len(rows)


def _heard(text: str) -> Heard:
    return heard_need(*text.split("｜"))


def titles(most: int) -> list[str]:
    """What people type: the first text of each labelled pair."""
    with PAIRS.open(encoding="utf-8") as file:
        said = [row["a"].split("｜")[0] for row in csv.DictReader(file, delimiter="\t")]
    return list(dict.fromkeys(said))[:: max(1, len(set(said)) // most)][:most]


def milliseconds(
    place: Neighbourhood, asked: Iterable[str], cold: bool, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """How long each title takes, by a clock on the wall or by this process's own."""
    taken = []
    for title in asked:
        if cold:
            heard.cache_clear()
        begun = clock()
        similar_to(place.code, title)
        taken.append((clock() - begun) * 1000)
        db.session.rollback()
    return taken


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def timed(place: Neighbourhood, most: int) -> list[Claim]:
    """The time of a title among all needs."""
    asked = titles(most)
    with reading():
        milliseconds(place, asked[:5], cold=False)  # statements are compiled once a process
        cpu = milliseconds(place, asked, True, time.process_time)
        cold, warm = milliseconds(place, asked, cold=True), milliseconds(place, asked, cold=False)
    name = f"similar at {place.size.needs:,} needs, {len(asked)} titles"
    print(f"{name}: warm p50 {statistics.median(warm):.1f} ms, p95 {percentile(warm, 0.95):.1f} ms")
    print(
        f"{name}: CPU of this process p50 {statistics.median(cpu):.1f} ms, p95 {percentile(cpu, 0.95):.1f} ms"
    )
    return [
        at_most(f"{name}, p50", statistics.median(cold), AIM_MS, "ms"),
        at_most(f"{name}, p95", percentile(cold, 0.95), AIM_MS, "ms"),
    ]


def main() -> None:
    """Measure, and print one line a claim."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer titles")
    quick = parser.parse_args().quick
    precision, recall, pairs = told_apart("held-out")
    tuned = told_apart("tuning")
    print(f"tuning part, {tuned[2]} pairs: precision {tuned[0]:.3f}, recall {tuned[1]:.3f}")
    claims = [
        at_least(f"similar, precision on {pairs} pairs held out", precision, 0.9, ""),
        at_least(f"similar, recall on {pairs} pairs held out", recall, 0.8, ""),
    ]
    with neighbourhood(Size(supports=0, comments=0)) as place:
        claims += timed(place, 40 if quick else 200)
    tell(claims)


if __name__ == "__main__":
    main()
