"""Keeping people findable: search keys follow every change, in its transaction."""

from uuid import UUID

from django.db import connection

from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.people.models import SearchKey
from joinedup.record.people.queries.known import PersonBrief, as_identity, load
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category


def refresh_search_keys(person_id: UUID) -> None:
    """Make the stored keys those of what is recorded now.

    Keys that tell where somebody lives are rows of the category *whereabouts*, the others of
    *identity*; a writer changes those of the categories that they may write. The last writer who
    may write whereabouts brings those keys up to date with the names.
    """
    # two writers at once would each add what the other adds too
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(person_id)])
    person = load([person_id])[person_id]
    wanted = _keys(person)
    mine = writable(person.folder_id)
    rows = SearchKey.objects.filter(person=person_id)
    stored = set(rows.values_list("key", "category"))
    for category, keys in wanted.items():
        if category not in mine:
            continue
        have = {key for key, stored_as in stored if stored_as == category}
        rows.filter(category=category, key__in=have - keys).delete()
        SearchKey.objects.bulk_create(
            SearchKey(
                id=new_id(),
                folder_id=person.folder_id,
                category=category,
                person_id=person_id,
                key=key,
            )
            for key in sorted(keys - have)
        )


def _keys(person: PersonBrief) -> dict[Category, set[str]]:
    matcher = current_matcher()
    who = set(matcher.search_keys(as_identity(person, with_addresses=False)))
    where = set(matcher.search_keys(as_identity(person))) - who
    return {Category.IDENTITY: who, Category.WHEREABOUTS: where}
