"""A PostgreSQL of our own for demonstration, development and tests: no set-up, no account.

    database = EmbeddedPostgres(Path(".joinedup"))
    owner = database.start()      # the owner's address; starting twice is no fault
    database.stop()

It listens on a UNIX socket in a directory of mode 0700 and on no port; every connection needs a
password (SCRAM). Passwords and the place of the files are in `database.json` (0600) in the data
directory. The owner of the tables is an ordinary role, as on a server, so that nothing comes to
depend on a superuser.

When root runs it, PostgreSQL runs as an account without rights (see `postgres_programs`). Its
files are then in `<data directory>/postgres`, or, when that account cannot pass through the
directories above, in `/var/lib/joinedup-<random>`. Nothing outside these is ever changed.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shlex
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from joinedup.base.foundation import addresses
from joinedup.base.foundation.data_directory import make_data_directory
from joinedup.base.foundation.postgres_programs import (
    PROGRAMS_MAJOR,
    Account,
    ProgramError,
    account_of,
    can_reach,
    programs,
    run,
    secret_file,
    unprivileged_account,
)

_SUPERUSER = "postgres"
_SYSTEM_STATE = Path("/var/lib")
_SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 107  # of the kernel's `sun_path`, less the closing zero
_START_SECONDS = 300.0  # a crashed database replays its log first
_ATTEMPTS = 3

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # A log must hold no personal data: an error's text and detail can quote a row.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(RuntimeError):
    """The embedded database cannot do this; the message says why and what to do."""


class Status(StrEnum):
    """What the embedded database is doing."""

    ABSENT = "not made yet"
    STOPPED = "stopped"
    BUSY = "starting or stopping"
    RUNNING = "running"


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The embedded database of one data directory.

    `durable=False` trades safety against a crash of the machine for speed: tests only.
    """

    data_directory: Path
    durable: bool = True

    def status(self) -> Status:
        """Return what it is doing, without changing anything."""
        with _mine(self.data_directory):
            if not self._file.exists() or not self._database.exists():
                return Status.ABSENT
            found = _ping(self._read()["host"])
        if found is Ping.OK:
            return Status.RUNNING
        return Status.BUSY if found is Ping.REJECT else Status.STOPPED

    def start(self) -> addresses.DatabaseAddress:
        """Make it if need be, start it if need be; return the owner's address.

        Raises `EmbeddedError`.
        """
        with self._alone(), _one_line():
            account = self._account()
            self._describe()
            self._make(account)
            self._run_until_it_answers(account)
            self._prepare_owner()
        return addresses.embedded_owner(self.data_directory)

    def stop(self) -> None:
        """Stop it: open transactions are rolled back, all that was committed is kept."""
        if self.status() in {Status.ABSENT, Status.STOPPED}:
            return
        with self._alone(), _one_line():
            self._control(self._account(), "stop", "--mode=fast", "--timeout=60")
            self._forget_private_socket(self._read())

    def destroy(self) -> None:
        """Stop it and remove its files for good."""
        if not self._file.exists():
            return
        self.stop()
        shutil.rmtree(self._cluster, ignore_errors=True)
        self._file.unlink()

    # -- where things are ----------------------------------------------------------------

    @property
    def _file(self) -> Path:
        return self.data_directory / addresses.EMBEDDED_FILE

    @property
    def _cluster(self) -> Path:
        return self.data_directory / str(self._read()["cluster"])  # an absolute one stays itself

    @property
    def _database(self) -> Path:
        return self._cluster / "data"

    @property
    def log_file(self) -> Path:
        """Where PostgreSQL writes what it has to say."""
        return self._cluster / "log"

    def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._file.read_text())
        return found

    def _write(self, **changes: str | bool) -> None:
        known = self._read() if self._file.exists() else {}
        handle, name = tempfile.mkstemp(dir=self.data_directory)  # mode 0600
        with os.fdopen(handle, "w") as file:
            json.dump(known | changes, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._file)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time start or stop it."""
        with _mine(self.data_directory):
            make_data_directory(self.data_directory)
            lock = os.open(self.data_directory / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _account(self) -> Account:
        """Return the account that runs it: the owner of the files, once there are files."""
        if self._file.exists() and self._cluster.exists():
            return account_of(self._cluster.stat().st_uid)
        return unprivileged_account()

    # -- making --------------------------------------------------------------------------

    def _describe(self) -> None:
        """Choose passwords before anything is made with them."""
        if self._file.exists():
            return
        self._write(
            host=str(self.data_directory),
            password=secrets.token_urlsafe(32),
            superuser_password=secrets.token_urlsafe(32),
            cluster="postgres",
            prepared=False,
        )

    def _make(self, account: Account) -> None:
        if not self._cluster.exists():
            self._place_cluster(account)
        if not can_reach(account, self._cluster):
            raise EmbeddedError(
                f"the account {account.name} can no longer reach {self._cluster}: "
                "let others pass through the directories above it (chmod o+x)"
            )
        if not self._database.exists():
            self._initialise(account)
        made_by = (self._database / "PG_VERSION").read_text().strip()
        if made_by != str(PROGRAMS_MAJOR):
            raise EmbeddedError(
                f"this database was made by PostgreSQL {made_by} and the programs are "
                f"{PROGRAMS_MAJOR}: restore a backup into a new data directory"
            )

    def _place_cluster(self, account: Account) -> None:
        """Make the directory of PostgreSQL's files where its account can reach it."""
        if not can_reach(account, self.data_directory.resolve()):
            self._write(cluster=str(_SYSTEM_STATE / f"joinedup-{secrets.token_hex(4)}"))
        self._cluster.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self._cluster, account.uid, account.gid)

    def _initialise(self, account: Account) -> None:
        """Run initdb, all or nothing: an interrupted one leaves no half of a database."""
        making = self._cluster / "making"
        shutil.rmtree(making, ignore_errors=True)
        with secret_file(self._cluster, account, self._read()["superuser_password"]) as password:
            done = run(
                account,
                [
                    programs(account) / "initdb",
                    f"--pgdata={making}",
                    f"--username={_SUPERUSER}",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions",
                    *([] if self.durable else ["--no-sync"]),
                ],
            )
        if done.returncode:
            raise EmbeddedError(f"initdb failed: {_last_line(done.stdout)}")
        making.rename(self._database)

    def _prepare_owner(self) -> None:
        """Make the owner's role and database, once."""
        if self._read()["prepared"]:
            return
        owner = addresses.embedded_owner(self.data_directory)
        superuser = owner.with_user(_SUPERUSER, self._read()["superuser_password"])
        role = sql.Identifier(owner.user)
        with psycopg.connect(**superuser.with_name("postgres").psycopg(), autocommit=True) as link:
            known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner.user])
            verb = sql.SQL("ALTER" if known.fetchone() else "CREATE")
            link.execute(
                sql.SQL("{} ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(
                    verb, role, sql.Literal(owner.password)
                )
            )
            made = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner.name])
            if not made.fetchone():
                name = sql.Identifier(owner.name)
                link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, role))
        self._write(prepared=True)

    # -- running -------------------------------------------------------------------------

    def _run_until_it_answers(self, account: Account) -> None:
        """Start it, patient with one that is still dying or replaying its log."""
        deadline = time.monotonic() + _START_SECONDS
        failures: list[str] = []
        while _ping(self._read()["host"]) is not Ping.OK:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the database does not answer; see {self.log_file}")
            if _works_in(self._database):
                time.sleep(0.05)
                continue
            if len(failures) == _ATTEMPTS:
                raise EmbeddedError(f"PostgreSQL does not start: {failures[-1]}")
            if failures:
                time.sleep(1)
            self._remove_stale_lock()
            self._choose_socket(account)
            failures += self._launch(account)

    def _launch(self, account: Account) -> list[str]:
        settings = _SETTINGS | ({} if self.durable else _HASTY)
        host = Path(self._read()["host"])
        # Relative to the database's directory, as it may hold characters that a list may not.
        socket = "." if host == self._database.resolve() else str(host)
        settings["unix_socket_directories"] = f'"{socket}"'
        options = " ".join(shlex.quote(f"-c{key}={value}") for key, value in settings.items())
        before = self.log_file.stat().st_size if self.log_file.exists() else 0
        done = self._control(
            account, "start", "--log=log", f"--timeout={_START_SECONDS:.0f}", f"--options={options}"
        )
        if done == 0:
            return []
        with self.log_file.open(errors="replace") as log:
            log.seek(before)
            return [_last_line(log.read())]

    def _control(self, account: Account, *arguments: str) -> int:
        """Run pg_ctl. The place goes by the environment: pg_ctl would hand it to a shell."""
        done = run(
            account,
            [programs(account) / "pg_ctl", "--silent", "--wait", *arguments],
            environ={"PGDATA": str(self._database.resolve())},
            directory=self._cluster,
        )
        return done.returncode

    def _choose_socket(self, account: Account) -> None:
        """Put the socket beside the data, or, when that path is too long, in a short place."""
        place = self._database.resolve()
        if len(os.fsencode(place / _SOCKET)) <= _SOCKET_PATH_BYTES and "," not in str(place):
            self._write(host=str(place))
            return
        known = self._read()
        if known.get("private_socket") and _belongs_to(account, Path(known["host"])):
            return
        private = Path(tempfile.mkdtemp(prefix="joinedup-"))  # mode 0700
        if os.geteuid() == 0:
            os.chown(private, account.uid, account.gid)
        self._write(host=str(private), private_socket=True)

    def _forget_private_socket(self, known: dict[str, Any]) -> None:
        if known.get("private_socket"):
            shutil.rmtree(known["host"], ignore_errors=True)
            self._write(host=str(self.data_directory), private_socket=False)

    def _remove_stale_lock(self) -> None:
        """Remove the lock of a killed PostgreSQL whose number another process now has.

        PostgreSQL asks only whether that number lives, and so refuses to start beside a dead
        process nobody has waited for yet. That no process works in the directory is the better
        proof; where it cannot be had, PostgreSQL's own question stands.
        """
        if Path("/proc/self/cwd").exists() and not _works_in(self._database):
            (self._database / "postmaster.pid").unlink(missing_ok=True)


@contextlib.contextmanager
def _mine(data_directory: Path) -> Iterator[None]:
    """Say what to do about a data directory that we may not read."""
    try:
        yield
    except PermissionError as error:
        raise EmbeddedError(
            f"{data_directory} belongs to another user; choose another with --data"
        ) from error


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Say what the operating system or the database refused as an `EmbeddedError`."""
    try:
        yield
    except (ProgramError, OSError, psycopg.Error) as error:
        raise EmbeddedError(str(error).strip().partition("\n")[0]) from error


def _ping(host: str) -> Ping:
    return Ping(PGconn.ping(make_conninfo(host=host, port=5432).encode()))


def _works_in(database: Path) -> bool:
    """Whether a living process has this as its working directory, as all of PostgreSQL's have."""
    place = str(database.resolve())
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if str(entry.readlink()) == place:
                return True
    return False


def _belongs_to(account: Account, directory: Path) -> bool:
    try:
        found = directory.lstat()
    except FileNotFoundError:
        return False
    return found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == stat.S_IRWXU


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
