"""Who can be told: teams outside the hub in which somebody can read it and act on it today."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from joinedup.base.govuk.wording import say_list
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import Colleague, operational_teams, teams_today
from joinedup.trust.sharing.queries import exclusions_of


@dataclass(frozen=True)
class RecipientTeam:
    """A team and everybody in it who could read what it is sent today."""

    team: Team
    people: tuple[Colleague, ...]

    @property
    def called(self) -> str:
        """The team with its agency."""
        return f"{self.team.name}, {self.team.organisation.name}"

    @property
    def managers(self) -> tuple[Colleague, ...]:
        """Who leads it, and so reads all that anybody in it is sent."""
        return tuple(person for person in self.people if person.is_manager)

    @property
    def can_be_named(self) -> tuple[Colleague, ...]:
        """Those who work with families and read nothing that is sent to others by name."""
        return tuple(p for p in self.people if p.works_with_families and not p.is_manager)

    def readers(self, named_ids: Collection[UUID]) -> tuple[Colleague, ...]:
        """Who reads it: the people named and the managers, or else everybody in the team."""
        if not named_ids:
            return self.people
        return tuple(p for p in self.people if p.id in named_ids or p.is_manager)


def recipients_for(folder_id: UUID) -> list[RecipientTeam]:
    """The teams to whom something of this enquiry can be sent, by agency and name.

    Whoever is kept out of the enquiry could not read it, and is left out here too.
    """
    kept_out = set(exclusions_of(folder_id).values_list("professional_id", flat=True))
    teams = list(operational_teams())
    today = teams_today([team.pk for team in teams])
    found = [
        RecipientTeam(team, tuple(p for p in today.get(team.pk, ()) if p.id not in kept_out))
        for team in teams
    ]
    return [one for one in found if any(p.works_with_families for p in one.people)]


def say_readers(recipient: RecipientTeam, named_ids: Collection[UUID]) -> str:
    """ "all 4 people in the team", or "Marie Okell and Nan Nurse, who manages the team"."""
    if not named_ids:
        count = len(recipient.people)
        return f"all {count} people in the team" if count > 1 else recipient.people[0].name
    return say_list(
        f"{p.name}, who manages the team" if p.is_manager and p.id not in named_ids else p.name
        for p in sorted(recipient.readers(named_ids), key=lambda p: p.is_manager)
    )
