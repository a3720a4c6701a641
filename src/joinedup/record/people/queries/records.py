"""Records that are one person: following the pointers that merging left, both ways."""

from collections.abc import Collection
from uuid import UUID

from joinedup.record.people.models import Person

MOST_STEPS = 10


def person_of(folder_id: UUID) -> UUID | None:
    """Whose record a folder is, where the viewer may see who that is: the number alone."""
    return Person.objects.filter(folder_id=folder_id).values_list("pk", flat=True).first()


def one_person(person_id: UUID) -> list[UUID]:
    """This record and every visible record that was merged into it, directly or through others."""
    known = [person_id]
    frontier = known
    for _ in range(MOST_STEPS):
        found = Person.objects.filter(merged_into__in=frontier).values_list("pk", flat=True)
        frontier = [pk for pk in found.order_by("pk") if pk not in known]
        if not frontier:
            break
        known = known + frontier
    return known


def every_record_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Every visible record of the people whose records these are; of each, the one that is kept."""
    found = {kept: kept for kept in kept_records(ids).values()}
    frontier = list(found)
    for _ in range(MOST_STEPS):
        rows = Person.objects.filter(merged_into__in=frontier).values_list("pk", "merged_into_id")
        merged = {pk: found[into] for pk, into in rows if into in found and pk not in found}
        if not merged:
            break
        found |= merged
        frontier = list(merged)
    return found


def kept_records(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """For each of these records the visible record that is kept for it: itself, unless merged."""
    kept = {person_id: person_id for person_id in ids}
    for _ in range(MOST_STEPS):
        ends = set(kept.values())
        rows = Person.objects.filter(pk__in=ends, merged_into__isnull=False)
        steps = dict(rows.values_list("pk", "merged_into_id"))
        visible = set(
            Person.objects.filter(pk__in=set(steps.values())).values_list("pk", flat=True)
            if steps
            else ()
        )
        steps = {one: other for one, other in steps.items() if other in visible}
        if not steps:
            break
        kept = {start: steps.get(end, end) for start, end in kept.items()}
    return kept
