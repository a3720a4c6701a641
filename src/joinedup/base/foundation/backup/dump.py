"""Makes a sealed backup of a database, and restores one into an empty database.

Both run as the owner of the tables, with `pg_dump` and `pg_restore` of the server's own version
where they are installed. A restored database has the same rows, policies, triggers and
privileges; the application's role gets the password of the installation it is restored into.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

import psycopg

from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.backup.sealed import about, seal, unseal
from joinedup.base.foundation.postgres_programs import (
    PROGRAMS_MAJOR,
    ProgramError,
    shipped_programs,
)
from joinedup.base.foundation.roles import make_role, prepare_roles

_BLOCK_BYTES = 1 << 20
_PACKAGED = Path("/usr/lib/postgresql")  # Debian's, one directory a version


class BackupError(RuntimeError):
    """The backup could not be made or restored; the message is one line."""


def make_backup(owner: DatabaseAddress, file: Path, secret: bytes) -> int:
    """Write a sealed backup; return its size in bytes. An existing file is not replaced.

    Raises `BackupError`.
    """
    if file.exists():
        raise BackupError(f"{file} exists already")
    major = _server_major(owner)
    program, own_major = _program("pg_dump", owner, at_least=major)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    making = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            described = {
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "server": str(major),
                "program": str(own_major),
            }
            seal(_dumped(program, owner), target, secret, described)
            target.flush()
            os.fsync(target.fileno())
        making.rename(file)
    finally:
        making.unlink(missing_ok=True)
    return file.stat().st_size


def restore_backup(
    owner: DatabaseAddress,
    file: Path,
    secret: bytes,
    application_password: str,
    *,
    keep_password: bool = False,
) -> None:
    """Restore a sealed backup into an empty database, or change nothing.

    Raises `BackupError`, `SealError` and `RoleError`.
    """
    with file.open("rb") as source:
        described = about(source)
        for _ in unseal(source, secret):
            pass  # every byte is vouched for before the first is used
        _refuse_filled(owner)
        program = _restorer(owner, made_with=int(described["program"]))
        with psycopg.connect(**owner.psycopg(), autocommit=True) as link:
            make_role(link, application_password, keep_password=keep_password)
            _restored(program, owner, source, secret)
            # Default privileges come last: they would widen what single tables were granted.
            prepare_roles(link, application_password, keep_password=keep_password)


def _restorer(owner: DatabaseAddress, *, made_with: int) -> Path:
    major = _server_major(owner)
    program, own_major = _program("pg_restore", owner, at_least=max(made_with, major))
    if own_major > major:
        raise BackupError(
            f"the backup needs the programs of PostgreSQL {own_major}, which an older server does "
            f"not understand: restore it into PostgreSQL {own_major}, not {major}"
        )
    return program


def _dumped(program: Path, owner: DatabaseAddress) -> Iterator[bytes]:
    with _running(program, owner, "--format=custom", "--no-owner") as (_, output):
        while block := output.read(_BLOCK_BYTES):
            yield block


def _restored(program: Path, owner: DatabaseAddress, source: BinaryIO, secret: bytes) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write(_contents(program, owner, source, secret))
        chosen.flush()
        arguments = (
            f"--dbname={owner.name}",
            f"--use-list={chosen.name}",
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
        )
        with _running(program, owner, *arguments) as (pipe, _):
            _feed(pipe, unseal(source, secret))


def _contents(program: Path, owner: DatabaseAddress, source: BinaryIO, secret: bytes) -> str:
    """Return the list of what a backup holds, without the default privileges."""
    with _running(program, owner, "--list") as (pipe, output):
        feeder = threading.Thread(target=_feed, args=[pipe, unseal(source, secret)])
        feeder.start()
        lines = output.read().decode().splitlines()
        feeder.join()
    return "\n".join(line for line in lines if " DEFAULT ACL " not in line) + "\n"


def _feed(pipe: IO[bytes], blocks: Iterator[bytes]) -> None:
    """Hand blocks to a program, which may have read enough before the end."""
    with contextlib.suppress(BrokenPipeError), pipe:
        for block in blocks:
            pipe.write(block)


@contextlib.contextmanager
def _running(
    program: Path, owner: DatabaseAddress, *arguments: str
) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Run a program against a database and yield its input and output.

    Raises `BackupError` when it fails; whatever fails here stops it, too.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={"PATH": os.defpath, "LC_ALL": "C", **owner.environment()},
        )
        pipe, output = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            yield pipe, output
        except BaseException:
            process.kill()
            raise
        finally:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
            output.close()
            process.wait()
        if process.returncode:
            said.seek(0)
            raise BackupError(_first_error(said.read().decode(errors="replace"), program.name))


def _first_error(said: str, name: str) -> str:
    """The line that names the fault; a row that it may quote is left out."""
    for line in said.splitlines():
        if "error" in line.lower() or "fatal" in line.lower():
            return f"{name} failed: {line.removeprefix(f'{name}: ')}"
    return f"{name} failed"


def _server_major(owner: DatabaseAddress) -> int:
    with psycopg.connect(**owner.psycopg()) as link:
        return link.info.server_version // 10_000


def _refuse_filled(owner: DatabaseAddress) -> None:
    with psycopg.connect(**owner.psycopg()) as link:
        row = link.execute(
            "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
            " OR EXISTS (SELECT FROM pg_default_acl)"
        ).fetchone()
    if row != (False,):
        raise BackupError("the database is not empty: restore into a new one")


def _program(name: str, owner: DatabaseAddress, *, at_least: int) -> tuple[Path, int]:
    """Return the oldest installed program that is new enough, and its major version.

    An older server does not understand what a newer `pg_restore` says to it. The programs that
    are installed with us know no TLS, so a server elsewhere is never asked with those.
    """
    found: dict[int, Path] = {}
    if owner.host.startswith("/"):
        with contextlib.suppress(ProgramError):
            found[PROGRAMS_MAJOR] = shipped_programs() / name
    on_path = shutil.which(name)
    candidates = [*sorted(_PACKAGED.glob(f"*/bin/{name}")), *([Path(on_path)] if on_path else [])]
    for candidate in candidates:
        found[_program_major(candidate)] = candidate
    enough = [major for major in found if major >= at_least]
    if not enough:
        raise BackupError(
            f"this needs {name} {at_least} or later: install the PostgreSQL client programs"
        )
    return found[min(enough)], min(enough)


def _program_major(program: Path) -> int:
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else 0
