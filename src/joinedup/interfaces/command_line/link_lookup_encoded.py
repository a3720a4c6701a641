"""`joinedup link lookup` where both files are encodings: looked up in memory, without a name."""

import argparse
import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from joinedup.interfaces.command_line.installation import say
from joinedup.interfaces.command_line.link_candidates import (
    Writer,
    header,
    percentiles,
    tell_how_far,
    tell_what_was_found,
    write_candidates,
)
from joinedup.record.linkage.engine.encoding import (
    Encoded,
    EncodedLookup,
    read_to_look_up,
    read_weighing,
)
from joinedup.record.linkage.engine.files import FileError

_CHUNK = 1_000


def look_up_encoded(arguments: argparse.Namespace) -> int:
    """Do it.

    :raises FileError: the two files cannot be compared, or an option is for clear text.
    """
    for option, given in (
        ("--mapping", arguments.mapping), ("--database-url", arguments.database_url),
    ):  # fmt: skip
        if given is not None:
            raise FileError(f"files of encodings are looked up without {option}")
    index, queries = read_to_look_up(arguments.index, arguments.queries)
    weighing = read_weighing(arguments.model) if arguments.model else None
    say(f"  {len(index):,} encodings and {len(queries):,} queries read")
    since = perf_counter()
    today = datetime.now(UTC).date().isoformat()
    lookup = EncodedLookup(index, weighing, seed=arguments.seed, made_on=today)
    say(f"  weights learned and index built ({perf_counter() - since:.1f} s)")
    run = _Run(lookup, queries)
    write_candidates(arguments.out, header(lookup.parts), run.ask)
    tell_what_was_found(run.best, arguments.out)
    say(f"engine, encoding to ranked answer: {percentiles(run.seconds)} ms a query")
    return 0


class _Run:
    """Asks one query after the other, and keeps the times."""

    def __init__(self, lookup: EncodedLookup, queries: Encoded) -> None:
        self._lookup, self._queries = lookup, queries
        self._model = lookup.weighing.sha256[:12]
        self.seconds: list[float] = []
        self.best: dict[str, int] = {}

    def ask(self, writer: Writer) -> None:
        """All of them, in order of their records."""
        size = len(self._queries)
        gc.collect()
        gc.freeze()  # what was built stays; it need not be looked through again
        for start in range(0, size, _CHUNK):
            rows = range(start, min(start + _CHUNK, size))
            writer.write([line for row in rows for line in self._answer(row)])
            tell_how_far(rows.stop, len(rows), size)
        gc.unfreeze()

    def _answer(self, row: int) -> Iterator[list[Any]]:
        start = perf_counter()
        found = self._lookup.look_up(self._queries.bits[row])
        self.seconds.append(perf_counter() - start)
        best = str(found[0].verdict) if found else "nobody"
        self.best[best] = self.best.get(best, 0) + 1
        for rank, each in enumerate(found, start=1):
            yield [
                self._queries.ids[row], rank, each.record, each.probability, each.weight,
                str(each.verdict), *each.bits, each.alike, "", self._model,
            ]  # fmt: skip
