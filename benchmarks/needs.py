"""20,000 needs, 200,000 supports, 50,000 comments: pages, search and support under a real server.

    python benchmarks/needs.py [--quick]     SQLite, and PostgreSQL where one can be started here

Beside each figure stands a bare Flask page (for pages) or a bare durable insert (for support) under the same
server in the same run: the ratio says more than the milliseconds of a busy machine. CPU is what the server's
workers used, by the system's own accounts; statements are counted in this process.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event, select

from benchmarks import bare, postgres
from benchmarks.claims import Claim, at_least, at_most, tell
from benchmarks.neighbourhood import Neighbourhood, Size, neighbourhood
from benchmarks.serving import Ask, Seen, Server, get, load, serving
from benchmarks.visitors import Visitor, visitor
from deliberation.database import db
from deliberation.needs.models import NeedSupport
from deliberation.people.models import Account, Resident

CLIENTS = (1, 8, 32)
SEARCHED = ("路灯", "早餐", "电动车 充电", "垃圾桶", "电梯", "2号楼", "药店", "健身")
TYPED = ("楼道里的灯不亮了", "门口没有早餐店", "电动车没有地方充电", "希望加装电梯", "垃圾桶太远了")


@dataclass(frozen=True)
class Page:
    """A page that is measured: its name, the address of the n-th request, and the most it may cost."""

    name: str
    ask: Ask
    most_statements: int | None = None
    most_cpu_ms: float | None = None


def pages_of(place: Neighbourhood, somebody: Visitor) -> list[Page]:
    """The pages a neighbour looks at."""
    base = f"/c/{place.code}/needs/"
    last = -(-len(place.published) // 20)
    far = min(200, last)
    ids = random.Random(3).sample(list(place.published), min(300, len(place.published)))

    def many(urls: Sequence[str]) -> Ask:
        return lambda number: ("GET", urls[number % len(urls)], None, {"Cookie": somebody.cookie})

    return [
        Page("list, page 1", get(base, somebody.cookie), 8, 6),
        Page(f"list, page {far}", get(f"{base}?page={far}", somebody.cookie), 8, 6),
        Page("list, one category", get(f"{base}?category=N02", somebody.cookie), 8, 6),
        Page("list, most supported", get(f"{base}?order=supported", somebody.cookie), 8, 6),
        Page("search", many([f"{base}?q={quote(words)}" for words in SEARCHED])),
        Page("alike", many([f"{base}similar?title={quote(words)}" for words in TYPED])),
        Page("detail", many([f"{base}{each}" for each in ids]), 8, 6),
    ]


def statements(place: Neighbourhood, page: Page) -> int:
    """How many statements one request of its own (in a context of its own) sends, its BEGIN not counted."""
    sent: list[str] = []

    def count(*facts: object) -> None:
        sent.append(str(facts[2]))

    method, url, _body, headers = page.ask(0)
    client = place.app.test_client(use_cookies=False)
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        answer = Context().run(lambda: client.open(url, method=method, headers=headers))
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    if answer.status_code != 200:
        raise SystemExit(f"{page.name}: {answer.status_code}")
    return sum(not statement.startswith("BEGIN") for statement in sent)


def table(name: str, seen: Sequence[Seen], bare: Sequence[Seen], sent: int | None) -> None:
    """Print one line of figures: CPU, p50 and p95 by clients, and the ratios to the bare page."""
    cpu = min(each.cpu_ms for each in seen)
    times = "  ".join(f"{each.at(0.5):7.1f}/{each.at(0.95):7.1f}" for each in seen)
    ratio = cpu / max(0.01, min(each.cpu_ms for each in bare))
    counted = "" if sent is None else f"{sent:3d}"
    print(f"  {name:26} {counted:>4} {cpu:7.2f} {ratio:7.1f}×  {times}", flush=True)


def measure(
    name: str, place: Neighbourhood, bare_url: str, requests: dict[int, int], quick: bool
) -> list[Claim]:
    """Everything on one database."""
    somebody = visitor(place.app, place.resident.account_id, place.resident.stamp)
    pages = pages_of(place, somebody)
    counted = {page.name: statements(place, page) for page in pages}
    bare.prepare(bare_url)
    print(f"\n{name}: {place.size}")
    heads = "  ".join(f"{clients:>4} client(s)   " for clients in requests)
    print(f"  {'':26} {'sql':>4} {'cpu ms':>7} {'bare':>8}  p50/p95 ms with {heads}")
    claims: list[Claim] = []
    environment = {**place.environment, "BARE_DATABASE_URL": bare_url}
    with serving("benchmarks.bare:app", environment) as plain, serving("wsgi:app", environment) as server:
        base = [_run(plain, get("/"), number * 4, clients) for clients, number in requests.items()]
        table("a bare page", base, base, None)
        costs: dict[str, Seen] = {}
        for page in pages:
            seen = [_run(server, page.ask, number, clients) for clients, number in requests.items()]
            table(page.name, seen, base, counted[page.name])
            costs[page.name] = min(seen, key=lambda each: each.cpu_ms)
            claims += _page_claims(name, page, seen, counted[page.name])
        names = [page.name for page in pages]
        claims.append(_far(name, server, pages[0], pages[1]))
        claims += _support(name, place, server, plain, 200 if quick else 2000)
    assert names
    return claims


def _run(server: Server, ask: Ask, requests: int, clients: int) -> Seen:
    load(server, ask, min(requests, 2 * clients + 4), clients)
    seen = load(server, ask, requests, clients)
    if set(seen.statuses) - {200, 302, 303}:
        raise SystemExit(f"{ask(0)[1]}: {seen.statuses}")
    return seen


def _page_claims(name: str, page: Page, seen: Sequence[Seen], sent: int) -> Iterator[Claim]:
    if page.most_cpu_ms is not None:
        cpu = min(each.cpu_ms for each in seen)
        yield at_most(f"{name}, {page.name}, CPU a request", cpu, page.most_cpu_ms, "ms")
    if page.most_statements is not None:
        yield at_most(f"{name}, {page.name}, statements", sent, page.most_statements, "statements")
    if page.name == "alike":
        yield at_most(f"{name}, alike, p50 with one client", seen[0].at(0.5), 50, "ms")


def _far(name: str, server: Server, near: Page, far: Page) -> Claim:
    """Page 1 and a far page in turn, so that the machine's moods touch both; the ratio of their medians."""
    times: dict[str, list[float]] = {near.name: [], far.name: []}
    for _ in range(60):
        for page in (near, far):
            times[page.name] += load(server, page.ask, 1, 1).times_ms
    near_ms, far_ms = (sorted(each)[len(each) // 2] for each in times.values())
    return at_most(f"{name}, {far.name} against {near.name}", far_ms / near_ms, 1.2, "times")


def _support(name: str, place: Neighbourhood, server: Server, plain: Server, number: int) -> Iterator[Claim]:
    """Supports, each of another neighbour or need, beside bare durable inserts, in turn; and beside the door
    alone: a form that is signed in, checked and answered like a support, but writes nothing."""
    asks = supports_of(place, number * 4)
    knock = door(place)
    rates: dict[str, list[float]] = {"insert": [], "the door": [], "support": []}
    latency: dict[str, list[float]] = {word: [] for word in rates}
    cpu: dict[str, list[float]] = {word: [] for word in rates}
    for clients in (8, 32):
        for turn in range(2):
            begin = (2 * (clients == 32) + turn) * number

            def ask(n: int, begin: int = begin) -> tuple[str, str, bytes | None, dict[str, str]]:
                return asks[begin + n]

            inserted = load(plain, lambda _n: ("POST", "/insert", b"", {}), number, clients)
            knocked = load(server, knock, number, clients)
            supported = load(server, ask, number, clients)
            if set(supported.statuses) != {303} or set(knocked.statuses) != {303}:
                raise SystemExit(f"support: {supported.statuses}, the door: {knocked.statuses}")
            for word, seen in (("insert", inserted), ("the door", knocked), ("support", supported)):
                rates[word].append(seen.per_s)
                latency[word] += seen.times_ms
                cpu[word].append(seen.cpu_ms)
    for word, each in rates.items():
        ordered = sorted(latency[word])
        print(
            f"  {word:26} {max(each):8.0f}/s   p50 {ordered[len(ordered) // 2]:.1f} ms,"
            f" p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms, {min(cpu[word]):.2f} ms CPU"
        )
    share = 100 * max(rates["support"]) / max(rates["insert"])
    yield at_least(f"{name}, support against a bare durable insert", share, 80, "%")


def door(place: Neighbourhood) -> Ask:
    """Somebody signed in sends a checked form that changes nothing but a cookie."""
    somebody = visitor(place.app, place.resident.account_id, place.resident.stamp)
    body, headers = somebody.form(size="0", next="/"), dict(somebody.headers())
    return lambda _number: ("POST", "/display", body, headers)


def supports_of(place: Neighbourhood, number: int) -> list[tuple[str, str, bytes | None, dict[str, str]]]:
    """Supports that are not there yet: confirmed neighbours with accounts, open needs."""
    rng = random.Random(11)
    query = (
        select(Account.id, Account.stamp, Account.resident_id)
        .join(Resident, Resident.id == Account.resident_id)
        .where(Resident.confirmed_at.is_not(None))
    )
    people = [
        (visitor(place.app, row.id, row.stamp), row.resident_id)
        for row in db.session.execute(query).all()[:400]
    ]
    taken = {tuple(each) for each in db.session.execute(select(NeedSupport.need_id, NeedSupport.resident_id))}
    open_ids = open_needs(place)
    asks, used = [], set[tuple[UUID, UUID]]()
    while len(asks) < number:
        (somebody, resident_id), need_id = rng.choice(people), rng.choice(open_ids)
        if (need_id, resident_id) in taken or (need_id, resident_id) in used:
            continue
        used.add((need_id, resident_id))
        url = f"/c/{place.code}/needs/{need_id}/support"
        asks.append(("POST", url, somebody.form(), dict(somebody.headers())))
    db.session.rollback()
    return asks


def open_needs(place: Neighbourhood) -> list[UUID]:
    """Needs that take support."""
    from deliberation.needs.models import Need
    from deliberation.needs.rules import LIVE

    query = select(Need.id).where(Need.state.in_(LIVE), Need.published_at.is_not(None))
    return list(db.session.scalars(query))


@contextmanager
def on(url: str) -> Iterator[None]:
    """The database that a neighbourhood is built in."""
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before


def main() -> None:
    """Measure on SQLite, then on PostgreSQL where there is one; say what was claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small neighbourhood, under 40 seconds")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked = parser.parse_args()
    size = Size(2_000, 10_000, 3_000, 600, 1_000, 500) if asked.quick else Size()
    requests = {1: 30, 8: 60, 32: 60} if asked.quick else {1: 200, 8: 400, 32: 400}
    claims: list[Claim] = []
    begun = time.perf_counter()
    if asked.database != "postgresql":
        with nullcontext() if "DATABASE_URL" not in os.environ else on(""), neighbourhood(size) as place:
            claims += measure(
                "SQLite", place, f"sqlite:///{place.folder / 'bare.sqlite'}", requests, asked.quick
            )
    if asked.database != "sqlite" and not (asked.quick and asked.database is None):
        with postgres.cluster() as url:
            if url is None:
                print("\nPostgreSQL: not on this machine, not measured")
            else:
                with on(url), neighbourhood(size) as place:
                    claims += measure("PostgreSQL", place, url, requests, asked.quick)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    tell(claims)


if __name__ == "__main__":
    main()
