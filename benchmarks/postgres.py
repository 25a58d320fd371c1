"""A throw-away PostgreSQL with durable commits, on a Unix socket only, where the machine has one."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Where initdb lies."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else found[-1].parent if found else None


@contextmanager
def cluster() -> Iterator[str | None]:
    """The address of an empty database, or None; everything is gone afterwards."""
    where = binaries()
    if where is None:
        yield None
        return
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    shutil.chown(folder, owner)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=100"

    def run(*command: str) -> None:
        become = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
        subprocess.run([*become, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(str(where / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        run(
            str(where / "pg_ctl"), "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "start", "-o", options
        )
        run(str(where / "createdb"), "-h", str(folder), "-U", "postgres", "bench")
        yield f"postgresql+psycopg://postgres@/bench?host={folder}"
    finally:
        subprocess.run(
            [*(["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []),
             str(where / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str:
    """Who owns the cluster: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    return "postgres" if any(each.pw_name == "postgres" for each in pwd.getpwall()) else "nobody"
