"""A community as large as a benchmark wants it, in a database of its own, told from a seed.

    with neighbourhood(Size(needs=20_000)) as place: ...      in a folder that is gone afterwards
    python benchmarks/neighbourhood.py /tmp/somewhere          a folder to keep, to serve or to profile

SQLite in the folder, or PostgreSQL where DATABASE_URL names an empty database. Rows are written in bulk
through the tables' own columns; the database's triggers fill the index and (on SQLite) count the supports.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.sayings import ESTATES, GIVEN, HOPES, NAMES, OPENINGS, REASONS, SAID, SPOTS, THINGS
from deliberation import create_app
from deliberation.actors import Role, machine
from deliberation.clock import now, today
from deliberation.config import read_settings
from deliberation.cycles import service as cycles
from deliberation.cycles.rules import STAGES, Stage
from deliberation.database import Base, db, unit_of_work
from deliberation.needs.grams import document
from deliberation.needs.models import Need, NeedComment, NeedDocument, NeedEvent, NeedFollow, NeedSupport
from deliberation.needs.rules import Channel, NeedState
from deliberation.notices.models import Message
from deliberation.people import service as people
from deliberation.people.models import Account, Resident
from deliberation.places import service as places
from deliberation.places.models import Building, Counter, Estate, Household, Region

DISTRICT, STREET, CODE = "999999", "999999007", "999999007001"
PASSWORD = "bench-2026-pass"
RESIDENT_PHONE, WORKER_PHONE = "13900000001", "13900000002"
YEARS = 3
BATCH = 5_000


@dataclass(frozen=True)
class Size:
    """How many of what."""

    needs: int = 20_000
    supports: int = 200_000
    comments: int = 50_000
    households: int = 3_000
    residents: int = 5_000
    accounts: int = 1_500


@dataclass(frozen=True)
class Login:
    """How somebody signs in to the community."""

    phone: str
    password: str
    account_id: UUID
    stamp: str


@dataclass(frozen=True)
class Neighbourhood:
    """The community, ready to be asked: its app, its code, who signs in, some of its needs."""

    app: Flask
    folder: Path
    code: str
    resident: Login
    worker: Login
    published: Sequence[UUID]
    size: Size

    @property
    def environment(self) -> dict[str, str]:
        """What a server of its own must be told to serve this database."""
        return {
            "DELIBERATION_DATA": str(self.folder),
            "DATABASE_URL": str(self.app.config["SQLALCHEMY_DATABASE_URI"]),
        }


STATES = {
    NeedState.OPEN: 70,
    NeedState.SHORTLISTED: 10,
    NeedState.MERGED: 8,
    NeedState.REJECTED: 8,
    NeedState.HANDED_OVER: 4,
}
COUNTED = """
    UPDATE need SET support_count = counted.people, household_count = counted.households FROM (
        SELECT s.need_id, count(*) AS people, count(DISTINCT r.household_id) AS households
        FROM need_support AS s JOIN resident AS r ON r.id = s.resident_id
        WHERE r.confirmed_at IS NOT NULL GROUP BY s.need_id) AS counted
    WHERE counted.need_id = need.id
"""


@contextmanager
def neighbourhood(size: Size = Size(), seed: int = 7, folder: Path | None = None) -> Iterator[Neighbourhood]:
    """The community, inside an app context; its folder goes away afterwards unless one was given."""
    with tempfile.TemporaryDirectory(prefix="neighbourhood-") as temporary:
        app = _app(folder or Path(temporary))
        with app.app_context():
            upgrade()
            _refuse_used()
            yield _Builder(app, size, seed).build()
            db.session.remove()
            db.engine.dispose()


def _app(folder: Path) -> Flask:
    kept = {"DATABASE_URL": os.environ.get("DATABASE_URL", "")}
    return create_app(read_settings(kept, data_dir=folder, public_url="http://127.0.0.1", demo=False))


def _refuse_used() -> None:
    """Nobody's real database is filled with invented people."""
    if db.session.scalar(select(func.count()).select_from(Region)):
        raise SystemExit("this database is not empty")


class _Builder:
    """Writes the rows, each kind in one go."""

    def __init__(self, app: Flask, size: Size, seed: int) -> None:
        self.app, self.size, self.rng = app, size, random.Random(seed)
        self.now = now()

    def build(self) -> Neighbourhood:
        with unit_of_work():
            self._places()
            self._people()
            self._cycle()
        self._needs()
        self._supports()
        self._comments()
        self._analyse()
        return Neighbourhood(
            self.app,
            Path(self.app.config["SETTINGS"].data_dir),
            CODE,
            self.resident,
            self.worker,
            [row["id"] for row in self.needs if row["published_at"] and row["state"] != NeedState.MERGED],
            self.size,
        )

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _write(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Rows in batches, each durable."""
        for start in range(0, len(rows), BATCH):
            with unit_of_work():
                db.session.execute(insert(table.__table__), rows[start : start + BATCH])

    def _places(self) -> None:
        for code, name in ((DISTRICT, "示范区"), (STREET, "清河街道"), (CODE, "和平里社区")):
            places.add_region(machine(), code, name, contact="居委会一楼服务台")
        self.estates = [self._uuid() for _ in ESTATES]
        rows = zip(self.estates, ESTATES, strict=True)
        db.session.execute(
            insert(Estate), [{"id": id, "name": name, "community_code": CODE} for id, name in rows]
        )
        buildings = [(self._uuid(), estate, n) for estate in self.estates for n in range(1, 21)]
        db.session.execute(
            insert(Building),
            [{"id": b, "estate_id": e, "name": f"{n}号楼", "community_code": CODE} for b, e, n in buildings],
        )
        self.households = [self._uuid() for _ in range(self.size.households)]
        homes = [
            {
                "id": each,
                "building_id": buildings[place % len(buildings)][0],
                "unit": "1",
                "door": str(100 + place // len(buildings)),
                "adults": 2,
                "community_code": CODE,
                "created_at": self.now,
            }
            for place, each in enumerate(self.households)
        ]
        db.session.execute(insert(Household), homes)

    def _name(self) -> str:
        return self.rng.choice(NAMES) + self.rng.choice(GIVEN)

    def _people(self) -> None:
        self.residents = [self._uuid() for _ in range(self.size.residents)]
        rows = [
            {
                "id": each,
                "household_id": self.households[place % len(self.households)],
                "name": self._name(),
                "birth_year": self.rng.randint(1935, 2004),
                "on_roll": True,
                "confirmed_at": self.now if self.rng.random() < 0.95 else None,
                "community_code": CODE,
                "created_at": self.now,
            }
            for place, each in enumerate(self.residents)
        ]
        rows[0]["confirmed_at"] = self.now
        db.session.execute(insert(Resident), rows)
        self.resident = self._open(RESIDENT_PHONE, rows[0]["name"], self.residents[0], Role.RESIDENT)
        self.worker = self._open(WORKER_PHONE, "李梅", None, Role.WORKER)
        accounts = [
            {
                "id": self._uuid(),
                "phone_sealed": b"",
                "phone_index": f"bench-{place}",
                "password_hash": "nobody",
                "stamp": "0",
                "name": rows[place]["name"],
                "nickname": f"邻居{place}" if place % 3 else "",
                "resident_id": self.residents[place],
                "created_at": self.now,
            }
            for place in range(1, min(self.size.accounts, self.size.residents))
        ]
        if accounts:
            db.session.execute(insert(Account), accounts)
        self.accounts = [self.resident.account_id, *(row["id"] for row in accounts)]

    def _open(self, phone: str, name: str, resident_id: UUID | None, role: Role) -> Login:
        person = db.session.get(Resident, resident_id) if resident_id else None
        account = people.open_account(machine(), phone, PASSWORD, name, person)
        people.grant(machine(), account, role, CODE)
        account.must_change_password = False
        return Login(phone, PASSWORD, account.id, account.stamp)

    def _cycle(self) -> None:
        first = today() - timedelta(days=3)
        starts = {stage: first + timedelta(days=30 * place) for place, stage in enumerate(STAGES)}
        self.cycle_id = cycles.plan(machine(), CODE, "2026年议事周期", starts, None).id

    def _needs(self) -> None:
        ages = sorted((self.rng.random() ** 1.5 * 365 * YEARS for _ in range(self.size.needs)), reverse=True)
        running: dict[int, int] = {}
        self.needs = [self._need(self.now - timedelta(days=age), running) for age in ages]
        for row in self.needs:
            if row["state"] == NeedState.MERGED:
                row["merged_into_id"] = self.needs[-1]["id"]
        self.needs[-1].update(state=NeedState.OPEN, published_at=self.now, merged_into_id=None)
        self._write(Need, sorted(self.needs, key=lambda row: row["state"] == NeedState.MERGED))
        self._write(NeedDocument, [self._document(row) for row in self.needs])
        self._write(NeedEvent, [event for row in self.needs for event in self._way(row)])
        self._write(
            Counter,
            [{"community_code": CODE, "series": "need", "year": y, "last": n} for y, n in running.items()],
        )

    def _need(self, at: datetime, running: dict[int, int]) -> dict[str, Any]:
        rng = self.rng
        category, things, sayings = rng.choice(THINGS)
        where = rng.choice(SPOTS) if rng.random() < 0.5 else f"{rng.randint(1, 20)}号楼"
        estate = rng.randrange(len(ESTATES)) if rng.random() < 0.7 else None
        title = rng.choice(sayings).format(p=where, t=rng.choice(things))
        state = rng.choices(list(STATES), list(STATES.values()))[0]
        running[at.year] = running.get(at.year, 0) + 1
        published = rng.random() < 0.97 or state != NeedState.OPEN
        resident = rng.randrange(len(self.residents))
        entered = rng.random() < 0.2
        answered = state != NeedState.OPEN or rng.random() < 0.97
        return {
            "id": self._uuid(),
            "community_code": CODE,
            "number": f"{at.year}-{running[at.year]:03d}",
            "title": title,
            "body": rng.choice(OPENINGS) + rng.choice(REASONS) * rng.randint(1, 2) + rng.choice(HOPES),
            "category": category,
            "place": f"{ESTATES[estate] if estate is not None else ''}{where}" if rng.random() < 0.6 else "",
            "estate_id": self.estates[estate] if estate is not None else None,
            "households_affected": rng.randint(1, 300) if rng.random() < 0.4 else None,
            "channel": rng.choice(list(Channel)[1:]) if entered else Channel.ONLINE,
            "author_account_id": self.accounts[resident] if resident < len(self.accounts) else None,
            "author_resident_id": self.residents[resident],
            "on_behalf_name": "",
            "entered_by": self.worker.account_id if entered else None,
            "cycle_id": self.cycle_id if rng.random() < 0.95 else None,
            "state": state,
            "merged_into_id": None,
            "cost_note": "",
            "owners_decision": False,
            "answer": "已经转给物业，月底前给大家回话。" if answered else "",
            "answered_at": at + timedelta(days=2) if answered else None,
            "rejection_text": "",
            "published_at": at + timedelta(hours=1) if published else None,
            "stage": rng.choices(list(Stage), (60, 12, 8, 8, 6, 6))[0]
            if state == NeedState.SHORTLISTED
            else Stage.COLLECTING,
            "created_at": at,
            "lat_e6": 39_950_000 + rng.randrange(20_000) if rng.random() < 0.5 else None,
            "lon_e6": 116_350_000 + rng.randrange(20_000) if rng.random() < 0.5 else None,
        }

    def _document(self, row: dict[str, Any]) -> dict[str, Any]:
        words = document(CODE, row["number"], row["title"], row["body"], row["place"])
        return {"need_id": row["id"], "community_code": CODE, "words": words}

    def _way(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        said = {"need_id": row["id"], "community_code": CODE, "facts": {}, "role": "resident"}
        yield {**said, "at": row["created_at"], "kind": "needs.submitted", "facts": {"channel": "online"}}
        if row["answered_at"]:
            yield {**said, "at": row["answered_at"], "kind": "needs.answered", "role": "worker"}

    def _supports(self) -> None:
        """A few needs have many supporters, most have a handful."""
        open_needs = [row for row in self.needs if row["published_at"]]
        weights = [1 / (1 + self.rng.random() * 30) for _ in open_needs]
        total, rows = sum(weights), []
        for row, weight in zip(open_needs, weights, strict=True):
            share = min(round(self.size.supports * weight / total), len(self.residents))
            for resident_id in self.rng.sample(self.residents, share):
                rows.append(
                    {
                        "need_id": row["id"],
                        "resident_id": resident_id,
                        "community_code": CODE,
                        "at": row["created_at"] + timedelta(hours=2),
                        "channel": Channel.ONLINE,
                    }
                )
        if db.engine.dialect.name == "postgresql":
            self._write_counted_once(rows)
        else:
            self._write(NeedSupport, rows)

    def _write_counted_once(self, rows: Sequence[dict[str, Any]]) -> None:
        """PostgreSQL's triggers take minutes for 200,000 rows: they rest, and all is counted in the end."""
        with unit_of_work():
            connection = db.session.connection()
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for start in range(0, len(rows), BATCH):
                connection.execute(insert(NeedSupport.__table__), rows[start : start + BATCH])
            connection.exec_driver_sql(COUNTED)

    def _comments(self) -> None:
        rows = []
        for _ in range(self.size.comments):
            need = self.rng.choice(self.needs)
            at = need["created_at"] + timedelta(hours=self.rng.randrange(3, 2000))
            rows.append(
                {
                    "id": self._uuid(),
                    "need_id": need["id"],
                    "community_code": CODE,
                    "author_account_id": self.rng.choice(self.accounts),
                    "role": "resident",
                    "text": self.rng.choice(SAID),
                    "created_at": at,
                    "published_at": at if self.rng.random() < 0.98 else None,
                    "channel": Channel.ONLINE,
                }
            )
        self._write(NeedComment, rows)
        followed = self.rng.sample(self.needs, min(len(self.needs), 500))
        follower = {"account_id": self.resident.account_id, "community_code": CODE, "at": self.now}
        self._write(NeedFollow, [{"need_id": need["id"], **follower} for need in followed])
        told = {"number": followed[0]["number"], "title": followed[0]["title"]}
        messages = [
            {
                "id": self._uuid(),
                "account_id": account_id,
                "community_code": CODE,
                "kind": "notice.needs.answered",
                "facts": told,
                "endpoint": "",
                "link_values": {},
                "created_at": self.now - timedelta(days=day),
                "read_at": None if day < 3 else self.now,
            }
            for account_id in self.accounts[:20]
            for day in range(200)
        ]
        self._write(Message, messages)

    def _analyse(self) -> None:
        """What PostgreSQL does of itself after many rows; SQLite has to do without, as in real life."""
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")


def main() -> None:
    """Build a folder to keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name in ("needs", "supports", "comments"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Size(), name))
    asked = parser.parse_args()
    begun = time.perf_counter()
    size = Size(asked.needs, asked.supports, asked.comments)
    with neighbourhood(size, folder=asked.folder) as place:
        print(f"{place.folder}: {time.perf_counter() - begun:.1f} s")
        print(f"resident {place.resident.phone}, worker {place.worker.phone}, password {PASSWORD}")
        print(f"e.g. /c/{place.code}/needs/{place.published[-1]}")


if __name__ == "__main__":
    main()
