"""A command and all below it watched while they run: wall time, CPU, the most memory at one moment.

CPU is read from the processes themselves, because what a server forks is not counted to who asked for it.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.1
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU as last seen, up to a tenth of a second short; memory counted once where
    processes share it (PSS)."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str


class Failed(Exception):
    """The command ended badly or took too long."""


def watched(command: Sequence[str], environment: Mapping[str, str], most_s: float) -> Cost:
    """Run a command to its end; raises Failed with its last words."""
    peaks, used, over = [0.0], [0.0], threading.Event()
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        looking = threading.Thread(target=_look, args=(process.pid, peaks, used, over))
        looking.start()
        try:
            said, trouble = process.communicate(timeout=most_s)
        except subprocess.TimeoutExpired:
            for pid in _family(process.pid):
                _stop(pid)
            raise Failed(f"not done after {most_s:g} s") from None
        finally:
            over.set()
            looking.join()
    wall = time.perf_counter() - begun
    if process.returncode:
        raise Failed(trouble[-1_000:])
    return Cost(wall, max(used), max(peaks), said)


def _look(pid: int, peaks: list[float], used: list[float], over: threading.Event) -> None:
    while not over.wait(EVERY_S):
        family = list(_family(pid))
        peaks.append(sum(_megabytes(each) for each in family))
        used.append(sum(map(_cpu_s, family)))


def cpu_s(pid: int) -> float:
    """CPU seconds of a process, all that live below it, and those of them that ended and were waited for."""
    return sum(map(_cpu_s, _family(pid)))


def _cpu_s(pid: int) -> float:
    """Its own seconds and those of the children it waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS_A_SECOND


def _family(pid: int) -> Iterator[int]:
    """A process and everything below it."""
    yield pid
    try:
        children = [
            int(child)
            for file in Path(f"/proc/{pid}/task").glob("*/children")
            for child in file.read_text().split()
        ]
    except OSError:  # it ended meanwhile
        return
    for child in children:
        yield from _family(child)


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _stop(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return
