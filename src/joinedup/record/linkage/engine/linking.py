"""Bulk linkage from start to end: records in, people out, every doubtful pair written down.

The work is done in steps, each of which leaves its tables on the workbench; an interrupted run goes
on from the last that was done.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.backend import DUCKDB, Backend
from joinedup.record.linkage.engine.binding import Binding, bind_decisions
from joinedup.record.linkage.engine.blocking import (
    EVERY_RULE,
    Blocked,
    Rule,
    household_rules,
    rules_for,
    sample_households,
)
from joinedup.record.linkage.engine.clustering import Clustered
from joinedup.record.linkage.engine.copies import unite_copies
from joinedup.record.linkage.engine.files import Filed, FileError, Records
from joinedup.record.linkage.engine.files import Mapping as Columns
from joinedup.record.linkage.engine.files.decisions import UNDECIDED, Decisions
from joinedup.record.linkage.engine.households import support
from joinedup.record.linkage.engine.learning import chance, learn, must_fit, prior_bits
from joinedup.record.linkage.engine.model import Comparison, Model, comparisons, model_of
from joinedup.record.linkage.engine.people import find_people
from joinedup.record.linkage.engine.preparing import Prepared, prepare
from joinedup.record.linkage.engine.relatives import HELD_BACK, Guard, guard, make_either
from joinedup.record.linkage.engine.scoring import score
from joinedup.record.linkage.engine.workbench import Workbench

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Options:
    """``between``: each file is a register in which a person stands once.  ``decisions`` of people
    bind, whatever the weights say; ``labels`` only refine the model.  ``believed``: hardly any two
    of these records are one person, so that nothing can be learned from them of what such records
    have in common, and the model keeps what is believed beforehand."""

    between: bool = False
    seed: int = 1
    model: Model | None = None
    today: date = date.min
    decisions: Decisions = UNDECIDED
    labels: Decisions = UNDECIDED
    believed: bool = False
    backend: Backend = DUCKDB


@dataclass(frozen=True)
class Linked:
    """What a run found.  ``base`` holds the tables ``raw``, ``people``, ``persons`` (the ``person``
    of every record), ``outcomes`` (the weight and ``decision`` of every pair) and the view
    ``decided`` (the same, with what every comparison gave)."""

    records: Records
    prepared: Prepared
    comparisons: tuple[Comparison, ...]
    model: Model
    blocked: Blocked
    guard: Guard
    clustered: Clustered
    bound: Binding
    decisions: Mapping[str, int]
    recall: float | None
    """Of the pairs that an identifier shows to be one person, the share that the other rules of
    blocking found; ``None`` without identifiers."""
    seconds: Mapping[str, float]
    base: "duckdb.DuckDBPyConnection"


def link(
    records: Records, columns: Columns, options: Options, tell: Callable[[str], None],
    workbench: Workbench | None = None,
) -> Linked:  # fmt: skip
    """Do everything.

    :raises FileError: the records cannot be compared, or the model does not fit them.
    """
    bench = records.bench if isinstance(records, Filed) else Workbench()
    return _Linking(records, columns, options, _Watch(tell), bench).run()


class _Linking:
    """One run, step by step."""

    def __init__(
        self, records: Records, columns: Columns, options: Options, watch: "_Watch",
        bench: Workbench,
    ) -> None:  # fmt: skip
        self.records, self.columns, self.options = records, columns, options
        self.watch, self.bench, self.base = watch, bench, bench.base
        self.size = len(records)

    def run(self) -> Linked:
        prepared = self._prepared()
        fields = comparisons(prepared)
        if not fields:
            raise FileError("the mapped columns hold nothing by which two people can be told apart")
        followed = rules_for(prepared.fields, self.size)
        blocked = self._blocked(followed)
        model = self._learned(prepared, fields)
        self._scored(fields, model)
        guarded = guard(self.base, fields, self._households(prepared, fields, model))
        prior = model.prior_bits
        if not self.options.model:
            # relatives look like one person and would raise the share of true pairs
            free = f"scored WHERE NOT ({guarded.family} OR {guarded.namesake})"
            prior = prior_bits(self.base, self.size, free)
            model = replace(model, prior=chance(prior), guards=guarded.up)
        make_either(self.base, guarded, fields, prior)
        self.watch.done("households", f"{support(self.base, fields, prior):,} pairs supported by"
                        " others of their households")  # fmt: skip
        self._weigh(guarded, prior)
        between = self.options.between
        clustered = find_people(self.base, self.size, prepared, between=between)
        clustered = unite_copies(self.base, clustered, prepared, between=between)
        clustered = self._gathered(clustered, prepared, fields, model, guarded)
        clustered, bound = bind_decisions(
            self.base, clustered, prepared, self.options.decisions, between=between
        )
        decisions = self._decide(clustered)
        self.watch.done("clustered", f"{len(clustered.sizes):,} people")
        return Linked(
            self.records, prepared, fields, model, blocked, guarded, clustered, bound, decisions,
            self._recall(followed), self.watch.seconds, self.base,
        )  # fmt: skip

    # ---- steps that an interrupted run need not do again -----------------------------------

    def _prepared(self) -> Prepared:
        if (kept := self.bench.found("cleaned")) is None:
            made = prepare(self.base, self.records, self.columns, today=self.options.today)
            kept = {**asdict(made), "fields": sorted(made.fields)}
            self.bench.done("cleaned", kept)
        self.watch.done("cleaned", f"{self.size:,} records cleaned")
        return Prepared(frozenset(kept["fields"]), kept["titles"], tuple(kept["one_each"]))

    def _blocked(self, rules: tuple[Rule, ...]) -> Blocked:
        if (kept := self.bench.found("blocked")) is None:
            between = self.options.between
            made = self.options.backend.block(
                self.base, rules, between=between, tell=self.watch.tell
            )
            kept = made.facts()
            self.bench.done("blocked", kept)
        blocked = Blocked.of(kept)
        self.watch.done("blocked", f"{blocked.pairs:,} pairs are worth comparing")
        return blocked

    def _learned(self, prepared: Prepared, fields: tuple[Comparison, ...]) -> Model:
        if self.options.model:
            model = must_fit(self.options.model, fields)
        elif (kept := self.bench.found("trained")) is not None:
            model = model_of(kept)
        else:
            model = learn(
                self.base, prepared, fields, seed=self.options.seed, between=self.options.between,
                made_on=self.options.today.isoformat(), labels=self.options.labels,
                believed=self.options.believed,
            )  # fmt: skip
        if self.bench.found("trained") is None:
            self.bench.done("trained", model.facts())
        self.watch.done("trained", f"model of {model.made_on}")
        return model

    def _scored(self, fields: tuple[Comparison, ...], model: Model) -> None:
        before = (self.bench.found("scored") or {}).get("pairs", 0)
        score(
            self.base, fields, model, "candidates", "scored", self._note("scored"), first=before,
            predict=self.options.backend.predict,
        )  # fmt: skip
        self.watch.done("scored", "pairs scored")

    def _note(self, step: str) -> Callable[[int, int], None]:
        def note(done: int, of: int) -> None:
            self.bench.done(step, {"pairs": done, "of": of})
            if done < of:
                self.watch.tell(f"  {done:,} of {of:,} pairs scored")

        return note

    # ---- what is made anew -----------------------------------------------------------------

    def _households(self, prepared: Prepared, fields: tuple[Comparison, ...], model: Model) -> str:
        """A table of scored pairs in which those who share a home and a name are all there."""
        if self.size <= EVERY_RULE:
            return "scored"
        rules = household_rules(prepared.fields)
        sample_households(self.base, rules, between=self.options.between)
        predict = self.options.backend.predict
        score(self.base, fields, model, "candidates", "at_home", predict=predict)
        return "at_home"

    def _recall(self, rules: tuple[Rule, ...]) -> float | None:
        """Of the pairs that an identifier shows to be one person, the share that other rules would
        have found."""
        numbers = {place for place, rule in enumerate(rules) if rule.identifier}
        shown = " OR ".join(f"gamma_{rules[place].name} = 0" for place in numbers)
        if not shown:
            return None
        found = self.base.execute(
            "SELECT count(*), count(*) FILTER (WHERE rule NOT IN"  # noqa: S608
            f" ({', '.join(map(str, numbers))})) FROM decided"
            f" WHERE ({shown}) AND decision = 'same person'"
        ).fetchall()[0]
        return found[1] / found[0] if found[0] else None

    def _gathered(
        self, clustered: Clustered, prepared: Prepared, fields: tuple[Comparison, ...],
        model: Model, guarded: Guard,
    ) -> Clustered:  # fmt: skip
        from joinedup.record.linkage.engine.gathering import gather

        return gather(
            self.base, clustered, prepared, fields, model, guarded, self.options.backend.predict,
            between=self.options.between, seed=self.options.seed,
        )  # fmt: skip

    def _weigh(self, guarded: Guard, prior: float) -> None:
        """Make ``considered`` (every pair with its weight, and the words of a guarded one) and
        ``weighed`` (what of it counts)."""
        self.base.execute(
            "CREATE OR REPLACE TEMP VIEW considered AS SELECT s.*,"  # noqa: S608
            f" bits + ({prior!r})::DOUBLE AS weight, coalesce(support, 0) AS support,"
            f" {guarded.kind} AS kind FROM scored s LEFT JOIN either e USING (uid_l, uid_r)"
            " LEFT JOIN supported USING (uid_l, uid_r)"
        )
        self.base.execute(
            "CREATE OR REPLACE TEMP TABLE weighed AS SELECT uid_l, uid_r, weight, support, kind,"  # noqa: S608
            " (CASE WHEN kind IS NULL THEN weight + support"
            f" ELSE least(weight, {HELD_BACK}) END)::DOUBLE AS counted,"
            " kind IS NOT NULL AS held FROM considered"
        )

    def _decide(self, clustered: Clustered) -> dict[str, int]:
        """A word for every pair: what became of it."""
        import numpy as np
        import pyarrow as pa

        person = np.asarray(clustered.person, dtype=np.int32)
        uids = np.arange(len(person), dtype=np.int32)
        self.base.register("found_people", pa.table({"uid": uids, "person": person}))
        self.base.execute(
            "CREATE OR REPLACE TEMP TABLE persons AS FROM found_people;"  # noqa: S608
            f" CREATE OR REPLACE TEMP VIEW decided AS SELECT c.*, {_DECISION} AS decision"
            f" FROM considered c {_PERSONS};"
            " CREATE OR REPLACE TEMP TABLE outcomes AS SELECT uid_l, uid_r, weight, support,"
            f" {_DECISION} AS decision FROM weighed {_PERSONS}"
        )
        self.base.unregister("found_people")
        return dict(
            self.base.execute("SELECT decision, count(*) FROM outcomes GROUP BY 1 ORDER BY 1")
            .fetchall()
        )  # fmt: skip


_DECISION = """CASE
    WHEN said = 'never' THEN 'two people, as was decided'
    WHEN said = 'always' AND l.person = r.person THEN 'same person, as was decided'
    WHEN l.person = r.person THEN 'same person'
    WHEN kind IS NOT NULL AND weight > -5 THEN kind
    WHEN weight + support > 0 THEN 'likely, but their groups are not one'
    WHEN weight + support > -5 THEN 'uncertain' ELSE 'two people' END"""
_PERSONS = (
    "JOIN persons l ON l.uid = uid_l JOIN persons r ON r.uid = uid_r"
    " LEFT JOIN said USING (uid_l, uid_r)"
)


class _Watch:
    """Says how far the work is and keeps the times, in seconds."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self.tell, self._since = tell, perf_counter()

    def done(self, step: str, words: str) -> None:
        now = perf_counter()
        self.seconds[step] = now - self._since
        self.tell(f"  {words} ({self.seconds[step]:.1f} s)")
        self._since = now
