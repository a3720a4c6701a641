"""The secret that the agencies share and whoever links never sees."""

import os
import secrets
from pathlib import Path

from joinedup.record.linkage.engine.files import FileError

_BYTES = 32
_FEWEST_DIFFERENT = 9
"""Of 64 hexadecimal digits drawn blindly, fewer than one key in a million has so few kinds."""


def new_key(path: Path) -> None:
    """Write 256 bits drawn by the operating system, readable by the owner alone.

    :raises FileError: something is there, or it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise FileError(f"{path} is there already, and a key is never written over") from error
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")


def read_key(path: Path) -> bytes:
    """Its 32 bytes.  A password is refused: whoever can guess it can undo every encoding.

    :raises FileError: it cannot be read, or is no key.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        key, text = b"", ""
    repeats = text in (text + text)[1:-1]
    if len(key) != _BYTES or len(set(text.lower())) < _FEWEST_DIFFERENT or repeats:
        raise FileError(
            f"{path} is no key, which is {2 * _BYTES} random hexadecimal digits:"
            " make one with joinedup encode --new-key"
        )
    return key
