"""The commands of the whole application: worker, demo, rehearsals, the journal's proof, the database."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from flask import current_app
from flask.cli import FlaskGroup

from deliberation import create_app, demo, rehearsal
from deliberation.actors import machine
from deliberation.cli.counting import count
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.service import do_chores, work_once
from deliberation.journal import queries as journal_queries
from deliberation.papers.enclosures import MOST_PDF_BYTES
from deliberation.papers.wording import wan
from deliberation.people import service as people
from deliberation.people.rules import new_password
from deliberation.projects import receiving
from deliberation.tally.refused_files import FileRefused
from deliberation.web.phrases import label, sentence

CHORES_EVERY = 5.0
DEMO_REFUSALS = {
    "demo.not_empty": "数据库里已经有内容，演示社区只装进空的数据库。什么都没有改动。",
    "demo.no_tables": "数据库还没有建好。请先运行：deliberation db upgrade",
}


@click.group(cls=FlaskGroup, create_app=create_app, add_version_option=False)
def main() -> None:
    """居民议事协商与需求征集平台。"""


main.add_command(count)


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


@main.command("administrator")
@click.argument("phone")
@click.argument("name")
def administrator(phone: str, name: str) -> None:
    """Make the first administrator; prints a first password, which must be changed when signing in."""
    password = new_password()
    try:
        with unit_of_work():
            people.first_administrator(phone, password, name)
    except Refusal as refusal:
        _refuse(sentence(refusal))
    click.echo(password)


@main.command("import-list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Keep nothing: only read, check and compare.")
def import_list(file: Path, check: bool) -> None:
    """Take over the project list that lies in its own PDF."""
    with current_app.test_request_context():
        try:
            with file.open("rb") as stream:
                reading = receiving.read_list(stream.read(MOST_PDF_BYTES + 1))
            if not check:
                with unit_of_work():
                    receiving.receive(machine("import-list"), reading)
        except Refusal as refusal:
            _refuse(sentence(refusal))
        facts = reading.facts
        cost = sum(row["estimate_fen"] for row in facts["rows"])
        click.echo(f"{facts['community']}　{facts['annex_title']}")
        click.echo(f"清单编号 {facts['list_number']}　第 {facts['version']} 版　校验码 {reading.sha256[:8]}")
        click.echo(f"{len(facts['rows'])} 个项目　合计 {wan(cost)} 万元")
        click.echo(str(label("known_list", receiving.known(reading))))


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


@main.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when there is anything in the database.")
@click.option("--logins", is_flag=True, help="Build nothing: print who one can be, and what to try.")
def build_demo(if_empty: bool, logins: bool) -> None:
    """Fill an empty database with an invented street to try everything on."""
    settings = current_app.config["SETTINGS"]
    if not settings.demo:
        _refuse("演示社区的密码人人知道，只在演示模式下使用。请先设 DELIBERATION_DEMO=1。")
    if not logins and not _build_demo(settings.data_dir, if_empty):
        return
    if logins or not if_empty:
        click.echo("\n".join(demo.table(settings.data_dir)))


def _build_demo(folder: Path, if_empty: bool) -> bool:
    """Whether the demo was built; a database that is not empty is left as it is."""
    try:
        if if_empty and not demo.is_empty():
            return False
        demo.build(folder, click.echo)
    except Refusal as refusal:
        if refusal.code not in DEMO_REFUSALS:
            raise
        _refuse(DEMO_REFUSALS[refusal.code])
    return True


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
