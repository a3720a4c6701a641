"""`joinedup link run | lookup | explain | measure | model`: who is who in files, why, and how well.

It works on files alone and touches no installation, but for `model --from-indexes`.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from joinedup.interfaces.command_line import link_explain, link_lookup, link_model
from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.backend import DUCKDB
from joinedup.record.linkage.engine.binding import Binding
from joinedup.record.linkage.engine.encoding import (
    is_encoded,
    join,
    read_encoded,
    read_weighing,
    write_joined,
)
from joinedup.record.linkage.engine.files import (
    FileError,
    read_mapping,
    read_pairs,
    read_persons,
    read_records,
)
from joinedup.record.linkage.engine.files.decisions import UNDECIDED, read_decisions
from joinedup.record.linkage.engine.linking import Linked, Options, link
from joinedup.record.linkage.engine.measuring import Measured, Score, measure
from joinedup.record.linkage.engine.model import read_model
from joinedup.record.linkage.engine.outcome import check_folder, write_outcome
from joinedup.record.linkage.engine.spark import on_spark
from joinedup.record.linkage.engine.workbench import workbench_for


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what it does, with the options of each."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    linking = actions.add_parser("run", help="find the records of one person in files")
    linking.add_argument("files", type=Path, nargs="+", metavar="FILE", help="CSV or Parquet")
    linking.add_argument(
        "--mapping", type=Path, metavar="M.toml",
        help="which column holds what; files of encodings need none",
    )  # fmt: skip
    linking.add_argument("--out", type=Path, required=True, metavar="DIR")
    linking.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="use this model and train none"
    )
    linking.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="default: duckdb"
    )
    linking.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    linking.add_argument(
        "--between-only", action="store_true",
        help="each file is a register in which a person stands once",
    )  # fmt: skip
    linking.add_argument(
        "--decisions", type=Path, metavar="D.csv",
        help="pairs that are never, or always, one person: source_l, record_l, source_r, record_r,"
        " decision, reason",
    )  # fmt: skip
    link_lookup.add_action(actions)
    linking.add_argument(
        "--labels", type=Path, metavar="L.csv",
        help="clerks' decisions in the same columns: they refine the model and bind nothing",
    )  # fmt: skip
    link_explain.add_action(actions)
    link_model.add_action(actions)
    against = actions.add_parser("measure", help="compare clusters with the truth")
    against.add_argument("--clusters", type=Path, required=True, metavar="C", help="clusters.csv")
    against.add_argument(
        "--truth", type=Path, required=True, metavar="T",
        help="a CSV with source, record, person, or with record, person",
    )  # fmt: skip
    against.add_argument(
        "--pairs", type=Path, metavar="P", help="pairs.parquet, to say where the losses are"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it; a fault in a file or of a disk is one line and status 2."""
    import duckdb

    try:
        return _ACTIONS[arguments.action](arguments)
    except FileError as error:
        line = str(error)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        line = f"a disk or the memory is full, or cannot be written: {error}"
    sys.stderr.write(f"joinedup link {arguments.action}: {' '.join(line.split())}\n")
    return 2


def _link(arguments: argparse.Namespace) -> int:
    if arguments.between_only and len(arguments.files) < 2:
        raise FileError("--between-only needs two files or more")
    check_folder(arguments.out)
    if any(map(is_encoded, arguments.files)):
        return _join(arguments)
    if arguments.mapping is None:
        raise FileError("--mapping is missing")
    columns = read_mapping(arguments.mapping)
    model = read_model(arguments.model) if arguments.model else None
    decisions = read_decisions(arguments.decisions) if arguments.decisions else UNDECIDED
    labels = read_decisions(arguments.labels) if arguments.labels else UNDECIDED
    if labels and model:
        raise FileError("--labels refine a model that is trained: leave out --model")
    today = datetime.now(UTC).date()
    backend = on_spark() if arguments.engine == "spark" else DUCKDB
    options = Options(
        arguments.between_only, arguments.seed, model, today, decisions, labels, backend=backend
    )
    more = (arguments.model, arguments.decisions, arguments.labels)
    given = [path for path in more if path]
    said = repr((columns, arguments.between_only, arguments.seed, today))
    with workbench_for(arguments.out, [*arguments.files, *given], said) as bench:
        records = read_records(arguments.files, columns, bench)
        linked = link(records, columns, options, say)
        write_outcome(linked, arguments.out)
        _say_outcome(linked, arguments.out)
    return 0


def _say_outcome(linked: Linked, out: Path) -> None:
    people, held = len(linked.clustered.sizes), linked.decisions
    relatives = sum(n for words, n in held.items() if words.startswith("possible"))
    say(
        f"{len(linked.records):,} records are {people:,} people; {relatives:,} pairs are possible"
        f" relatives and {held.get('uncertain', 0):,} uncertain. Read {out}/report.html."
    )
    _say_bound(linked.bound)


def _say_bound(bound: Binding) -> None:
    for over in bound.overruled:
        say(f"A decision could not be carried out: {over.reason}.")
    if bound.unknown:
        say(f"{bound.unknown:,} decisions are about records that are not in these files.")


def _join(arguments: argparse.Namespace) -> int:
    if arguments.mapping is not None:
        raise FileError("files of encodings are linked without --mapping, and with no other file")
    if arguments.engine == "spark":
        raise FileError("files of encodings are linked without --engine spark")
    weighing = read_weighing(arguments.model) if arguments.model else None
    decided = read_decisions(arguments.decisions) if arguments.decisions else UNDECIDED
    encoded = read_encoded(arguments.files)
    joined = join(
        encoded, between=arguments.between_only, seed=arguments.seed, weighing=weighing, tell=say,
        made_on=datetime.now(UTC).date().isoformat(), decided=decided,
    )  # fmt: skip
    write_joined(joined, arguments.out)
    people, counted = len(set(joined.clustered.person)), joined.decisions
    say(
        f"{len(encoded):,} encodings are {people:,} people;"
        f" {counted.get('possible relative', 0):,} pairs are possible relatives and"
        f" {counted.get('uncertain', 0):,} uncertain. Read {arguments.out}/report.html."
    )
    _say_bound(joined.bound)
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    clusters, truth = read_persons(arguments.clusters), read_persons(arguments.truth)
    pairs = read_pairs(arguments.pairs) if arguments.pairs else None
    say(_in_words(measure(clusters, truth, pairs)))
    return 0


_ACTIONS = {
    "run": _link, "lookup": link_lookup.look_up, "explain": link_explain.explain,
    "measure": _measure, "model": link_model.make_ready,
}  # fmt: skip


def _in_words(found: Measured) -> str:
    lines = [
        (
            f"{found.records:,} records, {found.clusters.found:,} clusters,"
            f" {found.clusters.true:,} persons"
        ),
        f"{'':10}{'precision':>10}{'recall':>10}{'F1':>10}{'right':>12}{'found':>12}{'true':>12}",
        _row("pairs", found.pairs),
        _row("clusters", found.clusters),
    ]
    if losses := found.losses:
        reached = losses.compared / found.pairs.true if found.pairs.true else 1.0
        lines += [
            f"blocking recall {reached:.4f}: {losses.compared:,} of the true pairs were compared",
            (
                f"true pairs not linked: {losses.blocking:,} by blocking (never compared),"
                f" {losses.scoring:,} by scoring (found unlikely),"
                f" {losses.clustering:,} by clustering (found likely, kept apart)"
            ),
        ]
    return "\n".join(lines)


def _row(name: str, score: Score) -> str:
    shares = f"{score.precision:10.4f}{score.recall:10.4f}{score.f1:10.4f}"
    return f"{name:10}{shares}{score.right:12,}{score.found:12,}{score.true:12,}"
