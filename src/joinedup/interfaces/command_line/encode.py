"""`joinedup encode`: an agency's records as keyed encodings, made on its own machine.

It works on files alone and touches no installation.  What it writes holds no name, no date and no
address: the record's own number, and bits.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.encoding import (
    LAYOUTS,
    Scheme,
    check_place,
    cleaned,
    encode,
    new_key,
    read_key,
    write_encoded,
)
from joinedup.record.linkage.engine.files import FileError, Role, read_mapping, read_records
from joinedup.record.linkage.engine.preparing.values import system_of

_MOST_NOISE = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and how to encode."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="CSV or Parquet")
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="which column holds what")
    parser.add_argument("--key", type=Path, metavar="KEYFILE", help="the secret of the agencies")
    parser.add_argument("--out", type=Path, metavar="OUT", help="a .csv or .parquet file to write")
    parser.add_argument(
        "--new-key", type=Path, metavar="KEYFILE", help="draw a new secret, and do nothing else"
    )
    parser.add_argument(
        "--layout", choices=tuple(LAYOUTS), default="parts",
        help="parts (the default): names, address and each number apart; whole: all in one",
    )  # fmt: skip
    parser.add_argument(
        "--noise", type=float, default=0.0, metavar="P",
        help=f"turn bits over with this chance, at most {_MOST_NOISE} (default: 0)",
    )  # fmt: skip
    parser.add_argument(
        "--fold", action=argparse.BooleanOptionalAction, default=True,
        help="lay the halves of each filter over each other (default), or leave them",
    )  # fmt: skip
    parser.add_argument(
        "--salt", action="store_true",
        help="mix the birth year into names and address; a wrong year is then not found",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Do it; a fault in a file is one line and status 2."""
    try:
        return _new_key(arguments.new_key) if arguments.new_key else _encode(arguments)
    except FileError as error:
        sys.stderr.write(f"joinedup encode: {' '.join(str(error).split())}\n")
        return 2


def _new_key(path: Path) -> int:
    new_key(path)
    say(
        f"{path} holds a new key. Give it to the other agencies by a way of its own, and never to"
        " whoever links."
    )
    return 0


def _encode(arguments: argparse.Namespace) -> int:
    for name in ("file", "mapping", "key", "out"):
        if getattr(arguments, name) is None:
            raise FileError(f"{'FILE' if name == 'file' else '--' + name} is missing")
    if not 0 <= arguments.noise <= _MOST_NOISE:
        raise FileError(f"--noise must be from 0 to {_MOST_NOISE}")
    check_place(arguments.out)
    key = read_key(arguments.key)
    mapping = read_mapping(arguments.mapping)
    if mapping.record_id in mapping.of(Role.IDENTIFIER):
        raise FileError(
            f"{arguments.mapping}: {mapping.record_id!r} is the record's id and an identifier, and"
            " ids are handed over as they are: give each record a number of your own"
        )
    records = read_records([arguments.file], mapping)
    ids = records.ids
    if system := system_of(frozenset(ids)):
        raise FileError(
            f"{arguments.file}: the records' ids look like {system.label}s, and ids are handed over"
            " as they are: give each record a number of your own"
        )
    scheme = Scheme(arguments.layout, arguments.noise, arguments.fold, arguments.salt)
    fields = cleaned(records, mapping, today=datetime.now(UTC).date())
    bits = encode(fields, scheme, key)
    write_encoded(arguments.out, ids, bits, scheme, key)
    empty = int((~bits.any(axis=1)).sum())
    left = f" {empty:,} have nothing in them to encode." if empty else ""
    say(
        f"{len(ids):,} records encoded, {scheme.size} bytes each.{left} Hand over {arguments.out}"
        f" and {arguments.out.name}.scheme.json; keep the key."
    )
    return 0
