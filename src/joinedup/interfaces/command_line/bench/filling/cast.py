"""Who works in the benchmark's area, as the processes that write rows need to know them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency: its organisation, its desk in the hub, its records, and who answers there."""

    slug: str
    organisation: str
    team: str
    researcher: str
    records: str


@dataclass(frozen=True, slots=True)
class FieldTeam:
    """An operational team with a caseload, and the practitioner who works it."""

    team: str
    professional: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by id."""

    people: int
    council: str
    hub: str
    screener: str
    manager: str
    desks: tuple[Desk, ...]
    teams: tuple[FieldTeam, ...]

    @property
    def families(self) -> int:
        """Families of eight or nine: 25 people in three."""
        whole, rest = divmod(self.people, 25)
        return whole * 3 + (rest + 7) // 8
