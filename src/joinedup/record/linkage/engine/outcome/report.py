"""A page about a run: counts, weights, what was refused and why.  It names no person."""

from collections import Counter

from joinedup.base.govuk.pictures.waterfall import STYLE
from joinedup.record.linkage.engine.linking import Linked
from joinedup.record.linkage.engine.outcome.examples import examples
from joinedup.record.linkage.engine.outcome.pages import page, table

_WIDTH, _HEIGHT, _BIN = 720, 160, 2
_MOST_LISTED = 50


def report(linked: Linked) -> str:
    """The whole page."""
    people = linked.clustered.sizes
    sizes = Counter(people.tolist())
    parts = [
        (f"<p>{len(linked.records):,} records of {_sources(linked)} files are"
        f" {len(people):,} people. Whoever reads this: a cluster is what the evidence speaks for,"
        " not a fact. Nothing here was confirmed by a person.</p>"),
        table("Records a person", ("records", "people"), sorted(sizes.items())),
        table("What became of the pairs", ("decision", "pairs"), linked.decisions.items()),
        ("<p>A possible relative is in no cluster with the other: twins, brothers and sisters, and"
        " parents and children of one name agree in nearly everything. A person must decide.</p>"),
        _histogram(linked),
        examples(linked),
        _refusals(linked),
        _bound(linked),
        _weights(linked),
        table("Pairs worth comparing, by the first rule that found them", ("rule", "pairs"),
               linked.blocked.by_rule),
        (f"<p>{linked.blocked.too_common:,} values were too common to compare all their records;"
        f" those were compared with their neighbours by name. {_recall(linked)}</p>"),
        table("Households and relatives counted", ("pairs that look like", "pairs"),
               linked.guard.counted.items()),
        table("Model", ("", ""), _model(linked)),
        table("Seconds", ("step", "s"), [(k, f"{v:.1f}") for k, v in linked.seconds.items()]),
    ]  # fmt: skip
    return page("Who is who in these files", parts, style=STYLE)


def _refusals(linked: Linked) -> str:
    reasons = Counter(refused.reason for refused in linked.clustered.refused)
    counted = table("Clusters refused as impossible", ("why", "times"), sorted(reasons.items()))
    listed = [
        (refused.reason, _record(linked, refused.one), _record(linked, refused.other))
        for refused in linked.clustered.refused[:_MOST_LISTED]
    ]
    if not listed:
        return counted
    title = f"The first {len(listed)} of them"
    return counted + table(title, ("why", "a record of one", "a record of the other"), listed)


def _bound(linked: Linked) -> str:
    """What people had decided, and what of it could not be carried out."""
    bound = linked.bound
    if not (bound.never or bound.always or bound.unknown):
        return ""
    counted = [
        ("never one person", bound.never),
        ("always one person", bound.always),
        ("about a record that is not in these files", bound.unknown),
    ]
    listed = [
        (over.reason, _record(linked, over.one), _record(linked, over.other))
        for over in bound.overruled
    ]
    return table("Decisions of people", ("decision", "pairs"), counted) + table(
        "Decided to be one person, but kept apart", ("why", "a record", "another record"), listed
    )


def _recall(linked: Linked) -> str:
    only = "What the rules miss can only be known with a truth: <code>joinedup link measure</code>."
    if linked.recall is None:
        return only
    return (
        "Of the pairs that an identifier shows to be one person, the other rules found"
        f" {linked.recall:.2%}; about so many they find of those without one. {only}"
    )


def _record(linked: Linked, uid: int) -> str:
    found = linked.base.execute("SELECT record FROM raw WHERE uid = ?", [uid]).fetchall()
    return str(found[0][0])


def _sources(linked: Linked) -> int:
    return int(linked.base.execute("SELECT count(DISTINCT source) FROM raw").fetchall()[0][0])


def _weights(linked: Linked) -> str:
    rows = []
    for comparison in linked.comparisons:
        trained = linked.model.comparisons[comparison.name]
        for place, label in enumerate(trained.labels):
            chances = (f"{trained.m[place]:.4f}", f"{trained.u[place]:.2g}")
            rows.append((comparison.title, label, *chances, f"{trained.weight(place):+.1f}"))
    head = ("field", "level", "of one person", "of two people", "weight in bits")
    note = "<p>Rare values weigh more than common ones; missing values weigh nothing.</p>"
    return table("Weights", head, rows) + note


def _model(linked: Linked) -> list[tuple[str, object]]:
    model = linked.model
    lines = [("made on", model.made_on), ("SHA-256", model.sha256), ("prior", f"{model.prior:.3g}")]
    return [*lines, *((key, str(value)) for key, value in model.provenance.items())]


def _histogram(linked: Linked) -> str:
    counted = linked.base.execute(
        f"SELECT (floor(greatest(least(weight, 60), -40) / {_BIN}) * {_BIN})::INT, count(*)"  # noqa: S608
        " FROM outcomes GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not counted:
        return ""
    most = max(count for _, count in counted)
    step = _WIDTH / (100 / _BIN)
    bars = "".join(
        f'<rect x="{(bits + 40) / _BIN * step:.1f}" width="{step - 1:.1f}"'
        f' y="{_HEIGHT - _tall(count, most):.1f}" height="{_tall(count, most):.1f}" fill="'
        f'{"#00703c" if bits >= 0 else "#505a5f"}"><title>{bits} to {bits + _BIN} bits:'
        f" {count:,} pairs</title></rect>"
        for bits, count in counted
    )
    return (
        "<h2>Weights of the pairs</h2><p>Square root of the number of pairs by weight, from -40 to"
        " 60 bits. From 0 bits (green) the evidence speaks for one person.</p>"
        f'<svg role="img" aria-label="Number of pairs by weight" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}">{bars}</svg>'
    )


def _tall(count: int, most: int) -> float:
    return float(_HEIGHT * (count / most) ** 0.5)
