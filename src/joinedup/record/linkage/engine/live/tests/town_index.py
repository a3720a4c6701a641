"""The made-up town of three agencies in one index, ready to be asked."""

from contextlib import contextmanager
from datetime import date

import psycopg

from joinedup.record.linkage.engine.files import read_mapping, read_records
from joinedup.record.linkage.engine.live.building import build, learned, shape_of
from joinedup.record.linkage.engine.live.lookup import Lookup
from joinedup.record.linkage.engine.tests import town

TODAY = date(2026, 11, 20)
FIELDS = town.COLUMNS[1:-1]


def read(folder, files):
    """All files as one; the last column of a row says who it is."""
    folder.mkdir(exist_ok=True)
    town.write(folder, [[row for file in files for row in file]])
    mapping = read_mapping(folder / "mapping.toml")
    return read_records([folder / "council.csv"], mapping), mapping


@contextmanager
def lookup(server, folder, files, table, model=None):
    """The look-up over these records, with its index."""
    records, mapping = read(folder, files)
    model = model or learned(records, mapping, TODAY)
    shape = shape_of(records, mapping, model, TODAY)
    with psycopg.connect(**server.psycopg(), autocommit=True) as link:
        index = build(link, records, shape, lambda _: None, table=table)
        try:
            yield Lookup(link, index, model, len(records)), index
        finally:
            link.execute(f"DROP TABLE {table}")


def ask(looking, index, *values, **named):
    """Candidates for (first, last, born, sex, street, postcode, nhs)."""
    row = [*values, *[""] * (len(FIELDS) - len(values))]
    for name, value in named.items():
        row[FIELDS.index(name)] = value
    return looking.look_up(index.shape.preparer.prepare(row))
