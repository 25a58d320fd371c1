"""What exchanging tables costs: 需求清单 of 10,000 needs as XLSX, and taking a table of 5,000 needs over.

    python benchmarks/exchange.py            20,000 needs in the database, 10,000 listed, 5,000 taken over
    python benchmarks/exchange.py --quick    a part of it, scaled up in the claims; below 40 s

Each part runs in a process of its own, so that CPU and peak memory are its own. CPU is what counts: the wall
clock is told beside it, because the machine may be shared.
"""

import argparse
import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.claims import at_least, at_most, tell
from benchmarks.neighbourhood import Size, neighbourhood

NEEDS, LISTED, TAKEN = 20_000, 10_000, 5_000
QUICK = (4_000, 3_000, 150)
HEADS = ("需求名称", "具体内容", "地点", "来源", "提出人", "类别")


def prepare(folder: Path, needs: int) -> dict[str, str]:
    """The database to work on, in a folder; who works there."""
    size = replace(Size(), needs=needs, supports=needs * 5, comments=needs, households=1_000, residents=2_000)
    with neighbourhood(size, folder=folder) as place:
        return {"code": place.code, "worker": str(place.worker.account_id)}


def listed(folder: Path, code: str, _worker: str, count: int) -> dict[str, float]:
    """The masked list as XLSX."""
    from deliberation import papers
    from deliberation.needs import exporting
    from deliberation.needs.exporting import Asked
    from deliberation.needs.rules import Wanted

    with _app(folder).app_context():
        asked = Asked(code, Wanted())
        begun = time.process_time()
        ids = exporting.chosen(asked)[:count]
        facts = {**exporting.facts_of(asked, ids, ""), "total": len(ids)}
        content = papers.workbook("needs-list", facts)
        return {"cpu": time.process_time() - begun, "rows": len(ids), "bytes": len(content)}


def taken(folder: Path, code: str, worker: str, count: int) -> dict[str, float]:
    """The dry run of a table, and its take-over line by line."""
    from uuid import UUID

    from deliberation.database import db, unit_of_work
    from deliberation.needs import import_check, importing
    from deliberation.people import uploads
    from deliberation.people.queries import actor_of

    with _app(folder).app_context():
        content, actor = _table(code, count), actor_of(UUID(worker))
        assert actor is not None
        db.session.rollback()
        begun = time.process_time()
        report = import_check.report_of(code, content)
        checked = time.process_time() - begun
        with unit_of_work():
            upload = uploads.receive(actor, importing.KIND, code, content, "table.csv")
            importing.keep_report(upload, report)
            importing.begin(upload, skip_wrong=False)
        begun, wall = time.process_time(), time.perf_counter()
        importing.take_over(actor, upload, lambda done, total: None)
        done = (upload.report or {})["done"]
        assert done["added"] == count, done
        return {
            "checked": checked,
            "cpu": time.process_time() - begun,
            "wall": time.perf_counter() - wall,
            "rows": count,
        }


def _table(code: str, count: int) -> bytes:
    """A table that says, differently, what residents of the neighbourhood say."""
    from sqlalchemy import select

    from deliberation.database import db
    from deliberation.needs.models import Need

    said = select(Need.title, Need.body, Need.place).where(Need.community_code == code)
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(HEADS)
    for place, (title, body, where) in enumerate(db.session.execute(said.limit(count))):
        lines.writerow((f"{title[:34]}{place}", body, where, "走访", "李强", "停车"))
    return text.getvalue().encode()


def _app(folder: Path) -> Any:
    from deliberation import create_app
    from deliberation.config import read_settings

    return create_app(read_settings({}, data_dir=folder, public_url="http://127.0.0.1", demo=False))


PARTS: dict[str, Callable[..., dict[str, float]]] = {"listed": listed, "taken": taken}


def measured(part: str, folder: Path, who: dict[str, str], count: int) -> dict[str, float]:
    """One part in a process of its own; `peak` is its largest memory in MB."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), "--count", str(count)]
    run = subprocess.run([*command, "--who", json.dumps(who)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    print(f"{part}: " + ", ".join(f"{name} {value:.2f}" for name, value in found.items()))
    return found


def _run_part(asked: argparse.Namespace) -> None:
    found = PARTS[asked.part](asked.folder, *json.loads(asked.who).values(), asked.count)
    print(json.dumps(found | {"peak": _peak()}))


def _peak() -> float:
    """The largest memory of this process in MB; getrusage would count what the parent had when it forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(next(line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line)) / 1024


def main() -> None:
    """Measure, and say what held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    for name, kind in (("--part", str), ("--folder", Path), ("--who", str), ("--count", int)):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        return _run_part(asked)
    needs, listing, taking = QUICK if asked.quick else (NEEDS, LISTED, TAKEN)
    with tempfile.TemporaryDirectory(prefix="exchange-") as temporary:
        folder = Path(temporary)
        who = prepare(folder, needs)
        sheet = measured("listed", folder, who, listing)
        table = measured("taken", folder, who, taking)
    rate = table["rows"] / table["cpu"]
    tell(
        [
            at_most("XLSX of 10,000 needs", sheet["cpu"] * LISTED / sheet["rows"], 4, "CPU s"),
            at_most("XLSX, peak memory of the process", sheet["peak"], 150, "MB"),
            at_most("dry run of 5,000 lines", table["checked"] * TAKEN / table["rows"], 60, "CPU s"),
            at_least("lines taken over", rate, 50, "a CPU s"),
            at_most("5,000 lines taken over", TAKEN / rate, 100, "CPU s"),
        ]
    )
    return None


if __name__ == "__main__":
    main()
