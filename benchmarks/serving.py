"""A real server beside a bare one, asked by 1, 8 or 32 clients at once; CPU by the system's own accounts."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
Ask = Callable[[int], tuple[str, str, bytes | None, Mapping[str, str]]]
"""The n-th request: method, address, body, headers."""


@dataclass(frozen=True)
class Server:
    """A gunicorn on the loopback; `pids` are its workers."""

    port: int
    pid: int

    def pids(self) -> list[int]:
        """The workers, without the arbiter."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(word) for word in text.split()]

    def cpu_s(self) -> float:
        """CPU seconds the workers have used so far."""
        return sum(_cpu_s(pid) for pid in self.pids())


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


@dataclass
class Seen:
    """What a run took: wall times in ms, CPU in ms a request, answers by status, requests a second."""

    clients: int
    times_ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    cpu_ms: float = 0.0
    per_s: float = 0.0

    def at(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def serving(
    module: str, environment: Mapping[str, str], workers: int = 2, threads: int = 4
) -> Iterator[Server]:
    """gunicorn as `make run` starts it, until the block ends."""
    port = _free_port()
    memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    command = [
        sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--log-level", "error", "--no-control-socket",
        *memory,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def load(server: Server, ask: Ask, requests: int, clients: int) -> Seen:
    """So many requests by so many clients, each on one kept connection; the n-th request is `ask(n)`."""
    numbers, lock = iter(range(requests)), threading.Lock()
    seen = Seen(clients)

    def take() -> int | None:
        with lock:
            return next(numbers, None)

    def go() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while (number := take()) is not None:
            method, url, body, headers = ask(number)
            begun = time.perf_counter()
            try:
                connection.request(method, url, body, dict(headers))
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            took = (time.perf_counter() - begun) * 1000
            with lock:
                seen.times_ms.append(took)
                seen.statuses[status] = seen.statuses.get(status, 0) + 1
        connection.close()

    cpu, begun = server.cpu_s(), time.perf_counter()
    threads = [threading.Thread(target=go) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.per_s = requests / (time.perf_counter() - begun)
    seen.cpu_ms = (server.cpu_s() - cpu) * 1000 / requests
    return seen


def get(url: str, cookie: str = "") -> Ask:
    """The same page again and again."""
    return lambda _number: ("GET", url, None, {"Cookie": cookie} if cookie else {})
