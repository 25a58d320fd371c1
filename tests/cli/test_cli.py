"""The console script, as an operator calls it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("deliberation")), *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DELIBERATION")}
    environment |= {"DELIBERATION_DATA": str(folder), "PYTHONIOENCODING": "utf-8", **more}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with its first administrator."""
    folder = tmp_path_factory.mktemp("installed")
    assert run(folder, "db", "upgrade").returncode == 0
    made = run(folder, "administrator", "13812345678", "管理员")
    assert made.returncode == 0, made.stderr
    assert len(made.stdout.strip()) >= 8
    return folder


def test_a_second_administrator_with_the_same_phone_is_refused_in_a_sentence(installed: Path) -> None:
    again = run(installed, "administrator", "13812345678", "管理员")
    assert again.returncode == 1
    assert "已经有账号" in again.stderr
    assert "Traceback" not in again.stderr


def test_the_worker_does_what_waits_and_stops(installed: Path) -> None:
    assert run(installed, "worker", "--once").returncode == 0


def test_the_demo_is_refused_outside_demo_mode(installed: Path) -> None:
    refused = run(installed, "demo")
    assert refused.returncode == 1
    assert "DELIBERATION_DEMO" in refused.stderr


def test_secrets_are_kept_for_their_owner_only(installed: Path) -> None:
    keys = installed / "keys"
    assert keys.stat().st_mode & 0o077 == 0
    assert {path.name: path.stat().st_mode & 0o777 for path in keys.glob("*.key")} == {
        "session.key": 0o600,
        "sealing.key": 0o600,
    }


def test_the_journal_verifies_until_somebody_touches_it(installed: Path) -> None:
    assert run(installed, "journal", "verify").stdout.startswith("OK ")
    database = sqlite3.connect(installed / "deliberation.sqlite")
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        database.execute("UPDATE journal_entry SET act = 'people.other' WHERE seq = 1")
    database.execute("DROP TRIGGER guard_journal_entry_update")
    database.execute("UPDATE journal_entry SET act = 'people.other' WHERE seq = 1")
    database.commit()
    database.close()
    found = run(installed, "journal", "verify")
    assert found.returncode == 1
    assert "entry 1: altered" in found.stderr


def test_the_demo_fills_an_empty_installation_once_and_then_leaves_it_alone(tmp_path: Path) -> None:
    demo = {"DELIBERATION_DEMO": "1"}
    assert run(tmp_path, "db", "upgrade").returncode == 0
    built = run(tmp_path, "demo", "--if-empty", **demo)
    assert built.returncode == 0, built.stderr
    assert run(tmp_path, "demo", "--if-empty", **demo).stdout == ""
    assert "13900000001" in run(tmp_path, "demo", "--logins", **demo).stdout
    assert run(tmp_path, "demo", **demo).returncode == 1
    assert run(tmp_path, "worker", "--once").returncode == 0
    assert run(tmp_path, "journal", "verify").stdout.startswith("OK ")
