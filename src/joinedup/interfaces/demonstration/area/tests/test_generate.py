"""Same seed, same bytes; every record has its truth; nothing in it can be real."""

import hashlib
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from joinedup.interfaces.demonstration.area import (
    AGENCIES,
    EVENT_KINDS,
    REFERENCE_DATE,
    generate_area,
)
from joinedup.interfaces.demonstration.area.extracts import EVENTS, HEADINGS, PEOPLE
from joinedup.interfaces.demonstration.area.tests.reading import Area

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
POSTCODE = re.compile(r"XJ\d{1,2} ?\d[A-Z]{2}")
PHONE = re.compile(r"07700 ?900\d{3}|01632 ?960\d{3}")


def fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    generate_area(300, 11, tmp_path / "here")
    program = (
        "import sys; from pathlib import Path;"
        "from joinedup.interfaces.demonstration.area import generate_area;"
        "generate_area(300, 11, Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "there")]
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "12345"}
    subprocess.run(command, check=True, env=environment)
    assert fingerprint(tmp_path / "here") == fingerprint(tmp_path / "there")


def test_several_processes_write_the_same_bytes_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("joinedup.interfaces.demonstration.area.generate._SIDE_BY_SIDE", 0)
    generate_area(5_400, 3, tmp_path / "one", processes=1)
    generate_area(5_400, 3, tmp_path / "two", processes=2)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_another_seed_gives_another_area(tmp_path: Path) -> None:
    generate_area(200, 1, tmp_path / "one")
    generate_area(200, 2, tmp_path / "two")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "two")


def test_there_are_as_many_people_as_asked_for_and_progress_says_so(tmp_path: Path) -> None:
    seen = []
    summary = generate_area(432, 4, tmp_path, lambda done, people: seen.append((done, people)))
    assert summary.people == 432
    assert seen[-1] == (432, 432)


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 100"):
        generate_area(99, 1, tmp_path)


def test_files_have_exactly_the_agreed_columns(any_area: Area) -> None:
    for agency in AGENCIES:
        for name, heading in HEADINGS.items():
            path = any_area.out / agency / f"{name}.csv"
            if path.exists():
                first = path.read_bytes().split(b"\r\n", 1)[0].decode()
                assert first == ",".join(heading)


def test_every_record_has_one_line_of_truth_and_no_other_exists(any_area: Area) -> None:
    records = [(agency, row["record_id"]) for agency, row in any_area.everybody()]
    truth = [(line["agency"], line["record_id"]) for line in any_area.truth]
    assert len(records) == len(set(records))
    assert sorted(records) == sorted(truth)


def test_events_and_relationships_point_at_records_of_their_agency(any_area: Area) -> None:
    for agency, rows in any_area.events.items():
        known = {row["record_id"] for row in any_area.people[agency]}
        assert all(row["record_id"] in known for row in rows)
        assert len({row["event_id"] for row in rows}) == len(rows)
        links = any_area.relationships.get(agency, [])
        assert all({r["record_id"], r["related_record_id"]} <= known for r in links)


def test_events_follow_their_kind_and_end_after_they_start(any_area: Area) -> None:
    for rows in any_area.events.values():
        for row in rows:
            kind = EVENT_KINDS[row["kind"]]
            assert (row["type"], row["category"]) == (kind.type, kind.category)
            assert date.fromisoformat(row["starts_on"]) <= REFERENCE_DATE
            assert not row["ends_on"] or row["ends_on"] >= row["starts_on"]
            assert row["what"]


def test_no_address_telephone_number_or_identifier_can_be_real(any_area: Area) -> None:
    for _, row in any_area.everybody():
        if row["postcode"] and row["postcode"] != "ZZ99 3VZ":
            assert POSTCODE.fullmatch(row["postcode"]), row["postcode"]
        assert not row["uprn"] or row["uprn"].startswith("999")
        assert not row["phone"] or PHONE.fullmatch(row["phone"])
        assert PHONE.fullmatch(row["contact_phone"])
        assert row["contact_email"].endswith("example.org")
        assert not row["nhs_number"] or len(row["nhs_number"]) == 10
        assert not row["upn"] or len(row["upn"]) == 13


def test_dates_are_whole_or_the_beginning_of_one(any_area: Area) -> None:
    partial = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
    for _, row in any_area.everybody():
        assert partial.fullmatch(row["birth_date"])
        if len(row["birth_date"]) == 10:
            date.fromisoformat(row["birth_date"])
        for name in ("expected_date", "address_from", "involved_from", "involved_to"):
            assert not row[name] or date.fromisoformat(row[name])
        assert row["updated_on"] <= REFERENCE_DATE.isoformat()


def test_no_cell_looks_like_a_spreadsheet_formula(any_area: Area) -> None:
    for files in (any_area.people, any_area.events, any_area.relationships):
        for rows in files.values():
            assert not any(cell.startswith(FORMULA) for row in rows for cell in row.values())


def test_the_description_counts_what_is_there(area: Area) -> None:
    described = tomllib.loads((area.out / "area.toml").read_text("utf-8"))
    assert described["people"] == 7_000
    assert [agency["slug"] for agency in described["agency"]] == list(AGENCIES)
    for agency in described["agency"]:
        assert agency["records"] == len(area.people[agency["slug"]]) > 0
        assert agency["events"] == len(area.events[agency["slug"]])
        services = {service["name"] for service in agency["service"]}
        assert {row["service"] for row in area.people[agency["slug"]]} <= services


def test_dates_move_with_the_day_of_the_area(tmp_path: Path) -> None:
    generate_area(200, 1, tmp_path, as_at=date(2027, 11, 20))
    text = (tmp_path / "education" / "people.csv").read_text("utf-8")
    poppy = next(line for line in text.splitlines() if line.startswith("EDU-00000101"))
    assert dict(zip(PEOPLE, poppy.split(","), strict=False))["birth_date"] == "2018-04-09"
    assert EVENTS[0] == "event_id"
