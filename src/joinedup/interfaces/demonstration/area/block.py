"""A few thousand people at a time: drawn, written and forgotten, on any processor.

A block depends on the seed, the size of the area and its own number only, so that blocks can be
made side by side and put together in order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from joinedup.interfaces.demonstration.area.catalogue import AGENCIES
from joinedup.interfaces.demonstration.area.dirt import DUPLICATED
from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.extracts import AgencyDesk, csv_text
from joinedup.interfaces.demonstration.area.families import FamilyMaker
from joinedup.interfaces.demonstration.area.involvement import Involvement, Involvements
from joinedup.interfaces.demonstration.area.life import Life
from joinedup.interfaces.demonstration.area.names import NameBook
from joinedup.interfaces.demonstration.area.places import County
from joinedup.interfaces.demonstration.area.society import OPEN, Event, Family

BLOCK = 5_000
"""People in a block; the last one is smaller."""
_HOUSEHOLDS = 2_750
"""Household numbers set aside for a block: as many as `County` has dwellings for."""
_SERIALS = 2
"""Record numbers set aside, per person."""


@dataclass(frozen=True, slots=True)
class BlockTask:
    """Which block of which area."""

    seed: int
    people: int
    today: int
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Block:
    """The text of each file, by (agency, file) and for the truth by ("", "truth"), and counts."""

    people: int
    households: int
    families_with_many_needs: int
    text: dict[tuple[str, str], str]
    rows: dict[tuple[str, str], int]


def tasks(seed: int, people: int, population: int, today: int) -> Iterator[BlockTask]:
    """The blocks for `population` of an area's `people`."""
    for number, start in enumerate(range(0, population, BLOCK)):
        yield BlockTask(seed, people, today, number, min(BLOCK, population - start))


@cache
def _names() -> NameBook:
    return NameBook()


def make_block(task: BlockTask) -> Block:
    """Draw the people of a block and write what the agencies recorded."""
    draw = Draw("block", task.seed, task.people, task.number)
    names, county = _names(), County(task.people)
    desks = {
        agency: AgencyDesk(draw, names, county, agency, task.number * BLOCK * _SERIALS)
        for agency in AGENCIES
    }
    maker = FamilyMaker(draw, names, county, task.people, task.today)
    maker.begin(task.number * BLOCK, task.number * _HOUSEHOLDS)
    life, involvements = Life(draw, task.today), Involvements(draw, task.today)
    people = households = troubled = 0
    while people < task.size:
        family = maker.make(task.size - people)
        people += len(family.people)
        households += len({person.household.number for person in family.people})
        troubled += len(family.needs) >= 3
        life.happen(family)
        _write(draw, desks, family, involvements.of(family))
    return _finish(people, households, troubled, desks)


def _write(
    draw: Draw, desks: dict[str, AgencyDesk], family: Family, found: Sequence[Involvement]
) -> None:
    for agency, desk in desks.items():
        mine = [involvement for involvement in found if involvement.agency == agency]
        if not mine:
            continue
        records = []
        for involvement in mine:
            for day, events in _sittings(draw, desk, involvement):
                number = desk.take(involvement, day, events)
            records.append((involvement.person, number))
        if len(records) > 1:
            desk.relate(records)


def _sittings(
    draw: Draw, desk: AgencyDesk, involvement: Involvement
) -> list[tuple[int, list[Event]]]:
    """The record, or two of the same person, of which the older stopped being kept up."""
    updated = involvement.updated
    known = [event for event in involvement.events if event.start <= updated]
    if not draw.chance(DUPLICATED * desk.clerk.rate) or involvement.person.unborn:
        return [(updated, known)]
    middle = involvement.since + int(draw.random() * (updated - involvement.since))
    older = [event for event in known if event.start <= middle]
    newer = [event for event in known if event.start > middle or event.end == OPEN]
    return [(middle, older), (updated, [event for event in newer if event not in older])]


def _finish(people: int, households: int, troubled: int, desks: dict[str, AgencyDesk]) -> Block:
    text: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str], int] = {}
    truth: list[list[str]] = []
    for agency, desk in desks.items():
        files = {"people": desk.people, "events": desk.events}
        if desk.relationships:
            files["relationships"] = desk.relationships
        for name, lines in files.items():
            # numbers are in no order, so that the order of rows says nothing either
            lines.sort()
            text[agency, name] = csv_text(lines)
            rows[agency, name] = len(lines)
        truth += sorted(desk.truth)
    text["", "truth"] = csv_text(truth)
    rows["", "truth"] = len(truth)
    return Block(people, households, troubled, text, rows)
