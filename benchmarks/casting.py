"""A storm of votes under a real server: votes a second, how long each took, and that none was lost.

    python benchmarks/casting.py [--quick]     SQLite, and PostgreSQL where one can be started here

Residents cast (and cast again) from 8, 32 and 128 clients; beside them, under the same server in the same run
and in turn, a bare Flask endpoint writes one durable row, and "the door" is a signed-in, checked form that
writes nothing: what is missing there is the platform's, not the ballot's. Every vote is durable when it is
answered. At the end the box is turned out: one ballot a voter.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from datetime import timedelta

from sqlalchemy import func, select

from benchmarks import bare, postgres
from benchmarks.claims import Claim, at_least, at_most, tell
from benchmarks.needs import door, on
from benchmarks.neighbourhood import Neighbourhood, Size, neighbourhood
from benchmarks.serving import Seen, load, serving
from benchmarks.visitors import Visitor, visitor
from deliberation.actors import Role, machine
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.people.models import Account, Resident, RoleGrant
from deliberation.rounds import service
from deliberation.rounds.models import Ballot
from deliberation.rounds.rules import OptionPlan, Plan

CLIENTS = (8, 32, 128)
OPTIONS = ("早餐店", "电动车充电棚", "加装扶手", "菜市场冷柜", "楼道路灯", "健身器材", "快递柜", "长椅")
K = 3
Vote = tuple[str, str, bytes | None, dict[str, str]]


def open_round(place: Neighbourhood) -> UUID:
    """A round every confirmed adult may vote in, open from now on."""
    signers = db.session.scalars(
        select(Account.id)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Resident, Resident.id == Account.resident_id, isouter=True)
        .where(Resident.confirmed_at.is_not(None) | (RoleGrant.role == Role.WORKER))
        .limit(2)
    ).all()
    plan = Plan(
        title="投票速度",
        opens_at=now(),
        closes_at=now() + timedelta(days=1),
        k=K,
        options=[OptionPlan(title, key=f"n{place}") for place, title in enumerate(OPTIONS)],
        teller_id=signers[0],
        scrutineer_id=signers[1],
    )
    with unit_of_work():
        row = service.create(machine(), place.code, None, plan)
        service.announce(machine(), row.id)
        return row.id


def voters_of(place: Neighbourhood) -> list[Visitor]:
    """Everybody with an account who may vote, signed in."""
    query = (
        select(Account.id, Account.stamp)
        .join(Resident, Resident.id == Account.resident_id)
        .where(Resident.confirmed_at.is_not(None))
        .order_by(Account.id)
    )
    found = [visitor(place.app, row.id, row.stamp) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def votes_of(place: Neighbourhood, round_id: UUID, voters: Sequence[Visitor], number: int) -> list[Vote]:
    """So many ballots, voter after voter, each naming one to three options."""
    rng, url = random.Random(5), f"/c/{place.code}/rounds/{round_id}/ballot"
    votes = []
    for place_in_line in range(number):
        somebody = voters[place_in_line % len(voters)]
        chosen = [f"n{each}" for each in sorted(rng.sample(range(len(OPTIONS)), rng.randint(1, K)))]
        fields = [("csrf_token", somebody.token), ("step", "cast"), *(("choices", each) for each in chosen)]
        votes.append(("POST", url, urlencode(fields).encode(), dict(somebody.headers())))
    return votes


def measure(name: str, place: Neighbourhood, bare_url: str, number: int) -> list[Claim]:
    """Votes beside bare inserts on one database, in turn."""
    round_id, voters = open_round(place), voters_of(place)
    votes = votes_of(place, round_id, voters, 2 * number * len(CLIENTS) + 40)
    bare.prepare(bare_url)
    environment = {**place.environment, "BARE_DATABASE_URL": bare_url}
    print(f"\n{name}: {len(voters)} voters, {number} requests a turn")
    print(f"  {'':12} {'clients':>8} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'cpu ms':>7} {'errors':>7}")
    claims: list[Claim] = []
    knock = door(place)
    sent = 40
    with serving("benchmarks.bare:app", environment) as plain, serving("wsgi:app", environment) as server:
        load(server, lambda n: votes[n], 40, 8)
        load(plain, lambda _n: ("POST", "/insert", b"", {}), 40, 8)
        for clients in CLIENTS:
            best: dict[str, Seen] = {}
            for _turn in range(2):
                inserted = load(plain, lambda _n: ("POST", "/insert", b"", {}), number, clients)
                knocked = load(server, knock, number, clients)
                begin = sent

                def ask(n: int, begin: int = begin) -> Vote:
                    return votes[begin + n]

                cast = load(server, ask, number, clients)
                sent += number
                for word, seen in (("bare insert", inserted), ("the door", knocked), ("vote", cast)):
                    _row(word, seen)
                    if word not in best or seen.per_s > best[word].per_s:
                        best[word] = seen
                claims += _errors(name, clients, cast)
            share = 100 * best["vote"].per_s / best["bare insert"].per_s
            claims.append(
                at_least(f"{name}, votes against bare durable inserts, {clients} clients", share, 80, "%")
            )
    claims.append(_lost(name, round_id, min(len(voters), sent)))
    return claims


def _row(word: str, seen: Seen) -> None:
    wrong = sum(number for status, number in seen.statuses.items() if status not in (200, 303))
    print(
        f"  {word:12} {seen.clients:8d} {seen.per_s:9.0f} {seen.at(0.5):8.1f} {seen.at(0.99):8.1f}"
        f" {seen.cpu_ms:7.2f} {wrong:7d}",
        flush=True,
    )


def _errors(name: str, clients: int, seen: Seen) -> list[Claim]:
    wrong = sum(number for status, number in seen.statuses.items() if status != 200)
    return [at_most(f"{name}, votes not answered, {clients} clients", wrong, 0, "votes")] if wrong else []


def _lost(name: str, round_id: UUID, expected: int) -> Claim:
    """Every voter who was answered has exactly one ballot in the box."""
    there = (
        db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == round_id)) or 0
    )
    db.session.rollback()
    return at_most(
        f"{name}, acknowledged voters without a ballot ({expected} voters)", expected - there, 0, "votes"
    )


def main() -> None:
    """Measure on SQLite, then on PostgreSQL where there is one; say what was claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer votes, under 40 seconds")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked = parser.parse_args()
    size = Size(50, 0, 0, 600, 1_000, 500) if asked.quick else Size(50, 0, 0, 3_000, 5_000, 1_500)
    number = 200 if asked.quick else 1_500
    claims: list[Claim] = []
    begun = time.perf_counter()
    if asked.database != "postgresql":
        with nullcontext() if "DATABASE_URL" not in os.environ else on(""), neighbourhood(size) as place:
            claims += measure("SQLite", place, f"sqlite:///{place.folder / 'bare.sqlite'}", number)
    if asked.database != "sqlite" and not (asked.quick and asked.database is None):
        with postgres.cluster() as url:
            if url is None:
                print("\nPostgreSQL: not on this machine, not measured")
            else:
                with on(url), neighbourhood(size) as place:
                    claims += measure("PostgreSQL", place, url, number)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    tell(claims)


if __name__ == "__main__":
    main()
