"""An index built from a file of any size: trained on, if there is no model, cleaned and loaded.

Records pass through in batches, cleaned by several processes when there are many, so that memory
does not grow with them.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

from joinedup.record.linkage.engine import verdict
from joinedup.record.linkage.engine.files import Filed, FileError, Role
from joinedup.record.linkage.engine.files import Mapping as Columns
from joinedup.record.linkage.engine.learning import learn
from joinedup.record.linkage.engine.live.index import Index, Link, Shape
from joinedup.record.linkage.engine.live.lookup import Lookup
from joinedup.record.linkage.engine.live.prepared import Preparer
from joinedup.record.linkage.engine.live.scorer import fields_of
from joinedup.record.linkage.engine.live.surveying import guards, sampled
from joinedup.record.linkage.engine.model import Model, comparisons
from joinedup.record.linkage.engine.preparing import prepare
from joinedup.record.linkage.engine.preparing.columns import system_in

BATCH = 20_000
SEVERAL_PROCESSES = 60_000
"""From this many records, cleaning is worth the start of more processes."""
_MOST_DIFFERENT = 0.2
"""Of records of one person, so many may differ in a name or the birth date at the most.  Fewer than
in bulk (``learning.MOST_DIFFERENT``): whoever is sought is most often there once, so that slips are
learned from few, and relatives of theirs are many."""
Tell = Callable[[str], None]
Row = tuple[str, Sequence[str]]


def learned(records: Filed, columns: Columns, today: date, seed: int = 1) -> Model:
    """The model of the records among which will be sought.

    Where they hold hardly anybody twice there is nothing to learn of the mistakes in records of
    one person: then those that are usual are believed.  The prior is that of one who is sought
    and is there once.

    :raises FileError: the records cannot be compared.
    """
    base = records.base
    prepared = prepare(base, records, columns, today=today)
    fields = comparisons(prepared)
    if not fields:
        raise FileError("the mapped columns hold nothing by which two people can be told apart")
    made_on = today.isoformat()
    how = partial(learn, base, prepared, fields, seed=seed, between=False, made_on=made_on)
    model = how()
    if not _believable(model):
        model = how(believed=True)
    base.execute("DROP TABLE people")
    provenance = {**model.provenance, "verdict": verdict.RULES.declared()}
    return replace(model, provenance=provenance, prior=1 / max(len(records), 2))


def _believable(model: Model) -> bool:
    """Whether what was learned is of records of one person, and not of relatives."""
    known = (model.comparisons.get(name) for name in ("given", "family", "birth"))
    return all(trained.m[-1] <= _MOST_DIFFERENT for trained in known if trained)


def shape_of(records: Filed, columns: Columns, model: Model, today: date) -> Shape:
    """How the records will lie in an index.

    :raises FileError: the model compares nothing that the records have.
    """
    places = [f"c_{records.columns.index(name)}" for name in columns.of(Role.IDENTIFIER)]
    systems = tuple(
        system.code if (system := system_in(records.base, place)) else "" for place in places
    )
    preparer = Preparer(columns, systems, today)
    fields = fields_of(model)
    if not {*fields} & preparer.prepare(preparer.nothing).keys():
        raise FileError("the model compares nothing that the mapping names")
    return Shape(preparer, tuple(dict.fromkeys([*fields, "given", "known"])))


def build(
    link: Link, records: Filed, shape: Shape, tell: Tell, *, table: str, scratch: bool = False
) -> Index:
    """Make and fill the index, in the place of one that was there."""
    index = Index(link, shape, table)
    index.create(scratch=scratch)
    size = len(records)
    if size < SEVERAL_PROCESSES:
        index.copy("".join(shape.lines(batch)) for batch in _batches(records, shape))
    else:
        index.copy(_told(_by_processes(records, shape), size, tell))
    for block in index.index():
        tell(f"  indexed by {block}")
    return index


def opened(
    link: Link, records: Filed, shape: Shape, model: Model, tell: Tell, *, table: str,
    survey: bool, scratch: bool = False,
) -> Lookup:  # fmt: skip
    """The index built and ready to be asked.  ``survey``: the model was learned from these
    records, and it is seen among them which guards against relatives have to be up."""
    index = build(link, records, shape, tell, table=table, scratch=scratch)
    lookup = Lookup(link, index, model, len(records))
    if not survey:
        return lookup
    up = guards(lookup, shape, sampled(records, seed=1))
    lifted = [name for name, is_up in up.items() if not is_up]
    if lifted:
        tell(f"  these records hold nobody's relatives: no guard for {' and '.join(lifted)}")
    return Lookup(link, index, replace(model, guards=up), len(records))


def _batches(records: Filed, shape: Shape) -> Iterator[list[Row]]:
    """By birth date and surname.  Most blocks are of a birth date: who shares it then lies on a few
    pages of the table, and a look-up among millions reads these in place of one for each record."""
    roles = [role for _, role in shape.preparer.columns.columns]
    order = [roles.index(role) for role in (Role.BIRTH_DATE, Role.FAMILY_NAME) if role in roles]
    names = ", ".join(["record", *(f"c_{n}" for n, _ in enumerate(records.columns))])
    by = ", ".join([*(f"c_{place}" for place in order), "uid"])
    rows = records.base.execute(f"SELECT {names} FROM raw ORDER BY {by}")  # noqa: S608
    while batch := rows.fetchmany(BATCH):
        yield [(name, values) for name, *values in batch]


def _told(chunks: Iterator[str], size: int, tell: Tell) -> Iterator[str]:
    for number, chunk in enumerate(chunks, start=1):
        if number % 10 == 0:
            tell(f"  {min(number * BATCH, size):,} of {size:,} records loaded")
        yield chunk


def _by_processes(records: Filed, shape: Shape) -> Iterator[str]:
    """Several batches at a time, their lines in any order but each whole."""
    workers = min(os.cpu_count() or 1, 8)
    context = multiprocessing.get_context("spawn")  # threads of databases do not survive a fork
    given = (shape.preparer.columns, shape.preparer.systems, shape.preparer.today, shape.fields)
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=given) as pool:
        waiting: deque[Future[str]] = deque()
        for batch in _batches(records, shape):
            waiting.append(pool.submit(_lines, batch))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(
    columns: Columns, systems: tuple[str, ...], today: date, fields: tuple[str, ...]
) -> None:
    _SHAPES.append(Shape(Preparer(columns, systems, today), fields))


def _lines(batch: list[Row]) -> str:
    return "".join(_SHAPES[-1].lines(batch))


_SHAPES: list[Shape] = []
"""Of a process that cleans."""
