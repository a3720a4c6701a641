"""What a run over encodings leaves behind: the same four files as one over names."""

from collections import Counter
from pathlib import Path

from joinedup.record.linkage.engine.encoding.joining import Joined
from joinedup.record.linkage.engine.encoding.similarity import LEVELS
from joinedup.record.linkage.engine.outcome.folder import write_folder
from joinedup.record.linkage.engine.outcome.pages import page, table


def write_joined(joined: Joined, out: Path) -> None:
    """An earlier outcome in the same place is replaced.

    :raises FileError: it cannot be written.
    """

    def fill(made: Path) -> None:
        _clusters(joined, made / "clusters.csv")
        _pairs(joined, made / "pairs.parquet")
        (made / "model.json").write_text(joined.weighing.text(), encoding="utf-8")
        (made / "report.html").write_text(_report(joined), encoding="utf-8")

    write_folder(out, fill)


def _clusters(joined: Joined, path: Path) -> None:
    joined.base.execute(
        "COPY (SELECT source, record, format('P{:08d}', person + 1) AS person FROM raw"  # noqa: S608
        f" JOIN persons USING (uid) ORDER BY uid) TO {_quoted(path)} (FORMAT csv, HEADER)"
    )


def _pairs(joined: Joined, path: Path) -> None:
    weights = "".join(f", bits_{name} AS weight_{name}" for name in joined.parts)
    joined.base.execute(
        "COPY (SELECT a.source AS source_l, a.record AS record_l, b.source AS source_r,"  # noqa: S608
        " b.record AS record_r, 1 / (1 + pow(2, -weight)) AS probability, weight, decision"
        f"{weights} FROM decided d JOIN raw a ON a.uid = d.uid_l JOIN raw b ON b.uid = d.uid_r"
        f" ORDER BY d.uid_l, d.uid_r) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _report(joined: Joined) -> str:
    people = Counter(joined.clustered.person)
    sources = len(set(joined.encoded.sources))
    titles = {part.name: part.title for part in joined.encoded.scheme.parts}
    weights = [
        (titles[name], f"{step / LEVELS:.0%} to {(step + 1) / LEVELS:.0%}", f"{bits:+.1f}")
        for name in joined.parts
        for step, bits in enumerate(joined.weighing.bits[name])
        if step >= LEVELS // 2 and any(joined.weighing.bits[name])
    ]
    reasons = Counter(refused.reason for refused in joined.clustered.refused)
    facts = [
        ("made on", joined.weighing.made_on),
        ("check value of key and scheme", joined.encoded.check_value),
        ("prior, in bits", f"{joined.weighing.prior:.1f}"),
        *((name, str(value)) for name, value in joined.encoded.scheme.described().items()
          if name != "parts"),
    ]  # fmt: skip
    return page("Who is who in these encodings", [
        (f"<p>{len(joined.encoded):,} encodings of {sources} files are {len(people):,} people."
         " Nobody's name, birth date or address was here. A cluster is what the encodings speak"
         " for, not a fact. A possible relative is in no cluster with the other: of twins, and of a"
         " father and a son of one name, an encoding cannot tell. Ask the agencies before anybody"
         " acts on one.</p>"),
        table("Encodings a person", ("encodings", "people"),
              sorted(Counter(people.values()).items())),
        table("What became of the pairs", ("decision", "pairs"), joined.decisions.items()),
        table("Clusters refused as impossible", ("why", "times"), sorted(reasons.items())),
        table("Weights", ("part", "bits in common", "weight in bits"), weights),
        table("How they were made", ("", ""), facts),
        table("Seconds", ("step", "s"), [(k, f"{v:.1f}") for k, v in joined.seconds.items()]),
    ])  # fmt: skip
