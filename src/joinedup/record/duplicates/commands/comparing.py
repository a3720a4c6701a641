"""Comparing everybody with everybody, for the system administrator's command and its timer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.record.duplicates.commands.reading import COLUMNS, Everybody, read_everybody
from joinedup.record.duplicates.models import Pair, Run
from joinedup.record.duplicates.rules import LEAST_WEIGHT, PairKind, kind_of
from joinedup.record.linkage.engine.explaining.weights import Explanation, Found, explain_pair
from joinedup.record.linkage.engine.linking import Linked, Options, link
from joinedup.record.linkage.engine.model import Model
from joinedup.record.linkage.engine.verdict import Judge, Verdict
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.rules import Category

Say = Callable[[str], None]
_AT_A_TIME = 1_000


def compare_everybody(say: Say, *, model: Model | None = None) -> bool:
    """Find the pairs of records that may be one person's, and put them in the place of those that
    were found before. False when there are not two people yet.

    It reads and writes as the owner of the tables, because it has to see everybody; what it finds
    is seen only by whoever may see both sides. Raises ``OwnerUnknownError`` and ``FileError``.
    """
    with as_owner_of_tables(), transaction.atomic():
        # One at a time; and whoever decides meanwhile is heard by the next.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('duplicates: compare'))")
        everybody = read_everybody()
        if len(everybody.records) <= 1:
            return False
        today = timezone.localdate()
        decided = everybody.decisions
        options = Options(
            model=model, today=today, decisions=decided, labels=decided, believed=True
        )
        linked = link(everybody.records, COLUMNS, options, say)
        run = Run(
            model_made_on=date.fromisoformat(linked.model.made_on),
            model_sha256=linked.model.sha256,
        )
        run.save(force_insert=True)
        _write(run, linked, everybody)
        record(
            Action.COMPARED,
            subject_kind="person",
            subject_id=run.pk,
            details={"model": run.model_sha256},
        )
    return True


def _write(run: Run, linked: Linked, everybody: Everybody) -> None:
    pairs: dict[tuple[UUID, UUID], Pair] = {}
    for pair in _pairs(run, linked, everybody):
        key = (pair.one_id, pair.other_id)
        if key not in pairs or pairs[key].weight < pair.weight:
            pairs[key] = pair
    Pair.objects.bulk_create(
        pairs.values(),
        batch_size=_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["kind", "found", "weight", "prior", "steps", "sentence", "run"],
    )
    Pair.objects.exclude(run=run).delete()
    Run.objects.exclude(pk=run.pk).delete()


def _pairs(run: Run, linked: Linked, everybody: Everybody) -> Iterator[Pair]:
    """Between records that are kept, unless somebody has decided or it is known what they are."""
    apart = {
        frozenset(everybody.kept[UUID(key[1])] for key in pair)
        for pair in everybody.decisions.never
    }
    judge = _judge(linked)
    for row in _rows(linked):
        one, other = sorted(everybody.kept[UUID(row[side])] for side in ("one", "other"))
        shown = kind_of(row["decision"], _labels(linked, row), _verdict(linked, judge, row))
        known = {one, other} in apart or (one, other) in everybody.related
        if shown is None or one == other or known:
            continue
        yield _pair(run, linked, everybody, (one, other), shown, row)


def _judge(linked: Linked) -> Judge:
    """With both guards up, whatever the records taught of families: these are people's records."""
    guarded = replace(linked.model, guards={"family": True, "namesake": True})
    return Judge(guarded, len(linked.records))


def _verdict(linked: Linked, judge: Judge, row: dict[str, Any]) -> Verdict:
    names = [comparison.name for comparison in linked.comparisons]
    levels = tuple(row[f"gamma_{name}"] for name in names)
    given = (row["given_l"] or "", row["given_r"] or "")
    return judge.verdict(levels, [row[f"bits_{name}"] for name in names], given)


def _labels(linked: Linked, row: dict[str, Any]) -> dict[str, str]:
    return {
        name: trained.labels[row[f"gamma_{name}"]]
        for name, trained in linked.model.comparisons.items()
        if row.get(f"gamma_{name}", -1) >= 0
    }


def _pair(
    run: Run, linked: Linked, everybody: Everybody, pair: tuple[UUID, UUID],
    shown: tuple[PairKind, str], row: dict[str, Any],
) -> Pair:  # fmt: skip
    why = _why(linked, row)
    return Pair(
        folder_id=everybody.folders[pair[0]],
        other_folder_id=everybody.folders[pair[1]],
        category=Category.IDENTITY,
        one_id=pair[0],
        other_id=pair[1],
        kind=shown[0],
        found=shown[1],
        weight=row["weight"],
        prior=why.prior,
        steps=[[s.title, s.found, None if s.missing else s.bits] for s in why.steps],
        sentence=why.sentence,
        run=run,
    )


def _why(linked: Linked, row: dict[str, Any]) -> Explanation:
    names = [comparison.name for comparison in linked.comparisons]
    found = {n: Found(row[f"gamma_{n}"], row[f"bits_{n}"]) for n in names}
    return explain_pair(linked.model, found, support=row["support"])


def _first_name(side: str) -> str:
    """As the judge takes it: where it is in a table of names, or an initial."""
    known = f"{side}.known IS NOT NULL OR length({side}.given) = 1"
    return f"CASE WHEN {known} THEN {side}.given END"


def _rows(linked: Linked) -> Iterator[dict[str, Any]]:
    found = "".join(f", gamma_{c.name}, bits_{c.name}" for c in linked.comparisons)
    cursor = linked.base.execute(
        "SELECT a.record AS one, b.record AS other, weight + support AS weight, support,"  # noqa: S608
        f" decision{found}, {_first_name('one')} AS given_l, {_first_name('other')} AS given_r"
        " FROM decided d JOIN raw a ON a.uid = uid_l JOIN raw b ON b.uid = uid_r"
        " JOIN people one ON one.uid = uid_l JOIN people other ON other.uid = uid_r"
        " WHERE decision <> 'two people' AND decision NOT LIKE '%as was decided'"
        f" AND d.weight + support > {LEAST_WEIGHT}"
        " ORDER BY uid_l, uid_r"
    )
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(_AT_A_TIME):
        for row in rows:
            yield dict(zip(names, row, strict=True))
