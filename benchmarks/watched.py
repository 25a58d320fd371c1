"""A command and all its children watched while they run: wall time, CPU, the most memory at one moment."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.1


@dataclass(frozen=True)
class Cost:
    """What a command took; memory is counted once where processes share it (PSS)."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str


class Failed(Exception):
    """The command ended badly or took too long."""


def watched(command: Sequence[str], environment: Mapping[str, str], most_s: float) -> Cost:
    """Run a command to its end; raises Failed with its last words."""
    peaks, over = [0.0], threading.Event()
    begun, used = time.perf_counter(), os.times()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        looking = threading.Thread(target=_look, args=(process.pid, peaks, over))
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
    wall, now = time.perf_counter() - begun, os.times()
    if process.returncode:
        raise Failed(trouble[-1_000:])
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return Cost(wall, cpu, max(peaks), said)


def _look(pid: int, peaks: list[float], over: threading.Event) -> None:
    while not over.wait(EVERY_S):
        peaks.append(sum(_megabytes(each) for each in _family(pid)))


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
