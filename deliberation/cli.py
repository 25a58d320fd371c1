"""The console script `deliberation`: the worker, the demo, rehearsals, the journal's proof, the database."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask.cli import FlaskGroup

from deliberation import create_app, rehearsal
from deliberation.database import db
from deliberation.jobs.service import do_chores, work_once
from deliberation.journal import queries as journal_queries
from deliberation.tally.refused_files import FileRefused

CHORES_EVERY = 5.0


@click.group(cls=FlaskGroup, create_app=create_app, add_version_option=False)
def main() -> None:
    """居民议事协商与需求征集平台。"""


@main.command("worker")
@click.option("--once", is_flag=True, help="Do what is waiting, then stop.")
def worker(once: bool) -> None:
    """Do the long work, and look after what falls due."""
    going = [True]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        going[0] = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    chores_at = 0.0
    while going[0]:
        if time.monotonic() >= chores_at:
            do_chores()
            chores_at = time.monotonic() + CHORES_EVERY
        worked = work_once()
        db.session.remove()
        if once and not worked:
            return
        if not worked:
            time.sleep(0.5)


@main.command("rehearse", with_appcontext=False)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the papers go.")
def rehearse(file: Path, out: Path) -> None:
    """Play a recorded election (Pabulib .pb) from file to papers in a throw-away database."""
    try:
        result = rehearsal.rehearse(file, out, click.echo)
    except FileRefused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)
    except rehearsal.OutRefused as refused:
        click.echo(f"{out}: {refused}", err=True)
        sys.exit(2)
    for line in rehearsal.told(result):
        click.echo(line)


@main.group("journal")
def journal() -> None:
    """The journal of acts."""


@journal.command("verify")
def verify() -> None:
    """Walk the whole chain; exit 1 when a row is missing or was changed."""
    wrong = 0
    for finding in journal_queries.findings():
        wrong += 1
        click.echo(f"entry {finding.seq}: {finding.kind}", err=True)
    if wrong:
        sys.exit(1)
    click.echo(f"OK {journal_queries.length()} {journal_queries.head_hash()}")
