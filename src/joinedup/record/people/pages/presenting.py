"""People in words, for pages: cards, periods, a family picture."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from joinedup.base.govuk.pictures import PicturedLink, PicturedPerson
from joinedup.base.govuk.wording import age, say_date
from joinedup.record.people.queries import Link, PersonBrief, PersonView, Tie
from joinedup.record.people.rules import (
    PARENTS,
    PARTNERS,
    RELATIONSHIP_WORDS,
    RelationshipKind,
)

UNIQUE = frozenset({"mother", "father", "twin"})
Kind = Literal["parent", "partner", "other"]


def card(person: PersonBrief, href: str = "") -> dict[str, Any]:
    """What ``person_card`` draws: who it is, how old, and what they need to take part."""
    shown: dict[str, Any] = {
        "name": person.name,
        "also_known_as": person.other_names,
        "needs": person.needs,
        "language": "" if person.needs_interpreter else person.language,
        "facts": _facts(person),
    }
    if href:
        shown["href"] = href
    if person.needs_interpreter:
        shown["interpreter"] = person.language or "language not recorded"
    if person.died_on is None:
        shown["born"] = person.birth.known if person.birth else person.expected_on
        shown["expected"] = person.unborn
    return shown


def _facts(person: PersonBrief) -> list[str]:
    facts = []
    if person.birth and person.birth.estimated:
        facts.append("The birth date is an estimate")
    if person.died_on:
        if person.birth:
            facts.append(f"Born {say_date(person.birth.known)}")
        facts.append(f"Died {say_date(person.died_on)}")
    return facts


def born(person: PersonBrief, today: date) -> str:
    """Birth date with age, or when the child is expected."""
    if person.birth is None:
        if person.expected_on:
            return f"expected {say_date(person.expected_on)}"
        return "birth date not known"
    known = person.birth.known
    if person.died_on:
        return f"born {say_date(known)}, died {say_date(person.died_on)}"
    return f"born {say_date(known)} ({age(known, today)})"


def period(starts_on: date | None, ends_on: date | None) -> str:
    """From when until when, as far as it is known."""
    if starts_on and ends_on:
        return f"{say_date(starts_on)} to {say_date(ends_on)}"
    if starts_on:
        return f"since {say_date(starts_on)}"
    return f"until {say_date(ends_on)}" if ends_on else ""


def pictured(view: PersonView, today: date) -> tuple[list[PicturedPerson], list[PicturedLink]]:
    """The family as the picture draws it, the person in its middle."""
    people = {view.id: view} | {tie.other.id: tie.other for tie in view.ties}
    homes = _homes(view)
    boxes = [
        PicturedPerson(
            key=str(person.id),
            name=person.name,
            detail=_detail(person, today),
            household=homes.get(str(person.id), ""),
            focus=person.id == view.id,
        )
        for person in people.values()
    ]
    links = [_tie_link(view, tie) for tie in view.ties]
    links += _other_links(link for link in view.links if {link.one, link.other} <= people.keys())
    return boxes, links


def _detail(person: PersonBrief, today: date) -> str:
    if person.died_on:
        return f"died {say_date(person.died_on)}"
    if person.unborn:
        return age(person.expected_on, today)
    return age(person.birth.known, today) if person.birth else "age not known"


def _homes(view: PersonView) -> Mapping[str, str]:
    """Who lives together now; said only where there is more than one household to tell apart."""
    homes: dict[str, str] = {}
    for number, household in enumerate(view.households, start=1):
        for member in household.members:
            if not member.ended:
                said = homes.get(str(member.person.id))
                homes[str(member.person.id)] = (
                    f"{said} and {number}" if said else f"household {number}"
                )
    return homes if len(view.households) > 1 else {}


def _tie_link(view: PersonView, tie: Tie) -> PicturedLink:
    person, other = str(view.id), str(tie.other.id)
    kind, parent_is_other = _kind(tie.kind, outgoing=tie.said_here)
    if kind == "parent" and not parent_is_other:
        said = "is a parent of" if tie.said_here else _is(RELATIONSHIP_WORDS[tie.kind])
        return PicturedLink(person, said, other, kind, tie.ended)
    return PicturedLink(other, _is(tie.words), person, kind, tie.ended)


def _kind(kind: RelationshipKind, *, outgoing: bool) -> tuple[Kind, bool]:
    """How a link is drawn, and whether its upper end is the other person."""
    if kind in PARENTS:
        return "parent", outgoing
    if kind is RelationshipKind.CHILD:
        return "parent", not outgoing
    return ("partner" if kind in PARTNERS else "other"), False


def _other_links(links: Iterable[Link]) -> list[PicturedLink]:
    """Between two others each pair once, the parent's side where there is one."""
    drawn: dict[frozenset[Any], PicturedLink] = {}
    for link in sorted(links, key=lambda link: link.kind not in PARENTS):
        pair = frozenset({link.one, link.other})
        if pair in drawn:
            continue
        one, other = str(link.one), str(link.other)
        words = _is(RELATIONSHIP_WORDS[link.kind])
        if link.kind is RelationshipKind.CHILD:
            drawn[pair] = PicturedLink(one, "is a parent of", other, "parent", link.ended)
        else:
            kind, _ = _kind(link.kind, outgoing=True)
            drawn[pair] = PicturedLink(other, words, one, kind, link.ended)
    return list(drawn.values())


def _is(words: str) -> str:
    """ "is the mother of", "is an aunt or uncle of"."""
    if words in UNIQUE:
        return f"is the {words} of"
    return f"is {'an' if words[0] in 'aeiou' else 'a'} {words} of"
