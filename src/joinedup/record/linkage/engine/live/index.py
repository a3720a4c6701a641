"""The index: one table of prepared records in PostgreSQL, with a b-tree for every block.

A record has a row for every key it has in one block, at least one; usually there is one.  Each row
holds the whole prepared record, so that a look-up reads rows and joins nothing.  Core features of
PostgreSQL only; works on any version from 15.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

import psycopg
from psycopg import sql

from joinedup.record.linkage.engine.live.blocks import Block, blocks_for, facts, keys_of
from joinedup.record.linkage.engine.live.prepared import Preparer

FIELD = "\x1f"
"""Between the values of a packed record."""
Link = psycopg.Connection[Any]
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})
_BUILDING = {"maintenance_work_mem": "512MB", "max_parallel_maintenance_workers": "2"}


@dataclass(frozen=True)
class Shape:
    """What an index holds: how records are prepared, and which columns of them are kept."""

    preparer: Preparer
    fields: tuple[str, ...]
    """Those that the model compares come first, then those by which names are judged."""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Those for which these records have the columns."""
        return blocks_for(frozenset(self.preparer.prepare(self.preparer.nothing)))

    @property
    def keys(self) -> list[str]:
        """The columns of the table that hold keys, in the order of the blocks."""
        return [f"k{number}" for number, _ in enumerate(self.blocks)]

    def packed(self, record: Mapping[str, str]) -> str:
        """The kept values in their order."""
        return FIELD.join([record.get(name, "") for name in self.fields])

    def rows(self, record: Mapping[str, str]) -> Iterator[tuple[int | None, ...]]:
        """The keys of every row of a record."""
        found = facts(record)
        columns: list[list[int | None]] = [[*keys_of(block, found)] for block in self.blocks]
        return zip_longest(*(keys or [None] for keys in columns))

    def lines(self, records: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
        """Rows as ``COPY`` reads them, of ids and values as they were recorded."""
        for name, row in records:
            record = self.preparer.prepare(row)
            start = f"{name.translate(_ESCAPED)}\t{self.packed(record).translate(_ESCAPED)}"
            for keys in self.rows(record):
                given = "\t".join(["\\N" if key is None else str(key) for key in keys])
                yield f"{start}\t{given}\n"


class Index:
    """One index in one database.  Whoever calls decides when to commit."""

    def __init__(self, link: Link, shape: Shape, table: str) -> None:
        self._link, self.shape, self.table = link, shape, sql.Identifier(table)

    def create(self, *, scratch: bool = False) -> None:
        """An empty table, in the place of one that was there.  ``scratch``: it need not survive
        a crash."""
        keys = "".join(f", {key} integer" for key in self.shape.keys)
        kind = "UNLOGGED " if scratch else ""
        self._do("DROP TABLE IF EXISTS {}")
        self._do(
            f'CREATE {kind}TABLE {{}} (record text COLLATE "C" NOT NULL,'
            f' packed text COLLATE "C" NOT NULL{keys})'
        )

    def copy(self, chunks: Iterable[str]) -> None:
        """Load lines of ``Shape.lines``, in chunks of any length."""
        statement = sql.SQL("COPY {} FROM STDIN").format(self.table)
        with self._link.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in chunks:
                copy.write(chunk)

    def index(self) -> Iterator[str]:
        """Make the b-trees; yields the name of each block before its turn."""
        for name, value in _BUILDING.items():
            self._link.execute(f"SET {name} = '{value}'".encode())
        for block, key in zip(self.shape.blocks, self.shape.keys, strict=True):
            yield block.name
            self._do(f"CREATE INDEX ON {{}} ({key}) WHERE {key} IS NOT NULL")
        yield "record"
        self._do("CREATE INDEX ON {} (record)")
        self._do("ANALYZE {}")

    def upsert(self, name: str, row: Sequence[str]) -> None:
        """A record that is new, or is recorded otherwise now: found so at once."""
        self.delete(name)
        record = self.shape.preparer.prepare(row)
        packed, keys = self.shape.packed(record), ["record", "packed", *self.shape.keys]
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            self.table,
            sql.SQL(", ").join(map(sql.Identifier, keys)),
            sql.SQL(", ").join(sql.Placeholder() * len(keys)),
        )
        for found in self.shape.rows(record):
            self._link.execute(statement, [name, packed, *found])

    def delete(self, name: str) -> None:
        """No longer found from now on."""
        statement = sql.SQL("DELETE FROM {} WHERE record = %s").format(self.table)
        self._link.execute(statement, [name])

    def statement(self, *, wide: bool) -> tuple[str, list[int]]:
        """One statement that unites blocks, with a parameter for the keys of each, and the places
        of these blocks."""
        places = [n for n, block in enumerate(self.shape.blocks) if block.wide is wide]
        parts = [
            f"(SELECT record, packed, {n} FROM {{0}} WHERE k{n} = ANY(%s::integer[])"  # noqa: S608
            f" LIMIT {self.shape.blocks[n].most})"
            for n in places
        ]
        return self._text(" UNION ALL ".join(parts)), places

    def _do(self, statement: str) -> None:
        self._link.execute(self._text(statement).encode())

    def _text(self, statement: str) -> str:
        return statement.replace("{0}", "{}").replace("{}", self.table.as_string(self._link))
