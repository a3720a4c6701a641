"""Enquiries of which the answer is known: people in the index, absent people, and absent people who
are like one in the index.

Whoever is *like* has what relatives have in common and nothing else: a twin the surname, the birth
date and the home; a parent of one name the names, the sex and the home; a namesake the names and
the year of birth, and lives elsewhere.  Half of them have no NHS number and half their own.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from joinedup.interfaces.command_line.bench.linkage.population import (
    Agency,
    Ints,
    Population,
    Random,
    Texts,
    extract,
)

KINDS = ("present", "stranger", "twin", "sibling", "parent of the same name", "namesake elsewhere")
ASKING = Agency("queries", 1.0, 1.0, 0.45)
"""Who asks: as careless as the agencies are."""
_YEAR = 365


@dataclass(frozen=True)
class Enquiries:
    """``table`` as an agency would have written it; of each row its kind, and the person who is
    meant or whom the one who is meant resembles."""

    table: pa.Table
    kinds: list[str]
    persons: Ints


def make_enquiries(
    population: Population, known: Ints, each: dict[str, int], random: Random
) -> Enquiries:
    """Of every kind as many as ``each`` says; ``known`` are the people who are in the index."""
    absent = np.setdiff1d(np.arange(len(population)), known)
    tables, kinds, persons = [], [], []
    for kind in KINDS:
        among = absent if kind == "stranger" else known
        person = random.choice(among, min(each[kind], len(among)), replace=False)
        asked = _people(population, person)
        if kind not in {"present", "stranger"}:
            asked = _like(asked, population, kind, random)
        written = extract(asked, ASKING, np.arange(len(person)), random)
        if kind not in {"present", "stranger"}:
            numbers = np.where(random.random(len(person)) < 0.5, asked.number, "")
            place = written.schema.get_field_index("nhs_number")
            written = written.set_column(place, "nhs_number", pa.array(numbers, pa.string()))
        tables.append(written)
        kinds += [kind] * len(person)
        persons.append(person)
    table = pa.concat_tables(tables)
    ids = pa.array([f"q{n}" for n in range(len(table))])
    return Enquiries(table.set_column(0, "record_id", ids), kinds, np.concatenate(persons))


def _people(population: Population, person: Ints) -> Population:
    """These alone, in columns of their own."""
    return Population(
        **{name: getattr(population, name)[person] for name in Population.__dataclass_fields__}
    )


def _like(people: Population, everybody: Population, kind: str, random: Random) -> Population:
    """People who are not in the index, for those who are."""
    n = len(people)
    others = _people(everybody, random.integers(0, len(everybody), n))
    number = _nobodys(n, random)
    if kind in {"twin", "sibling"}:
        given = np.where(others.given == people.given, "ottoline", others.given)
        born = people.born
        if kind == "sibling":
            apart = random.integers(400, 8 * _YEAR, n) * random.choice([-1, 1], n)
            born = born + apart.astype("timedelta64[D]")
        return replace(
            people, given=given, middle=others.middle, sex=others.sex, born=born, number=number
        )
    if kind == "parent of the same name":
        older = random.integers(18 * _YEAR, 42 * _YEAR, n).astype("timedelta64[D]")
        return replace(people, born=people.born - older, number=number)
    year = people.born.astype("datetime64[Y]").astype("datetime64[D]")
    born = year + random.integers(0, _YEAR, n).astype("timedelta64[D]")
    return replace(
        people, born=born, middle=others.middle, home=others.home, left=others.left, number=number
    )


def _nobodys(count: int, random: Random) -> Texts:
    """NHS numbers far from those that are given out; nothing where no check digit fits."""
    nine = random.integers(600_000_000, 700_000_000, count)
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    check = (11 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11) % 11
    pairs = zip(nine.tolist(), check.tolist(), strict=True)
    return np.array([f"{n}{c}" if c < 10 else "" for n, c in pairs], dtype=object)
