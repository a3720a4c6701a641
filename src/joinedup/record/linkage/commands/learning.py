"""The model of the installation, learned from what its agencies have brought in."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.record.linkage.engine.files import Filed, FileError, Listed
from joinedup.record.linkage.engine.model import Model
from joinedup.record.linkage.engine.workbench import Workbench
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.linkage.rules.compared import COLUMNS, cells
from joinedup.record.linkage.rules.identities import identity_of
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action

LEAST_RECORDS = 1_000
"""From fewer there is nothing to learn of how common a name is."""
_AT_A_TIME = 10_000
_NOT_READ = ("keys", "prepared", "fingerprint")


def learn_from_indexes(say: Callable[[str], None], *, today: date, seed: int = 1) -> Model:
    """Weights and how common values are, from all agencies' indexes.

    It reads as the owner of the tables, because it has to see every index; nobody is shown
    anything, and the log says that it was done. Raises ``OwnerUnknownError`` and ``FileError``.
    """
    # it brings a parser of conditions with it, which no page needs
    from joinedup.record.linkage.engine.live.building import learned

    with as_owner_of_tables(), transaction.atomic():
        records = _everybody()
        if len(records) < LEAST_RECORDS:
            raise FileError(
                f"the indexes hold {len(records):,} people: from fewer than {LEAST_RECORDS:,}"
                " nothing can be learned"
            )
        say(f"  {len(records):,} people of {len(set(records.sources)):,} indexes read")
        bench = Workbench()
        try:
            records.load(bench.base)
            model = learned(Filed(bench, records.columns), COLUMNS, today, seed)
        finally:
            bench.base.close()
        record(
            Action.COMPARED,
            subject_kind="index_entry",
            details={"model": model.sha256, "entries": len(records)},
        )
    return model


def _everybody() -> Listed:
    sources: list[str] = []
    ids: list[str] = []
    values: dict[str, list[str]] = {name: [] for name, _ in COLUMNS.columns}
    entries = IndexEntry.objects.filter(left_at__isnull=True).defer(*_NOT_READ)
    for entry in entries.select_related("agency").iterator(_AT_A_TIME):
        sources.append(entry.agency.slug)
        ids.append(entry.record_id)
        written = cells(identity_of(entry), died_on=entry.died_on)
        for column, value in zip(values.values(), written, strict=True):
            column.append(value)
    return Listed(sources, ids, values)
