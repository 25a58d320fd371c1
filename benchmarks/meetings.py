"""A meeting of 500 members under a real server: taps at the door, counts of a motion, the wall and the desk.

    python benchmarks/meetings.py [--quick]     SQLite, and PostgreSQL where one can be started here

32 clients at once; beside them a bare Flask page and a bare durable insert under the same server in the same
run. Every tap is durable when it is answered, and the quorum with it. At the end the list is read: whoever
was answered for is there, once. The wall and the desk ask every two seconds in a hall; here they ask without
a pause, once when nothing changed (204) and once as if everything had.
"""

import argparse
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from datetime import timedelta

from sqlalchemy import func, select

from benchmarks import bare, postgres
from benchmarks.claims import Claim, at_most, tell
from benchmarks.needs import on
from benchmarks.neighbourhood import Neighbourhood, Size, neighbourhood
from benchmarks.sayings import GIVEN, NAMES
from benchmarks.serving import Ask, Seen, get, load, serving
from benchmarks.visitors import Visitor, visitor
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.meetings import screening, service
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.rules import Presence
from deliberation.people.queries import actor_of

MEMBERS, CLIENTS = 500, 32
SMALL = Size(20, 0, 0, 600, 800, 50)


def planned(place: Neighbourhood) -> UUID:
    """A meeting of five hundred, announced, one matter on its agenda."""
    actor = actor_of(place.worker.account_id)
    assert actor is not None
    plan = service.Plan(
        title="五百人的会",
        starts_at=now() + timedelta(days=4),
        place="小学礼堂",
        chair=service.Leader(name="王书记"),
        recorder=service.Leader(account_id=place.worker.account_id),
    )
    names = [
        f"{NAMES[number % len(NAMES)]}{GIVEN[number % len(GIVEN)]}{number}号" for number in range(MEMBERS)
    ]
    with unit_of_work():
        meeting = service.plan(actor, place.code, "council", plan)
        service.add_item(actor, meeting, service.ItemDraft("门口装路灯"))
        service.set_members(actor, meeting, [], names)
        service.give_notice(actor, meeting, "请准时到会。")
        return meeting.id


def moved(place: Neighbourhood, meeting_id: UUID) -> UUID:
    """A motion on the matter, put when everybody is there."""
    actor = actor_of(place.worker.account_id)
    assert actor is not None
    with unit_of_work():
        item = db.session.get_one(Meeting, meeting_id).items[0]
        return service.move(actor, item, service.MotionDraft("同意装三盏路灯")).id


def taps(base: str, rows: list[UUID], somebody: Visitor) -> Ask:
    """One tap a member: here."""
    headers = {**somebody.headers(), "HX-Request": "true"}
    bodies = somebody.form(status="present", version="0")
    return lambda number: ("POST", f"{base}/attendance/{rows[number]}", bodies, headers)


def counts(base: str, motion_id: UUID, somebody: Visitor) -> Ask:
    """The counts of one motion, entered and corrected again and again by everybody at once."""

    def ask(number: int) -> tuple[str, str, bytes, dict[str, str]]:
        votes = {"votes_for": str(300 + number % 90), "against": "50", "abstain": "9", "way": "hands"}
        body = somebody.form(act="hands", entry=str(uuid4()), row=str(motion_id), **votes)
        return ("POST", f"{base}/live", body, {**somebody.headers(), "X-Live": "1"})

    return ask


def measure(name: str, place: Neighbourhood, bare_url: str, number: int) -> list[Claim]:
    """One database: what was seen, row by row, and what is claimed of it."""
    meeting_id = planned(place)
    somebody = visitor(place.app, place.worker.account_id, place.worker.stamp)
    query = select(Attendance.id).where(Attendance.meeting_id == meeting_id).order_by(Attendance.name)
    rows = list(db.session.scalars(query))
    db.session.rollback()
    base = f"/c/{place.code}/meetings/{meeting_id}"
    bare.prepare(bare_url)
    environment = {**place.environment, "BARE_DATABASE_URL": bare_url}
    print(f"\n{name}: {len(rows)} members, {CLIENTS} clients, {number} requests a row ({MEMBERS} taps)")
    print(f"  {'':28} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>7} {'errors':>7}")
    seen: dict[str, Seen] = {}
    with serving("benchmarks.bare:app", environment) as plain, serving("wsgi:app", environment) as server:

        def run(
            word: str, ask: Ask, times: int, fine: tuple[int, ...] = (200,), on_bare: bool = False
        ) -> None:
            seen[word] = load(plain if on_bare else server, ask, times, CLIENTS)
            _row(word, seen[word], fine)

        load(server, get(f"{base}/screen", somebody.cookie), 40, 8)
        run("bare page", get("/"), number, on_bare=True)
        run("bare durable insert", lambda _n: ("POST", "/insert", b"", {}), number, on_bare=True)
        run("tap at the door", taps(base, rows, somebody), MEMBERS)
        motion_id = moved(place, meeting_id)
        run("counts of a motion", counts(base, motion_id, somebody), number)
        version, wall = _now(place, meeting_id)
        state = f"{base}/screen/state?seen="
        run("wall, nothing new", get(f"{state}{wall}", somebody.cookie), number, (204,))
        run("wall, all new", get(f"{state}0", somebody.cookie), number)
        run("desk, nothing new", get(f"{base}/live/part?version={version}", somebody.cookie), number, (204,))
        run("desk, all new", get(f"{base}/live/part?version=0", somebody.cookie), number)
        run("door, one page", get(f"{base}/attendance", somebody.cookie), number)
    return [*_claims(name, seen), _lost(name, meeting_id)]


def _now(place: Neighbourhood, meeting_id: UUID) -> tuple[int, str]:
    """The meeting's version, and what the wall calls it."""
    watched = screening.watched(meeting_id, place.code)
    assert watched is not None
    version = db.session.scalar(select(Meeting.version).where(Meeting.id == meeting_id)) or 0
    db.session.rollback()
    return version, watched.seen


def _row(word: str, run: Seen, fine: tuple[int, ...]) -> None:
    wrong = sum(times for status, times in run.statuses.items() if status not in fine)
    print(
        f"  {word:28} {run.per_s:9.0f} {run.at(0.5):8.1f} {run.at(0.95):8.1f} {run.cpu_ms:7.2f} {wrong:7d}",
        flush=True,
    )
    if wrong:
        raise SystemExit(f"{word}: answered {run.statuses}")


def _claims(name: str, seen: dict[str, Seen]) -> list[Claim]:
    insert, page = seen["bare durable insert"], seen["bare page"]
    pairs = [
        ("tap at the door", insert, 1_000, 30),
        ("counts of a motion", insert, 1_000, 40),
        ("wall, nothing new", page, 300, 15),
        ("wall, all new", page, 1_000, 60),
        ("desk, nothing new", page, 300, 15),
        ("desk, all new", page, 1_500, 150),
    ]
    claims = []
    for word, beside, most_ms, most_times in pairs:
        run = seen[word]
        claims.append(at_most(f"{name}, {word}, p95 at {CLIENTS} clients", run.at(0.95), most_ms, "ms"))
        what = "bare insert" if beside is insert else "bare page"
        claims.append(
            at_most(f"{name}, {word}, CPU of a {what}", run.cpu_ms / beside.cpu_ms, most_times, "times")
        )
    return claims


def _lost(name: str, meeting_id: UUID) -> Claim:
    """Everybody whose tap was answered is there."""
    there = db.session.scalar(
        select(func.count())
        .select_from(Attendance)
        .where(Attendance.meeting_id == meeting_id, Attendance.status == Presence.PRESENT)
    )
    db.session.rollback()
    return at_most(f"{name}, acknowledged taps that are not on the list", MEMBERS - (there or 0), 0, "taps")


def main() -> None:
    """Measure on SQLite, then on PostgreSQL where there is one; say what was claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests, SQLite only, under 40 seconds")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked = parser.parse_args()
    number = 200 if asked.quick else 1_000
    claims: list[Claim] = []
    begun = time.perf_counter()
    if asked.database != "postgresql":
        with nullcontext() if "DATABASE_URL" not in os.environ else on(""), neighbourhood(SMALL) as place:
            claims += measure("SQLite", place, f"sqlite:///{place.folder / 'bare.sqlite'}", number)
    if asked.database != "sqlite" and not (asked.quick and asked.database is None):
        with postgres.cluster() as url:
            if url is None:
                print("\nPostgreSQL: not on this machine, not measured")
            else:
                with on(url), neighbourhood(SMALL) as place:
                    claims += measure("PostgreSQL", place, url, number)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    tell(claims)


if __name__ == "__main__":
    main()
