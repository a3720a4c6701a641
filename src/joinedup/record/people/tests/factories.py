"""Made-up people for tests, each in a folder of their own."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.test import Client

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people import commands
from joinedup.record.people.models import Household, HouseholdMember, Person
from joinedup.record.people.queries import people_named
from joinedup.record.people.rules import NHS_NUMBER, NameUse, PartialDate, Sex
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening, share_with
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

EVERYTHING = (Category.IDENTITY, Category.FAMILY, Category.WHEREABOUTS)


def worker(team: Team, role: Role = Role.PRACTITIONER) -> tuple[Viewer, Client]:
    """Somebody in this team, as a viewer and as a browser that is signed in."""
    professional = agencies.professional((team, role))
    user = User.objects.create_user(f"{professional.pk}@example.org", professional=professional)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return viewer_for(professional.pk), client


def opening(team: Team, categories: Collection[Category] = EVERYTHING) -> Opening:
    """Everything about a person, to read, write and decide about."""
    return Opening(Holder(team_id=team.pk), categories, may_write=True, may_decide=True)


def person(
    viewer: Viewer,
    team: Team,
    given: str = "Ffion",
    family: str = "Ŵyn",
    *,
    born: date | None = date(2016, 5, 3),
    sex: Sex = Sex.NOT_KNOWN,
    address: engine.Address | None = None,
    nhs_number: str = "",
    **more: object,
) -> Person:
    """Somebody whom this viewer's team works with."""
    names = (engine.Name(tuple(given.split()), family, engine.NameUse.USUAL),)
    with session(viewer, Purpose.DIRECT_WORK):
        return commands.add_known_person(
            viewer,
            controller_id=viewer.agency_id,
            openings=[opening(team)],
            purpose=Purpose.DIRECT_WORK,
            reasons="We work with this family.",
            identity=engine.Identity(
                names=names,
                birth=engine.PartialDate.of(born) if born else None,
                sex=sex.value,
                addresses=(address,) if address else (),
                identifiers=(engine.Identifier(NHS_NUMBER, nhs_number),) if nhs_number else (),
            ),
            **more,
        )


def unborn(viewer: Viewer, team: Team, expected_on: date) -> Person:
    """A child who is expected."""
    with session(viewer, Purpose.DIRECT_WORK):
        return commands.add_person(
            viewer,
            folder=commands.Opened(
                controller_id=viewer.agency_id,
                openings=[opening(team)],
                purpose=Purpose.DIRECT_WORK,
                reasons="We work with the mother.",
            ),
            expected_on=expected_on,
        )


def share(viewer: Viewer, person: Person, team: Team, categories: Collection[Category]) -> None:
    """Let another team read some of it."""
    with session(viewer, Purpose.DIRECT_WORK):
        share_with(
            viewer,
            folder=person.folder,
            purpose=Purpose.DIRECT_WORK,
            rule="agreed",
            reasons="They work with the family too.",
            openings=[Opening(Holder(team_id=team.pk), categories)],
        )


def name(viewer: Viewer, person_id: UUID, given: str, family: str, use: NameUse) -> None:
    """Another name."""
    with session(viewer, Purpose.DIRECT_WORK):
        commands.add_name(viewer, person_id=person_id, use=use, given=given, family=family)


def separate(viewer: Viewer, second: Viewer, merge_id: UUID, reasons: str) -> None:
    """One asks that merged records be separated, another agrees. Needs the first one's session."""
    asked = commands.ask_to_separate(viewer, merge_id=merge_id, reasons=reasons)
    with session(second, Purpose.DIRECT_WORK):
        commands.answer_overturning(
            second, overturning_id=asked.pk, agree=True, reasons="I looked too."
        )


def birth(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """A birth date as far as it is known."""
    return PartialDate(year, month, day)


def died(viewer: Viewer, person: Person, on: date) -> None:
    """Somebody writes down that a person has died. Needs an open session."""
    known = people_named(viewer, [person.pk])[person.pk]
    commands.correct_person(
        viewer,
        person_id=person.pk,
        sex=known.sex,
        birth=known.birth,
        expected_on=known.expected_on,
        died_on=on,
        language=known.language,
        needs_interpreter=known.needs_interpreter,
    )


def households(viewer: Viewer) -> list[Household]:
    """Every household that somebody can see."""
    with session(viewer, Purpose.DIRECT_WORK):
        return list(Household.objects.order_by("created_at", "id"))


def stays(viewer: Viewer) -> list[HouseholdMember]:
    """Everybody's time in every household that somebody can see."""
    with session(viewer, Purpose.DIRECT_WORK):
        return list(HouseholdMember.objects.order_by("created_at", "id"))
