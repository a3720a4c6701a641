"""Which form and which commands belong to each part of a record that people change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from joinedup.record.people import commands
from joinedup.record.people.pages.change.forms import (
    AccessNeedForm,
    AddressForm,
    BirthForm,
    IdentifierForm,
    NameForm,
    NewAddressForm,
    NewRelationshipForm,
    PartForm,
    PersonForm,
    RelationshipForm,
)
from joinedup.record.people.pages.change.homes import NewHomeForm, StayForm, add_home
from joinedup.record.people.rules import Part, PartialDate
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Adding:
    """The form of a new row, and the command: given the viewer, the person's id and the words."""

    form: type[PartForm]
    run: Callable[[Viewer, UUID, Facts], object]


@dataclass(frozen=True)
class Correcting:
    """The form of a row that is there, and the command: given the viewer, the row's id, the words
    and the token of the version seen."""

    form: type[PartForm]
    run: Callable[[Viewer, UUID, Facts, int], object]


@dataclass(frozen=True)
class Page:
    """One part of a record: what it is called, and who may write it."""

    called: str
    category: Category
    part: Part
    adding: Adding | None = None
    correcting: Correcting | None = None


def _add_address(viewer: Viewer, person_id: UUID, facts: Facts) -> object:
    place = {name: facts[name] for name in ("use", "line", "town", "postcode", "uprn")}
    if facts["moved"]:
        return commands.move(viewer, person_id=person_id, on=facts["starts_on"], **place)
    period = {"starts_on": facts["starts_on"], "ends_on": facts["ends_on"]}
    return commands.add_address(viewer, person_id=person_id, **place, **period)


PAGES: Mapping[str, Page] = {
    "name": Page(
        "name",
        Category.IDENTITY,
        Part.NAME,
        Adding(
            NameForm,
            lambda viewer, pk, facts: commands.add_name(viewer, person_id=pk, **facts),
        ),
        Correcting(
            NameForm,
            lambda viewer, pk, facts, seen: commands.correct_name(
                viewer, name_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "address": Page(
        "address",
        Category.WHEREABOUTS,
        Part.ADDRESS,
        Adding(
            NewAddressForm,
            _add_address,
        ),
        Correcting(
            AddressForm,
            lambda viewer, pk, facts, seen: commands.correct_address(
                viewer, address_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "identifier": Page(
        "number",
        Category.IDENTITY,
        Part.IDENTIFIER,
        Adding(
            IdentifierForm,
            lambda viewer, pk, facts: commands.add_identifier(viewer, person_id=pk, **facts),
        ),
        Correcting(
            IdentifierForm,
            lambda viewer, pk, facts, seen: commands.correct_identifier(
                viewer, identifier_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "access-need": Page(
        "access need",
        Category.IDENTITY,
        Part.ACCESS_NEED,
        Adding(
            AccessNeedForm,
            lambda viewer, pk, facts: commands.record_access_need(viewer, person_id=pk, **facts),
        ),
        Correcting(
            AccessNeedForm,
            lambda viewer, pk, facts, seen: commands.correct_access_need(
                viewer, need_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "relationship": Page(
        "relationship",
        Category.FAMILY,
        Part.RELATIONSHIP,
        Adding(
            NewRelationshipForm,
            lambda viewer, pk, facts: commands.relate(viewer, person_id=pk, **facts),
        ),
        Correcting(
            RelationshipForm,
            lambda viewer, pk, facts, seen: commands.correct_relationship(
                viewer, relationship_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "household": Page(
        "household",
        Category.FAMILY,
        Part.STAY,
        Adding(NewHomeForm, add_home),
        Correcting(
            StayForm,
            lambda viewer, pk, facts, seen: commands.change_stay(
                viewer, member_id=pk, seen=seen, **facts
            ),
        ),
    ),
    "birth": Page(
        "birth",
        Category.IDENTITY,
        Part.PERSON,
        Adding(
            BirthForm,
            lambda viewer, pk, facts: commands.record_birth(viewer, person_id=pk, **facts),
        ),
    ),
}

ABOUT_CORRECTING = Correcting(
    PersonForm,
    lambda viewer, pk, facts, seen: commands.correct_person(
        viewer, person_id=pk, seen=seen, **facts
    ),
)
ABOUT = Page(
    "birth date, language and interpreter",
    Category.IDENTITY,
    Part.PERSON,
    correcting=ABOUT_CORRECTING,
)


def initial(form_class: type[forms.Form], facts: Facts) -> dict[str, Any]:
    """A row's values as the form shows them."""
    values = {name: facts[name] for name in form_class.base_fields if name in facts}
    if "birth_year" in facts and facts["birth_year"] is not None:
        birth = PartialDate(
            facts["birth_year"],
            facts["birth_month"],
            facts["birth_day"],
            facts["birth_accuracy"],
        )
        values |= {"birth": birth.known, "estimated": birth.estimated}
    return values
