"""What is in a folder that `joinedup demo generate` wrote. `truth.csv` is not opened here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any


class NotAnAreaError(ValueError):
    """The folder does not hold a whole area; the message is one line."""


@dataclass(frozen=True, slots=True)
class AreaService:
    """A service of an agency, and how to reach it."""

    slug: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class AreaAgency:
    """An agency and how many rows its extracts hold. ``kind`` is the standard's code."""

    slug: str
    name: str
    kind: str
    services: tuple[AreaService, ...]
    records: int
    events: int
    relationships: int


@dataclass(frozen=True, slots=True)
class StoryPerson:
    """Somebody in a story: who they are, and their record numbers by agency."""

    key: str
    name: str
    role: str
    birth_date: str
    expected_date: str
    records: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Story:
    """A family whose story is written by hand: what was said to the hub, and who is in it."""

    slug: str
    contact: str
    people: Mapping[str, StoryPerson]
    needs: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str, str], ...]
    whereabouts_restricted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A made-up area on disk."""

    directory: Path
    name: str
    seed: int
    people: int
    as_at: date
    agencies: tuple[AreaAgency, ...]
    stories: Mapping[str, Story]

    def extract(self, agency: str, name: str) -> Path:
        """The path of an agency's file: ``people``, ``events`` or ``relationships``."""
        return self.directory / agency / f"{name}.csv"


def read_area(directory: Path) -> Area:
    """The area in a folder. Raises ``NotAnAreaError``."""
    try:
        area = _toml(directory / "area.toml")
        stories = _toml(directory / "stories.toml")
        found = Area(
            directory=directory,
            name=area["name"],
            seed=area["seed"],
            people=area["people"],
            as_at=date.fromisoformat(area["as_at"]),
            agencies=tuple(_agency(row) for row in area["agency"]),
            stories={row["slug"]: _story(row) for row in stories["story"]},
        )
    except (KeyError, TypeError, ValueError, OSError) as wrong:
        if isinstance(wrong, NotAnAreaError):
            raise
        raise NotAnAreaError(
            f"{directory} holds no area that can be read: make one with `joinedup demo generate`"
        ) from wrong
    _refuse_gaps(found)
    return found


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _agency(row: Mapping[str, Any]) -> AreaAgency:
    return AreaAgency(
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        services=tuple(
            AreaService(s["slug"], s["name"], f"{s['phone']}, {s['email']}") for s in row["service"]
        ),
        records=row["records"],
        events=row["events"],
        relationships=row["relationships"],
    )


def _story(row: Mapping[str, Any]) -> Story:
    return Story(
        slug=row["slug"],
        contact=row["contact"],
        people={person["key"]: _person(person) for person in row["person"]},
        needs=tuple((n["person"], n["need"]) for n in row.get("access_needs", ())),
        conflicts=tuple(
            (c["staff"], c["person"], c["relationship"])
            for c in row.get("conflict_of_interest", ())
        ),
        whereabouts_restricted=tuple(row.get("whereabouts_restricted", ())),
    )


def _person(row: Mapping[str, Any]) -> StoryPerson:
    return StoryPerson(
        key=row["key"],
        name=row["name"],
        role=row["role"],
        birth_date=row["birth_date"],
        expected_date=row["expected_date"],
        records={agency: tuple(numbers) for agency, numbers in row["records"].items()},
    )


def _refuse_gaps(area: Area) -> None:
    for agency in area.agencies:
        for name, rows in (
            ("people", agency.records),
            ("events", agency.events),
            ("relationships", agency.relationships),
        ):
            if rows and not area.extract(agency.slug, name).is_file():
                raise NotAnAreaError(f"{area.extract(agency.slug, name)} is missing")
