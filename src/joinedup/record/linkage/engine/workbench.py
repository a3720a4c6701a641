"""The database in which a bulk run works: in memory, or a file from which an interrupted run goes
on.

Every step leaves tables behind and is marked done after that.  One that was cut off before its
mark is done again and comes to the same; chunks of scored pairs, which are added to a table, are
marked in the transaction that adds them.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

MEMORY = "4GB"
"""What DuckDB may hold; beyond it, it writes to disk."""


class Workbench:
    """``work`` says what is being done (files, options, program); a file that holds the steps of
    other work is begun anew."""

    def __init__(self, file: Path | None = None, work: str = "") -> None:
        import duckdb

        self._file = file
        config: dict[str, Any] = {
            "memory_limit": MEMORY,
            "temp_directory": str(file.parent / f"{file.name}.tmp") if file else gettempdir(),
            "preserve_insertion_order": False,
        }
        self.base: duckdb.DuckDBPyConnection = duckdb.connect(
            str(file or ":memory:"), config=config
        )
        self._facts = self._kept(work) if file else {}

    def _kept(self, work: str) -> dict[str, Any]:
        self.base.execute("CREATE TABLE IF NOT EXISTS steps (step VARCHAR, facts VARCHAR)")
        kept = {
            step: json.loads(facts)
            for step, facts in self.base.execute("SELECT step, facts FROM steps").fetchall()
        }
        if kept.get("begun") == work:
            return kept
        for (name,) in self.base.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT temporary"
        ).fetchall():
            self.base.execute(f'DROP TABLE "{name}"')
        self.base.execute("CREATE TABLE steps (step VARCHAR, facts VARCHAR)")
        self.base.execute("INSERT INTO steps VALUES ('begun', ?)", [json.dumps(work)])
        return {"begun": work}

    def found(self, step: str) -> Any | None:  # noqa: ANN401 - whatever the step noted
        """What a step noted when it was done; ``None`` when it has to be done."""
        return self._facts.get(step)

    def done(self, step: str, facts: Mapping[str, Any]) -> None:
        """The step is done, with what later ones need to know of it."""
        self._facts[step] = facts
        if self._file:
            self.base.execute("DELETE FROM steps WHERE step = ?", [step])
            self.base.execute("INSERT INTO steps VALUES (?, ?)", [step, json.dumps(facts)])


ON_DISK = 200_000_000
"""Bytes of files from which the work is long enough to be gone on with."""


@contextmanager
def workbench_for(out: Path, files: Sequence[Path], said: str) -> Iterator[Workbench]:
    """A workbench for a run into the folder ``out``.  ``said`` is everything beside the files that
    the outcome depends on.

    Beyond ``ON_DISK`` it is kept beside ``out``, in a folder that ends in ``.unfinished``, for as
    long as the run is not done: however it ended, the same run goes on from there.
    """
    stats = [path.stat() for path in files if path.exists()]
    if sum(stat.st_size for stat in stats) < ON_DISK:
        bench = Workbench()
        try:
            yield bench
        finally:
            bench.base.close()
        return
    folder = out.with_name(f"{out.name}.unfinished")
    folder.mkdir(parents=True, exist_ok=True)
    read = [f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}"
            for path, stat in zip(files, stats, strict=False)]  # fmt: skip
    bench = Workbench(folder / "link.duckdb", "\n".join([said, *read]))
    try:
        yield bench
    finally:
        bench.base.close()
    shutil.rmtree(folder)
