"""The secret key: from the environment, or made once and kept where only we can read it."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from joinedup.base.foundation.data_directory import make_data_directory


def secret_key(environ: Mapping[str, str], data_directory: Path, *, production: bool) -> str:
    """The key that signs sessions and derives the application's database password.

    Raises ``ValueError`` in production without one: a key that is made afresh on each machine
    would sign everybody out, and lock the application out of its database.
    """
    given = environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise ValueError("SECRET_KEY must have at least 32 characters.")
        return given
    if production:
        raise ValueError(
            "Set SECRET_KEY to at least 32 random characters, for example the output of:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    file = data_directory / "secret-key"
    make_data_directory(data_directory)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def former_keys(environ: Mapping[str, str]) -> list[str]:
    """Keys that still open what they signed or encrypted before ``SECRET_KEY`` was changed.

    Raises ``ValueError`` for one that was never a key of ours.
    """
    keys = [key.strip() for key in environ.get("SECRET_KEY_FALLBACKS", "").split(",")]
    if any(0 < len(key) < 32 for key in keys):
        raise ValueError("Each key in SECRET_KEY_FALLBACKS must have at least 32 characters.")
    return [key for key in keys if key]
