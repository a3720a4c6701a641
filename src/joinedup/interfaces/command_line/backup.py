"""`joinedup backup FILE`: write an encrypted backup of the whole database."""

import argparse
import os
from pathlib import Path

from joinedup.base.foundation.backup.dump import make_backup
from joinedup.interfaces.command_line.backup_key import add_key_argument, backup_key
from joinedup.interfaces.command_line.installation import open_installation, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the key."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_key_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make it."""
    secret = backup_key(arguments.key_file, os.environ)
    installation = open_installation(os.environ)
    with installation.database():
        size = make_backup(installation.owner(), arguments.file, secret)
    say(
        f"{arguments.file}: {size:,} bytes, encrypted. Keep the key elsewhere: nothing replaces it."
    )
    return 0
