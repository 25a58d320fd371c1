"""States of a job and how long a worker may keep silent."""

from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class JobState(StrEnum):
    """Waiting, being worked on, done, or given up with its reason."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def percent(done: int, total: int) -> int:
    """Progress in whole percent, 0 when the total is not known yet."""
    return min(100, done * 100 // total) if total > 0 else 0
