"""A chronology in words, for the pages that show one: see ``timeline.html`` beside this file.

timeline = timeline_of(request, folders=[folder.id])
{% from "record/chronology/timeline.html" import timeline_with_filters %}
{{ timeline_with_filters(timeline) }}
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.base.govuk.pictures import Span
from joinedup.base.govuk.wording import capital, say_count, say_datetime
from joinedup.record.chronology.filtering import FilterForm
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import Chronology, chronology_of, corrected_among
from joinedup.record.chronology.rules import (
    IMPACT_WORDS,
    EntryType,
    Impact,
    kind_words,
    say_period,
)
from joinedup.trust.sharing.audience import PageRequest
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category, FolderKind
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

PLACE_WORDS: dict[FolderKind, str] = {
    FolderKind.PERSON: "the record of one person",
    FolderKind.HOUSEHOLD: "the record of a household",
    FolderKind.CONTACT: "a worry that was reported",
    FolderKind.ENQUIRY: "an enquiry of the hub",
    FolderKind.AGENCY_CHECK: "a question to an agency",
    FolderKind.PRODUCT: "a report that was sent",
    FolderKind.AGENCY_RECORDS: "an agency’s own records",
    FolderKind.EXERCISE: "a sealed matching exercise",
    FolderKind.EXERCISE_RESULT: "the result of a sealed matching exercise",
}
IMPACT_COLOURS = {Impact.POSITIVE: "green", Impact.NEGATIVE: "orange", Impact.NEUTRAL: "grey"}


@dataclass(frozen=True)
class Place:
    """Where an entry stands, and the page of that, if there is one for this viewer."""

    words: str
    href: str = ""


@dataclass(frozen=True)
class ShownEntry:
    """One entry in words. ``href`` leads to its versions; ``correct_href`` is none for readers.

    ``place`` says in which record it stands, where a chronology is drawn from several.
    """

    id: UUID
    title: str
    when: str
    source: str
    category: str
    impact: str
    impact_colour: str
    what: str
    judgement: str
    judged_by: str
    action: str
    why_no_action: str
    recorded: str
    is_correction: bool
    corrected_because: str
    href: str
    correct_href: str | None
    place: Place | None


@dataclass(frozen=True)
class Chosen:
    """A filter in force, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True)
class Timeline:
    """A page of a chronology with its filters. ``page_href`` has {} for the number.

    ``services`` are the times with a service that stand on this page, to be drawn.
    """

    entries: Sequence[ShownEntry]
    found: str
    form: FilterForm
    chosen: Sequence[Chosen]
    address: str
    page: int
    pages: int
    page_href: str
    folders: Sequence[UUID]
    services: Sequence[Span]


def timeline_of(
    request: PageRequest,
    *,
    folders: Collection[UUID] = (),
    subjects: Collection[UUID] = (),
    sources: Callable[[UUID], str] | None = None,
    places: Mapping[UUID, Place] | None = None,
) -> Timeline:
    """The chronology that a request asks for, filtered as its address says.

    ``sources`` names an agency otherwise than by its name; ``places`` says where an entry stands
    by its folder, for those folders of which the kind alone says too little. Raises
    ``NotVisible`` as ``chronology_of`` does.
    """
    form = FilterForm(request.GET)
    chronology = chronology_of(
        request.viewer,
        folders=folders,
        subjects=subjects,
        page=page_asked(form.asked()),
        **form.choices_made(),
    )
    form.offer(chronology.present)
    may_write = {folder.pk: writable(folder.pk) for folder in chronology.folders}
    corrections = corrected_among(chronology.entries)
    stands = _places(chronology.folders) | dict(places or {}) if subjects else {}
    name_of = sources or (lambda agency: chronology.present.agencies[agency])
    return Timeline(
        entries=[
            show(
                entry,
                source=name_of(entry.source_agency_id),
                is_correction=entry.pk in corrections,
                may_correct=entry.source_agency_id == request.viewer.agency_id
                and Category(entry.category) in may_write[entry.folder_id],
                place=stands.get(entry.folder_id),
            )
            for entry in chronology.entries
        ],
        found=_found(chronology, form),
        form=form,
        chosen=[Chosen(text, _href(left)) for text, left in form.chosen()],
        address=request.path,
        page=chronology.page,
        pages=chronology.pages,
        page_href=page_href(form.asked()),
        folders=[folder.pk for folder in chronology.folders],
        services=[
            Span(kind_words(entry.kind), entry.starts_on, entry.ends_on)
            for entry in chronology.entries
            if entry.type == EntryType.SERVICE_EPISODE
        ],
    )


def show(
    entry: Entry,
    *,
    source: str,
    is_correction: bool = False,
    may_correct: bool = False,
    place: Place | None = None,
) -> ShownEntry:
    """One entry in words."""
    author = entry.recorded_by.name if entry.recorded_by else source
    return ShownEntry(
        id=entry.pk,
        title=kind_words(entry.kind),
        when=_when(entry),
        source=source,
        category=CATEGORY_WORDS[Category(entry.category)],
        impact=IMPACT_WORDS[Impact(entry.impact)],
        impact_colour=IMPACT_COLOURS[Impact(entry.impact)],
        what=entry.what,
        judgement=entry.judgement,
        judged_by=author if author == source else f"{author}, {source}",
        action=entry.action_taken,
        why_no_action=entry.why_no_action,
        recorded=_recorded(entry, source),
        is_correction=is_correction,
        corrected_because=entry.correction_reasons,
        href=reverse("chronology_entry", args=[entry.pk]),
        correct_href=reverse("correct_chronology_entry", args=[entry.pk]) if may_correct else None,
        place=place,
    )


def _places(folders: Collection[Folder]) -> dict[UUID, Place]:
    return {folder.pk: Place(PLACE_WORDS[FolderKind(folder.kind)]) for folder in folders}


def _when(entry: Entry) -> str:
    words = say_period(entry.starts_on, entry.ends_on, entry.date_accuracy, EntryType(entry.type))
    return capital(words)


def _recorded(entry: Entry, source: str) -> str:
    on = say_datetime(entry.recorded_at)
    if entry.recorded_by is None:
        return f"From the records of {source}, taken in on {on}"
    return f"Written by {entry.recorded_by.name} on {on}"


def _found(chronology: Chronology, form: FilterForm) -> str:
    everything = say_count(chronology.all, "entry", "entries")
    if not form.chosen():
        return capital(everything)
    return f"{chronology.total:,} of {everything}"


def _href(query: QueryDict) -> str:
    return f"?{query.urlencode()}"
