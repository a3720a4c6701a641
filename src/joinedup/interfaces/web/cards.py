"""A person as the person card shows them, wherever they are met."""

from typing import Any

from joinedup.record.people.queries import PersonBrief


def card(person: PersonBrief, href: str = "") -> dict[str, Any]:
    """The parameters of the ``person_card`` component. Access needs are never left out."""
    shown: dict[str, Any] = {
        "name": person.name,
        "href": href,
        "born": person.expected_on if person.unborn else person.birth,
        "expected": person.unborn,
        "also_known_as": list(person.other_names),
        "facts": [str(place) for place in person.addresses if not place.ended][:1],
        "language": person.language,
        "interpreter": (person.language or "yes") if person.needs_interpreter else "",
        "needs": list(person.needs),
    }
    return shown
