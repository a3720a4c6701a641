"""How good bulk linkage must be, without labels, on data that anybody can check.

The floors lie a little under what is reached, so that a loss is seen and a rounding is not.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.record.linkage.engine.files import Mapping, Persons, Role, read_records
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.measuring import measure

DATA = Path(__file__).parent / "data"
FEBRL = {
    "given_name": "given_name", "surname": "family_name", "street_number": "address",
    "address_1": "address", "address_2": "address", "suburb": "place", "postcode": "postcode",
    "state": "attribute", "date_of_birth": "birth_date",
}  # fmt: skip
FAKE = {
    "first_name": "given_name", "surname": "family_name", "dob": "birth_date", "city": "place",
    "email": "email",
}  # fmt: skip
AREA = {
    "nhs_number": "identifier", "upn": "identifier", "given_names": "given_name",
    "family_name": "family_name", "birth_date": "birth_date", "death_date": "death_date",
    "sex": "sex", "address_line": "address", "town": "place", "postcode": "postcode",
    "previous_postcode": "postcode", "phone": "phone",
}  # fmt: skip


def linked(paths, record_id, columns, who):
    """The run, and how good it is; ``who`` says the person of a source and a record."""
    mapping = Mapping(record_id, tuple((name, Role(role)) for name, role in columns.items()))
    records = read_records(paths, mapping)
    run = link(records, mapping, Options(today=date(2026, 11, 20)), lambda _: None)
    keys = list(zip(records.sources, records.ids, strict=True))
    clusters = dict(zip(keys, map(str, run.clustered.person), strict=True))
    truth = {key: who(*key) for key in keys}
    return run, measure(Persons(Path("c"), clusters), Persons(Path("t"), truth))


@pytest.mark.parametrize(("more", "floor"), [({}, 0.999), ({"soc_sec_id": "identifier"}, 0.9995)])
def test_corrupted_copies_are_found_with_and_without_a_number(more, floor):
    _, good = linked(
        [DATA / "febrl3.csv"], "rec_id", FEBRL | more, lambda _, record: record.split("-")[1]
    )
    assert good.pairs.f1 >= floor


@pytest.mark.parametrize(("part", "floor"), [("given_name", 0.92), ("surname", 0.94)])
def test_half_a_name_is_evidence_too(part, floor):
    """One part of the name, the birth date and the postcode, and nothing else."""
    columns = {part: FEBRL[part], "date_of_birth": "birth_date", "postcode": "postcode"}
    _, good = linked(
        [DATA / "febrl3.csv"], "rec_id", columns, lambda _, record: record.split("-")[1]
    )
    assert good.pairs.precision >= 0.99
    assert good.pairs.f1 >= floor


def test_records_with_little_in_them_are_found():
    with (DATA / "fake_1000.csv").open() as file:
        cluster = {row["unique_id"]: row["cluster"] for row in csv.DictReader(file)}
    _, good = linked([DATA / "fake_1000.csv"], "unique_id", FAKE, lambda _, record: cluster[record])
    assert good.pairs.precision >= 0.99
    assert good.pairs.f1 >= 0.92


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("area") / "area"
    generate_area(2000, 1, folder, lambda _done, _of: None)
    with (folder / "truth.csv").open() as file:
        truth = {(row["agency"], row["record_id"]): row for row in csv.DictReader(file)}

    def who(source, record):
        return truth[source.partition("/")[0], record]["person_id"]

    run, good = linked(sorted(folder.glob("*/people.csv")), "record_id", AREA, who)
    return run, good, truth


def test_an_area_of_eight_agencies_is_found_again(area):
    _, good, _ = area
    assert good.pairs.precision >= 0.95
    assert good.pairs.recall >= 0.96


def test_no_twin_and_no_relative_of_one_name_is_merged(area):
    run, _, truth = area
    found: dict[str, set[int]] = {}
    numbers: dict[str, set[str]] = {}
    keys = zip(run.records.sources, run.records.ids, strict=True)
    for n, (source, record) in enumerate(keys):
        who = truth[source.partition("/")[0], record]["person_id"]
        found.setdefault(who, set()).add(run.clustered.person[n])
        numbers.setdefault(who, set()).update({run.records.values["nhs_number"][n]} - {""})
    relatives = {
        tuple(sorted((row["person_id"], row[kind])))
        for row in truth.values()
        for kind in ("twin_of", "same_name_relative_of")
        if row[kind] in found
    }
    # where an agency holds the number of the other, nobody can tell from the files alone
    told = [pair for pair in relatives if numbers[pair[0]].isdisjoint(numbers[pair[1]])]
    assert len(told) >= 5
    assert [pair for pair in told if found[pair[0]] & found[pair[1]]] == []
