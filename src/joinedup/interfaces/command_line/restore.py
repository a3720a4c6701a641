"""`joinedup restore FILE`: restore a backup into an empty database."""

import argparse
import os
from pathlib import Path

from joinedup.base.foundation.backup.dump import restore_backup
from joinedup.interfaces.command_line.backup_key import add_key_argument, backup_key
from joinedup.interfaces.command_line.installation import open_installation, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the key."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_key_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Restore it, or change nothing."""
    secret = backup_key(arguments.key_file, os.environ)
    installation = open_installation(os.environ)
    with installation.database():
        restore_backup(
            installation.owner(),
            arguments.file,
            secret,
            installation.addresses()[0].password,
            keep_password=installation.keeps_application_password,
        )
    say(f"{arguments.file} is restored. Run `joinedup migrate` if it is of an earlier version.")
    return 0
