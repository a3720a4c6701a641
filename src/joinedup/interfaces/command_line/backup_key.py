"""The secret that a backup is encrypted with: a key file, or else a passphrase."""

import argparse
import getpass
import sys
from collections.abc import Mapping
from pathlib import Path

from joinedup.interfaces.command_line.installation import RefusalError

_VARIABLE = "JOINEDUP_BACKUP_PASSPHRASE"
_SHORTEST = 16  # characters


def add_key_argument(parser: argparse.ArgumentParser) -> None:
    """Declare where the key is."""
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help=f"a file with the key; without it {_VARIABLE} is read, or a passphrase asked for",
    )


def backup_key(file: Path | None, environ: Mapping[str, str]) -> bytes:
    """Return the secret. Raises `RefusalError` when it is too short to be one."""
    if file is not None:
        try:
            secret = file.read_bytes().strip()
        except OSError as error:
            raise RefusalError(
                f"the key file {file} cannot be read; to make one: "
                f"(umask 077; head -c 48 /dev/urandom | base64 > {file})"
            ) from error
    else:
        secret = _passphrase(environ).encode()
    if len(secret) < _SHORTEST:
        raise RefusalError(f"the key must have at least {_SHORTEST} characters")
    return secret


def _passphrase(environ: Mapping[str, str]) -> str:
    given = environ.get(_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise RefusalError(f"there is no key: use --key-file FILE or set {_VARIABLE}")
    return getpass.getpass("Passphrase of the backup: ")
