"""How people are related, and who bears whose name."""

from joinedup.interfaces.demonstration.area.society import OPEN, Family, Link, Person


def link(person: Person, other: Person, relationship: str, since: int = OPEN) -> None:
    """`other` is the `relationship` of `person`."""
    person.links.append(Link(other, relationship, since))


def pair(woman: Person, man: Person, since: int) -> None:
    """They live as a couple."""
    link(woman, man, "partner", since)


def part(woman: Person, man: Person, day: int) -> None:
    """They separate."""
    for bond in woman.links:
        if bond.other is man:
            bond.relationship, bond.until = "ex_partner", day


def link_parents(child: Person, mother: Person | None, father: Person | None) -> None:
    """The child's parents; a mother has parental responsibility from birth."""
    if mother:
        link(child, mother, "mother", child.born)
        link(child, mother, "parental_responsibility", child.born)
    if father:
        link(child, father, "father", child.born)


def parents(child: Person) -> frozenset[int]:
    """Numbers of the child's parents."""
    return frozenset(
        bond.other.number for bond in child.links if bond.relationship in ("mother", "father")
    )


def relate_siblings(family: Family) -> None:
    """Each child is linked to those after it; those who share one parent of two are half."""
    for place, child in enumerate(family.children):
        mine = parents(child)
        for other in family.children[place + 1 :]:
            theirs = parents(other)
            if mine and mine == theirs:
                link(child, other, "sibling")
            elif mine & theirs:
                link(child, other, "half_sibling")


def name_after(younger: Person, elder: Person) -> None:
    """The younger bears the elder's first name."""
    younger.given, younger.nickname = elder.given, ""
    younger.family = elder.family
    younger.namesake, elder.namesake = elder, younger
