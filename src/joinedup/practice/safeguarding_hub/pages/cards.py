"""A person of an enquiry, as the person card shows them, and how far an answer can be relied on.

Access needs are never left out.
"""

from typing import Any

from joinedup.base.govuk.wording import capital, say_count, say_datetime
from joinedup.practice.safeguarding_hub.queries import SubjectView
from joinedup.practice.safeguarding_hub.rules.kinship import (
    confirmed_words,
    said_words,
    say_relation,
)
from joinedup.record.linkage.queries import Coverage
from joinedup.record.people.queries import PersonBrief

BASIS_WORDS = {
    "record": "a record that we already had",
    "index": "somebody in the council’s own index of people",
    "new": "nobody whom we knew; a record was begun",
}


def card(person: PersonBrief, facts: list[str]) -> dict[str, Any]:
    """The parameters of ``person_card``."""
    born = person.birth.known if person.birth else None
    places = [place.dated for place in person.addresses if not place.ended][:1]
    return {
        "name": person.name,
        "born": person.expected_on if person.unborn else born,
        "expected": person.unborn,
        "also_known_as": list(person.other_names),
        "facts": [*facts, *places],
        "language": person.language,
        "interpreter": (person.language or "yes") if person.needs_interpreter else "",
        "needs": list(person.needs),
    }


def subject_card(view: SubjectView) -> dict[str, Any]:
    """A subject: who they are to the child, and how we know who they are."""
    subject = view.subject
    relation = say_relation(subject)
    if view.person is None:
        return {"name": "Somebody whom you may not see", "facts": [relation.capitalize()]}
    by = f"Confirmed by {subject.confirmed_by.name} as {BASIS_WORDS[subject.basis]}"
    facts = [capital(relation), *_beside(subject), by]
    return card(view.person, facts)


def _beside(subject: Any) -> list[str]:  # noqa: ANN401 - pages know no tables
    """What else was confirmed; and what the referrer said, where that was confirmed otherwise."""
    said, confirmed = said_words(subject), confirmed_words(subject)
    facts = [f"The referrer says: {said}"] if confirmed and subject.relation_words else []
    for words, answer in (
        ("parental responsibility", subject.parental_responsibility),
        ("lives with the child", subject.lives_with),
    ):
        if answer is not None:
            facts.append(f"{capital(words)}: {'yes' if answer else 'no'}")
    return facts


def children_first(subjects: tuple[SubjectView, ...]) -> list[SubjectView]:
    """Children before adults, each in the order in which they were confirmed."""
    return sorted(subjects, key=lambda view: view.subject.relation != "child")


def what_they_need(subjects: tuple[SubjectView, ...]) -> list[tuple[str, str]]:
    """Whoever of these needs something to take part, and what, for ``needs_of``."""
    return [
        (known.person.name, known.person.needs_said)
        for known in children_first(subjects)
        if known.person is not None and known.person.needs_said
    ]


def name_of(view: SubjectView) -> str:
    """What to call a subject."""
    return view.person.name if view.person else "somebody whom you may not see"


def how_far(coverage: Coverage) -> str:
    """How far an agency's "not known" can be relied on (draft national standard, enquiries)."""
    if coverage.imported_at is None:
        return "This agency has sent no index yet, so “not known” rests on its own look alone."
    whole = "everybody whom it knows" if coverage.complete else "only some of those whom it knows"
    held = say_count(coverage.known, "person", "people")
    return (
        f"Its index holds {held}, last sent {say_datetime(coverage.imported_at)};"
        f" that file held {whole}."
    )
