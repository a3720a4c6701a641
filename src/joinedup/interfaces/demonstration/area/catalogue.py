"""The agencies, their services and the kinds of event that they record, read from data files."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Service:
    """A service of an agency and how to reach it."""

    slug: str
    name: str
    code: str
    phone: str
    email: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency; `prefix` begins its record numbers, `place` is its position in the catalogue."""

    place: int
    slug: str
    name: str
    prefix: str
    kind: str
    system: str
    services: dict[str, Service]


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of life event or service episode; `standard` when its code is the national one."""

    code: str
    type: str
    standard: bool
    agency: str
    service: str
    category: str
    impact: str
    days: tuple[int, int]
    what: tuple[str, ...]
    action: tuple[str, ...]


def read_table(name: str) -> dict[str, Any]:
    """One of the package's TOML data files."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _service(row: dict[str, Any]) -> Service:
    return Service(**{**row, "contacts": tuple(row["contacts"])})


def _agency(place: int, row: dict[str, Any]) -> Agency:
    services = {service["slug"]: _service(service) for service in row["services"]}
    return Agency(**{**row, "place": place, "services": services})


def _kind(row: dict[str, Any]) -> EventKind:
    days = row.get("days", (0, 0))
    lists = {"days": (days[0], days[1]), "what": tuple(row["what"]), "action": tuple(row["action"])}
    return EventKind(**{**row, **lists})


AGENCIES: dict[str, Agency] = {
    row["slug"]: _agency(place, row)
    for place, row in enumerate(read_table("agencies.toml")["agency"])
}
EVENT_KINDS: dict[str, EventKind] = {
    row["code"]: _kind(row) for row in read_table("event_kinds.toml")["kind"]
}
