"""Reading chronologies. All of these need an open session, which decides what there is to read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.rules import KINDS, Impact, kind_words
from joinedup.trust.agencies.queries import organisation_names
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer, read_through
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Category

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What to show of a chronology; what is empty does not narrow it."""

    agencies: frozenset[UUID] = frozenset()
    categories: frozenset[Category] = frozenset()
    kinds: frozenset[str] = frozenset()
    impact: Impact | None = None
    from_date: date | None = None
    to_date: date | None = None
    text: str = ""

    @property
    def condition(self) -> Q:
        """The same, as a condition on entries."""
        condition = Q()
        if self.agencies:
            condition &= Q(source_agency_id__in=self.agencies)
        if self.categories:
            condition &= Q(category__in=self.categories)
        if self.kinds:
            condition &= Q(kind__in=self.kinds)
        if self.impact is not None:
            condition &= Q(impact=self.impact)
        if self.to_date is not None:
            condition &= Q(starts_on__lte=self.to_date)
        if self.from_date is not None:
            # A period that began earlier and reached into the days asked for belongs to them.
            condition &= Q(starts_on__gte=self.from_date) | Q(ends_on__gte=self.from_date)
        for word in self.text.split():
            called_so = [code for code in KINDS if word.lower() in kind_words(code).lower()]
            condition &= (
                Q(what__icontains=word)
                | Q(judgement__icontains=word)
                | Q(action_taken__icontains=word)
                | Q(kind__in=called_so)
            )
        return condition


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Present:
    """What the whole chronology holds, so that filters offer nothing that finds nothing."""

    agencies: Mapping[UUID, str]
    categories: frozenset[Category]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Chronology:
    """One page of a chronology. ``total`` counts what the filters leave, ``all`` what there is."""

    entries: Sequence[Entry]
    total: int
    all: int
    page: int
    pages: int
    present: Present
    folders: tuple[Folder, ...]


def chronology_of(
    viewer: Viewer,
    *,
    folders: Collection[UUID] = (),
    subjects: Collection[UUID] = (),
    agencies: Collection[UUID] = (),
    categories: Collection[Category] = (),
    kinds: Collection[str] = (),
    impact: Impact | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    text: str = "",
    page: int = 1,
    page_size: int = PAGE,
    oldest_first: bool = False,
) -> Chronology:
    """The entries in force of some folders, or about some subjects, that the viewer may see.

    One agency in ``agencies`` makes it a single-agency chronology, none the merged one. Folders
    that are not the viewer's to see add nothing; ``NotVisible`` when none of those named is.
    A page beyond the last is the last.
    """
    filters = Filters(
        frozenset(agencies),
        frozenset(categories),
        frozenset(kinds),
        impact,
        from_date,
        to_date,
        text.strip(),
    )
    rows = Entry.objects.filter(corrected_by__isnull=True)
    rows = rows.filter(folder_id__in=folders) if folders else rows.filter(subject_id__in=subjects)
    read_through(folders or _where_these_are(subjects))
    read = _read(rows, filters, page=page, page_size=page_size, oldest_first=oldest_first)
    opened = _folders(folders or read.in_folder)
    if folders and not opened:
        raise NotVisible
    _log(opened, read.in_folder, read.entries)
    pages = max(1, -(-read.total // page_size))
    return Chronology(
        read.entries,
        read.total,
        read.all,
        min(max(1, page), pages),
        pages,
        read.present,
        opened,
    )


# From one folder to the next by the index, however many entries lie between them.
_FOLDERS_OF_SUBJECTS = """
WITH RECURSIVE known (subject, folder) AS (
    SELECT s, '00000000-0000-0000-0000-000000000000'::uuid FROM unnest(%s::uuid[]) s
    UNION ALL
    SELECT known.subject, found.folder_id FROM known CROSS JOIN LATERAL (
        SELECT folder_id FROM chronology_entry
        WHERE subject_id = known.subject AND folder_id > known.folder
        ORDER BY folder_id LIMIT 1
    ) found
)
SELECT DISTINCT folder FROM known WHERE folder > '00000000-0000-0000-0000-000000000000'
"""


def _where_these_are(subjects: Collection[UUID]) -> list[UUID]:
    """The folders in which there is an entry about any of these that the viewer may see."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLDERS_OF_SUBJECTS, [list(subjects)])
        return [folder for (folder,) in cursor.fetchall()]


@dataclass(frozen=True)
class _Read:
    """What one pass through the entries found."""

    entries: list[Entry]
    present: Present
    total: int
    all: int
    in_folder: Mapping[UUID, int]


# One pass, because the policy judges every row that is read: what there is to filter by, how much
# is left in each folder, and which entries stand on the page. A page beyond the last is the last.
_READ_ONCE = """
WITH mine (id, folder, agency, category, kind, starts_on, fits) AS MATERIALIZED ({rows})
SELECT folder, agency, category, kind, count(*), count(*) FILTER (WHERE fits), NULL::uuid
FROM mine GROUP BY folder, agency, category, kind
UNION ALL
SELECT NULL, NULL, NULL, NULL, 0, 0, id FROM (
    SELECT id FROM mine WHERE fits ORDER BY {order} LIMIT %s OFFSET %s * least(%s::bigint,
        greatest((SELECT count(*) FROM mine WHERE fits) - 1, 0) / %s)
) shown
"""


def _read(
    rows: QuerySet[Entry], filters: Filters, *, page: int, page_size: int, oldest_first: bool
) -> _Read:
    fits = ExpressionWrapper(filters.condition or Q(pk__isnull=False), BooleanField())
    columns = ("id", "folder_id", "source_agency_id", "category", "kind", "starts_on")
    try:
        sql, values = rows.order_by().values_list(*columns, fits).query.sql_with_params()
    except EmptyResultSet:
        return _Read([], Present({}, frozenset(), frozenset()), 0, 0, {})
    order = "starts_on, id DESC" if oldest_first else "starts_on DESC, id"
    with connection.cursor() as cursor:
        cursor.execute(
            _READ_ONCE.format(rows=sql, order=order),
            [*values, page_size, page_size, max(1, page) - 1, page_size],
        )
        found = cursor.fetchall()
    groups = [group for *group, shown in found if shown is None]
    entries = Entry.objects.select_related("recorded_by").in_bulk(
        [shown for *_, shown in found if shown is not None]
    )
    in_folder: dict[UUID, int] = defaultdict(int)
    for folder, *_, left in groups:
        in_folder[folder] += left
    return _Read(
        entries=[entries[shown] for *_, shown in found if shown in entries],
        present=Present(
            agencies=organisation_names({agency for _, agency, *_ in groups}),
            categories=frozenset(Category(category) for _, _, category, *_ in groups),
            kinds=frozenset(kind for _, _, _, kind, *_ in groups),
        ),
        total=sum(in_folder.values()),
        all=sum(every for *_, every, _ in groups),
        in_folder=in_folder,
    )


def _folders(ids: Iterable[UUID]) -> tuple[Folder, ...]:
    return tuple(Folder.objects.filter(pk__in=set(ids)).order_by("opened_at", "id"))


def _log(folders: Iterable[Folder], counted: Mapping[UUID, int], entries: Sequence[Entry]) -> None:
    """One entry of the log for each folder looked into: who saw this person is asked of folders."""
    shown: dict[UUID, int] = defaultdict(int)
    for entry in entries:
        shown[entry.folder_id] += 1
    for folder in folders:
        record(
            Action.LISTED,
            subject_kind="chronology",
            subject_id=folder.pk,
            folder=folder,
            details={"found": counted.get(folder.pk, 0), "shown": shown[folder.pk]},
        )


@dataclass(frozen=True)
class Versions:
    """An entry with what it replaced, newest first, and what has replaced it, if anything has."""

    entry: Entry
    earlier: tuple[Entry, ...]
    later: Entry | None


def open_entry(viewer: Viewer, entry_id: UUID) -> Versions:
    """One entry with its versions. Raises ``NotVisible``."""
    entry = _with_names().filter(pk=entry_id).first()
    if entry is None:
        raise NotVisible
    later = entry.corrected_by
    while later is not None and later.corrected_by is not None:
        later = later.corrected_by
    record(
        Action.OPENED,
        subject_kind="chronology_entry",
        subject_id=entry.pk,
        folder=entry.folder,
    )
    return Versions(entry, tuple(earlier_versions(entry)), later)


def earlier_versions(entry: Entry) -> list[Entry]:
    """What an entry replaced, step by step, newest first."""
    found: list[Entry] = []
    step: Entry | None = entry
    while step is not None:
        step = _with_names().filter(corrected_by_id=step.pk).first()
        if step is not None:
            found.append(step)
    return found


def corrected_among(entries: Iterable[Entry]) -> frozenset[UUID]:
    """Which of these entries replaced an earlier version."""
    wanted = [entry.pk for entry in entries]
    found = Entry.objects.filter(corrected_by_id__in=wanted).values_list("corrected_by", flat=True)
    return frozenset(pk for pk in found if pk is not None)


def subjects_of(folder_id: UUID) -> list[UUID]:
    """Whom the entries of a folder are about, as far as the viewer may see them."""
    rows = Entry.objects.filter(folder_id=folder_id).order_by()
    return list(rows.values_list("subject_id", flat=True).distinct()[:2])


def current_by_reference(
    references: Collection[str], *, folder_id: UUID, agency_id: UUID
) -> dict[str, Entry]:
    """The entries in force that an agency calls by these references."""
    rows = Entry.objects.filter(
        folder_id=folder_id,
        source_agency_id=agency_id,
        source_reference__in=references,
        corrected_by__isnull=True,
    )
    return {entry.source_reference: entry for entry in rows.exclude(source_reference="")}


def versions_by_reference(
    references: Collection[str], *, folder_id: UUID, agency_id: UUID
) -> dict[str, list[Entry]]:
    """All versions of the entries that an agency calls by these references, oldest first."""
    found: dict[str, list[Entry]] = defaultdict(list)
    rows = Entry.objects.filter(
        folder_id=folder_id, source_agency_id=agency_id, source_reference__in=references
    )
    for entry in rows.order_by("recorded_at"):
        found[entry.source_reference].append(entry)
    return dict(found)


def _with_names() -> QuerySet[Entry]:
    return Entry.objects.select_related("folder", "source_agency", "recorded_by")
