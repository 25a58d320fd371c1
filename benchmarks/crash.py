"""A close in the middle of a storm of votes, and the whole server killed: what was acknowledged is counted.

    python benchmarks/crash.py [--kills 40] [--voters 150] [--database sqlite|postgresql]

For each kill a round closes while its voters cast, a second process counts whatever is due, and at a random
moment both the server's processes and the counting one get SIGKILL. Then everything is started again and the
sweep does its work. Of every vote that was answered with a receipt the board must hold that receipt, once; no
voter has two ballots; nothing is refused; the secret is gone; the round was counted once.
"""

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from benchmarks import postgres
from benchmarks.casting import voters_of
from benchmarks.needs import on
from benchmarks.neighbourhood import Neighbourhood, Size, neighbourhood
from benchmarks.serving import ROOT, Server, get, load, serving
from benchmarks.visitors import Visitor
from deliberation.actors import Role, machine
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalEntry
from deliberation.people.models import Account, RoleGrant
from deliberation.rounds import keys, service
from deliberation.rounds.models import Ballot, RoundResult
from deliberation.rounds.rules import OptionPlan, Plan

CLIENTS = 12
VOTING_S = 2.5
KILLED_AFTER_S = (1.0, 4.5)
RECEIPT = re.compile(rb'<p class="tracker"[^>]*>([^<]+)</p>')
COUNTING = """
import time
from wsgi import app
from deliberation.database import db
from deliberation.rounds.service import sweep
with app.app_context():
    while True:
        sweep()
        db.session.remove()
        time.sleep(0.02)
"""


@dataclass
class Found:
    """What the kills left, added up; `wrong` says in words what must not be."""

    kills: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    counted: int = 0
    lost: int = 0
    before_the_close: int = 0
    wrong: list[str] = field(default_factory=list)


def storm(place: Neighbourhood, kills: int, most_voters: int, seed: int = 7) -> Found:
    """So many rounds, each killed once while it closes."""
    draw, found = random.Random(seed), Found()
    voters = voters_of(place)[:most_voters]
    for _ in range(kills):
        with _counting(place) as counting, serving("wsgi:app", place.environment) as server:
            load(server, get("/"), 16, 8)
            round_id = _round_about_to_close(place)
            after = draw.uniform(*KILLED_AFTER_S)
            receipts, unanswered = _vote_until_killed(place, server, counting, round_id, voters, after)
        _look(round_id, receipts, len(voters), found)
        found.kills += 1
        found.unanswered += unanswered
        told = f"{len(receipts):4d} acknowledged, {found.lost} lost"
        print(f"  kill {found.kills:2d} after {after:4.2f} s: {told}", flush=True)
    return found


def _round_about_to_close(place: Neighbourhood) -> UUID:
    signers = db.session.scalars(
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.WORKER)
    ).all()
    others = db.session.scalars(select(Account.id).where(Account.id.not_in(signers[:1])).limit(1)).all()
    plan = Plan(
        title="关门的时候断电",
        opens_at=now(),
        closes_at=now() + timedelta(seconds=VOTING_S),
        k=2,
        options=[OptionPlan(title, key=f"n{number}") for number, title in enumerate(("甲", "乙", "丙"))],
        teller_id=signers[0],
        scrutineer_id=others[0],
    )
    with unit_of_work():
        row = service.create(machine(), place.code, None, plan)
        service.announce(machine(), row.id)
        round_id = row.id
    db.session.remove()
    return round_id


@contextmanager
def _counting(place: Neighbourhood) -> Iterator[subprocess.Popen[bytes]]:
    """A process that counts whatever is due, all the time."""
    environment = {**os.environ, **place.environment}
    process = subprocess.Popen([sys.executable, "-c", COUNTING], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def _vote_until_killed(
    place: Neighbourhood,
    server: Server,
    counting: subprocess.Popen[bytes],
    round_id: UUID,
    voters: Sequence[Visitor],
    after_s: float,
) -> tuple[list[str], int]:
    """Everybody casts once; at the moment told, all processes are killed. Gives the receipts that arrived,
    and how many got no answer."""
    url = f"/c/{place.code}/rounds/{round_id}/ballot"
    left, lock, receipts, unanswered = list(voters), threading.Lock(), [], [0]

    def go() -> None:
        while True:
            with lock:
                if not left:
                    return
                somebody = left.pop()
            receipt, answered = _cast(server.port, url, somebody)
            with lock:
                if receipt:
                    receipts.append(receipt)
                unanswered[0] += not answered

    threads = [threading.Thread(target=go) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(after_s)
    os.killpg(server.pid, signal.SIGKILL)
    counting.kill()
    for thread in threads:
        thread.join()
    return receipts, unanswered[0]


def _cast(port: int, url: str, somebody: Visitor) -> tuple[str, bool]:
    """One vote: the receipt, if one came; and whether there was any answer."""
    body = urlencode([("csrf_token", somebody.token), ("step", "cast"), ("choices", "n1")])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", url, body.encode(), dict(somebody.headers()))
        answer = connection.getresponse()
        receipt = RECEIPT.search(answer.read())
        return (receipt.group(1).decode() if receipt else ""), True
    except (OSError, http.client.HTTPException):
        return "", False
    finally:
        connection.close()


def _look(round_id: UUID, receipts: Sequence[str], voters: int, found: Found) -> None:
    """Let the sweep finish, then compare the box with what was promised."""
    found.before_the_close += db.session.get(RoundResult, round_id) is None
    db.session.remove()
    until = time.monotonic() + 60
    while True:
        service.sweep()
        db.session.remove()
        result = db.session.get(RoundResult, round_id)
        if result is not None or time.monotonic() > until:
            break
        time.sleep(0.05)
    if result is None:
        found.wrong.append("a round was never closed")
        return
    there = db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == round_id)).all()
    missing = set(receipts) - set(there)
    closes = db.session.scalar(
        select(func.count()).where(
            JournalEntry.act == "rounds.close", JournalEntry.subject_id == str(round_id)
        )
    )
    found.acknowledged += len(receipts)
    found.counted += result.ballots
    found.lost += len(missing)
    told = {
        "acknowledged votes are lost": bool(missing),
        "there are more ballots than voters": len(there) > voters,
        "the result counts other ballots than the box holds": result.ballots != len(there),
        "ballots were refused": bool(result.refused),
        "the round was not matched with its register": not result.matched,
        "the secret is still there": keys.path_of(round_id).exists(),
        "the round was counted more or less than once": closes != 1,
    }
    found.wrong += [words for words, so in told.items() if so]
    db.session.remove()


def main() -> int:
    """Kill on SQLite, then on PostgreSQL where there is one; 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--voters", type=int, default=150)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked = parser.parse_args()
    size = Size(20, 0, 0, 200, 400, max(asked.voters, 20))
    wrong: list[str] = []
    if asked.database != "postgresql":
        with nullcontext() if "DATABASE_URL" not in os.environ else on(""), neighbourhood(size) as place:
            wrong += _told("SQLite", storm(place, asked.kills, asked.voters))
    if asked.database != "sqlite":
        with postgres.cluster() as url:
            if url is None:
                print("PostgreSQL: not on this machine")
            else:
                with on(url), neighbourhood(size) as place:
                    wrong += _told("PostgreSQL", storm(place, asked.kills, asked.voters))
    return 1 if wrong else 0


def _told(name: str, found: Found) -> list[str]:
    print(
        f"{name}: {found.kills} kills ({found.before_the_close} before the close stood),"
        f" {found.acknowledged} votes acknowledged, {found.lost} lost;"
        f" {found.counted} counted, {found.unanswered} without an answer"
    )
    for words in found.wrong:
        print(f"{name}: WRONG: {words}")
    return found.wrong


if __name__ == "__main__":
    sys.exit(main())
