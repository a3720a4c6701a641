"""`joinedup bench linkage --live N`: how quick and how right look-ups are in an index of N records.

The index and the enquiries are files that `joinedup link lookup` would take, and go through what it
goes through; only here it is known who everybody is.
"""

import gc
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.interfaces.command_line.bench.linkage.enquiries import (
    KINDS,
    Enquiries,
    make_enquiries,
)
from joinedup.interfaces.command_line.bench.linkage.population import (
    AGENCIES,
    MAPPING,
    Ints,
    Random,
    extract,
    known_to,
    make_population,
)
from joinedup.interfaces.command_line.link_candidates import percentiles
from joinedup.interfaces.command_line.link_lookup import index_database
from joinedup.record.linkage.engine.files import read_mapping, read_records
from joinedup.record.linkage.engine.live.building import learned, opened, shape_of
from joinedup.record.linkage.engine.live.lookup import Candidate, Lookup
from joinedup.record.linkage.engine.verdict import Verdict

if TYPE_CHECKING:
    from joinedup.record.linkage.engine.live.prepared import Preparer

RECORDS_A_PERSON = 2.03
"""Of the six agencies together."""
EACH = dict(zip(KINDS, (3_200, 800, 1_000, 1_000, 1_000, 1_000), strict=True))
_FEWEST = 2_000
Tell = Callable[[str], None]


@dataclass
class Measured:
    """Of one kind of enquiry: how many, whose right answer came first or at all, and what became
    of the best candidate."""

    asked: int = 0
    found: int = 0
    first: int = 0
    joined: int = 0
    wrong: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    with_cleaning: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class LiveRun:
    """``kinds``: what was found, by kind of enquiry; seconds to train and to build, gigabytes of
    the index."""

    records: int
    trained: float
    built: float
    gigabytes: float
    kinds: dict[str, Measured]


def measure_live(records: int, *, seed: int, tell: Tell) -> LiveRun:
    """Make the files, build the index, ask."""
    random = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(prefix="joinedup-live-") as name:
        folder = Path(name)
        size, persons, enquiries = _write(folder, max(records, _FEWEST), random)
        tell(f"  {size:,} records and {len(enquiries.kinds):,} enquiries made")
        return _measured(folder, persons, enquiries, tell)


def _write(folder: Path, records: int, random: Random) -> tuple[int, Ints, Enquiries]:
    """The index (a record is called by its number), the mapping, and the enquiries."""
    population = make_population(int(records / RECORDS_A_PERSON), random)
    (folder / "mapping.toml").write_text(MAPPING)
    persons: list[Ints] = []
    size, writer = 0, None
    for agency in AGENCIES:
        known = known_to(population, agency, random)
        table = extract(population, agency, known, random)
        ids = pa.array(np.arange(size, size + len(known)).astype(str))
        table = table.set_column(0, "record_id", ids)
        writer = writer or pq.ParquetWriter(folder / "index.parquet", table.schema)
        writer.write_table(table)
        size += len(known)
        persons.append(known)
    if writer:
        writer.close()
    everybody = np.concatenate(persons)
    return size, everybody, make_enquiries(population, np.unique(everybody), EACH, random)


def _measured(folder: Path, persons: Ints, enquiries: Enquiries, tell: Tell) -> LiveRun:
    columns = read_mapping(folder / "mapping.toml")
    today = datetime.now(UTC).date()
    since = perf_counter()
    records = read_records([folder / "index.parquet"], columns)
    model = learned(records, columns, today)
    shape = shape_of(records, columns, model, today)
    trained, size = perf_counter(), len(records)
    tell(f"  model trained ({trained - since:.1f} s)")
    with index_database(None) as (link, table):
        lookup = opened(link, records, shape, model, tell, table=table, survey=True, scratch=True)
        built = perf_counter()
        records.base.close()
        taken = link.execute(f"SELECT pg_total_relation_size('{table}')".encode()).fetchone()
        found = _asked(lookup, shape.preparer, persons, enquiries)
    gigabytes = taken[0] / 1e9 if taken else 0.0
    return LiveRun(size, trained - since, built - trained, gigabytes, found)


def _asked(
    lookup: Lookup, preparer: "Preparer", persons: Ints, enquiries: Enquiries
) -> dict[str, Measured]:
    names = [name for name, _ in preparer.columns.columns]
    rows = list(zip(*(enquiries.table.column(name).to_pylist() for name in names), strict=True))
    for row in rows[::37]:
        lookup.look_up(preparer.prepare(row))  # so that it is measured as it is all day
    found = {kind: Measured() for kind in KINDS}
    gc.collect()
    gc.freeze()
    for kind, who, row in zip(enquiries.kinds, enquiries.persons, rows, strict=True):
        start = perf_counter()
        record = preparer.prepare(row)
        cleaned = perf_counter()
        candidates = lookup.look_up(record)
        end = perf_counter()
        of_kind = found[kind]
        of_kind.seconds.append(end - cleaned)
        of_kind.with_cleaning.append(end - start)
        _judge(of_kind, candidates, [bool(persons[int(c.record)] == who) for c in candidates])
    gc.unfreeze()
    return found


def _judge(found: Measured, candidates: Sequence[Candidate], right: Sequence[bool]) -> None:
    joined = [c.verdict is Verdict.MATCH for c in candidates]
    pairs = list(zip(joined, right, strict=True))
    found.asked += 1
    found.found += any(right)
    found.first += bool(right) and right[0]
    found.joined += any(match and it for match, it in pairs)
    found.wrong += any(match and not it for match, it in pairs)
    best = str(candidates[0].verdict) if candidates else "nobody"
    found.verdicts[best] = found.verdicts.get(best, 0) + 1


# ---- in words ------------------------------------------------------------------------------

_WORDS = {
    Verdict.MATCH: "match", Verdict.RELATIVE: "relative", Verdict.NAMESAKE: "same name",
    Verdict.POSSIBLE: "possible", Verdict.UNLIKELY: "unlikely", "nobody": "nobody",
}  # fmt: skip


def in_words(run: LiveRun) -> str:
    """A table to print."""
    every = [measured for measured in run.kinds.values() if measured.asked]
    engine = percentiles([s for m in every for s in m.seconds])
    whole = percentiles([s for m in every for s in m.with_cleaning])
    present = run.kinds["present"]
    lines = [
        (
            f"{run.records:,} records of six agencies: read and trained in {run.trained:.0f} s,"
            f" index built in {run.built:.0f} s, {run.gigabytes:.2f} GB"
        ),
        f"engine, cleaned query to ranked answer: {engine} ms",
        f"with cleaning: {whole} ms",
        (
            f"{present.asked:,} people who are there: {_share(present.found, present)} found,"
            f" {_share(present.first, present)} first, {_share(present.joined, present)} as a"
            f" match; a wrong person as a match {_share(present.wrong, present)}"
        ),
        "",
        f"{'best candidate is':32}" + "".join(f"{words:>11}" for words in _WORDS.values()),
    ]
    for kind, measured in run.kinds.items():
        shares = "".join(f"{_share(measured.verdicts.get(v, 0), measured):>11}" for v in _WORDS)
        lines.append(f"{kind if kind == 'present' else f'absent: {kind}':32}{shares}")
    return "\n".join(lines)


def _share(count: int, of: Measured) -> str:
    return f"{count / of.asked:.2%}" if of.asked else "-"


def as_facts(run: LiveRun) -> dict[str, Any]:
    """Every figure, the times one by one."""
    return asdict(run)
