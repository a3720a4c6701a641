"""Families whose story is written by hand and is the same in every area.

Their record numbers are fixed, their dates move with the area's date, their identifiers come from
serial numbers that no other person gets. `data/stories/` has one file a story.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from joinedup.interfaces.demonstration.area import identifiers
from joinedup.interfaces.demonstration.area.block import Block
from joinedup.interfaces.demonstration.area.calendar import REFERENCE_DATE, shifted
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES, DATA, EVENT_KINDS
from joinedup.interfaces.demonstration.area.extracts import (
    PEOPLE,
    RECORDS_HOUSEHOLD,
    RECORDS_RELATIONSHIPS,
    SCHOOL_RELATIONSHIPS,
    csv_text,
    household_id,
    person_id,
)

Row = dict[str, Any]

_DATES = {
    "birth_date", "expected_date", "address_from", "involved_from", "involved_to", "updated_on",
}  # fmt: skip
_NHS_NUMBER = {"health", "adult-mental-health", "childrens-social-care"}
_UPRN = {"housing", "childrens-social-care", "health"}


class Stories:
    """All stories, as of a day."""

    def __init__(self, as_at: date = REFERENCE_DATE) -> None:
        self._days = (as_at - REFERENCE_DATE).days
        self._stories: list[Row] = [
            tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted((DATA / "stories").glob("*.toml"))
        ]
        self._files: dict[tuple[str, str], list[list[str]]] = {}
        for story in self._stories:
            _Telling(story, self._days, self._files).tell()
        self.people = sum(len(story["person"]) for story in self._stories)

    def block(self) -> Block:
        """The rows of all stories, in the shape in which the population comes."""
        for lines in self._files.values():
            lines.sort()
        return Block(
            people=self.people,
            households=sum(len(story["households"]) for story in self._stories),
            families_with_many_needs=0,
            text={key: csv_text(lines) for key, lines in self._files.items()},
            rows={key: len(lines) for key, lines in self._files.items()},
        )

    def description(self) -> Row:
        """What `stories.toml` says: for each story who is in it, under which record numbers."""
        return {"story": [self._describe(story) for story in self._stories]}

    def _describe(self, story: Row) -> Row:
        keys = ("slug", "title", "summary", "contact", "facts", "attention", "access_needs",
                "conflict_of_interest", "whereabouts_restricted")  # fmt: skip
        told = {key: story[key] for key in keys if key in story}
        return told | {"person": [self._describe_person(person) for person in story["person"]]}

    def _describe_person(self, person: Row) -> Row:
        records: dict[str, list[str]] = {}
        for record in person["record"]:
            records.setdefault(record["agency"], []).append(_number(record))
        return {
            "key": person["key"],
            "name": f"{person['given']} {person['family']}",
            "role": person["role"],
            "birth_date": shifted(person.get("born", ""), self._days),
            "expected_date": shifted(person.get("expected", ""), self._days),
            "person_id": person_id(person["no"]),
            "records": records,
        }


def _number(record: Row) -> str:
    prefix = AGENCIES[record["agency"]].prefix
    return identifiers.story_record_number(prefix, record["no"])


class _Telling:
    """Turns one story into rows."""

    def __init__(
        self, story: Row, days: int, files: dict[tuple[str, str], list[list[str]]]
    ) -> None:
        self.story = story
        self.days = days
        self.files = files
        self.people: dict[str, Row] = {person["key"]: person for person in story["person"]}

    def tell(self) -> None:
        """Write every row."""
        for person in self.story["person"]:
            for record in person["record"]:
                self._line(record["agency"], "people", self._person_row(person, record))
                self._events(record)
                self._truth(person, record)
        for agency in RECORDS_RELATIONSHIPS:
            self._relationships(agency)

    def _line(self, agency: str, name: str, line: list[str]) -> None:
        self.files.setdefault((agency, name), []).append(line)

    def _person_row(self, person: Row, record: Row) -> list[str]:
        changes = dict(record.get("as", {}))
        row = self._as_they_are(person, record, changes.pop("household", person["household"]))
        row |= changes
        if row["nhs_number"].startswith("@"):
            row["nhs_number"] = _nhs_number(self.people[row["nhs_number"][1:]])
        for name in _DATES:
            row[name] = shifted(row[name], self.days)
        return [row[name] for name in PEOPLE]

    def _as_they_are(self, person: Row, record: Row, household: str) -> Row:
        slug = record["agency"]
        agency, home = AGENCIES[slug], self.story["households"][household]
        service = agency.services[record["service"]]
        reference = ""
        if slug in RECORDS_HOUSEHOLD:
            reference = identifiers.story_record_number(agency.prefix, home["no"], "H")
        return dict.fromkeys(PEOPLE, "") | {
            "record_id": _number(record),
            "nhs_number": _nhs_number(person) if slug in _NHS_NUMBER else "",
            "upn": _upn(person) if slug == "education" else "",
            "given_names": person["given"],
            "family_name": person["family"],
            "other_names": person.get("other", ""),
            "birth_date": person.get("born", ""),
            "expected_date": person.get("expected", ""),
            "sex": person["sex"],
            "address_line": home["address"],
            "town": home["town"],
            "postcode": home["postcode"],
            "uprn": identifiers.story_uprn(home["no"]) if slug in _UPRN else "",
            "address_from": home["since"],
            "previous_postcode": home.get("previous", ""),
            "phone": person.get("phone", ""),
            "language": person.get("language", "English"),
            "interpreter": person.get("interpreter", "no"),
            "household_ref": reference,
            "service": service.name,
            "service_status": record["status"],
            "involved_from": record["from"],
            "involved_to": record.get("to", ""),
            "contact_name": service.contacts[0],
            "contact_phone": service.phone,
            "contact_email": service.email,
            "updated_on": record["updated"],
        }

    def _events(self, record: Row) -> None:
        prefix = AGENCIES[record["agency"]].prefix
        for place, (code, start, end, what, action) in enumerate(record.get("events", [])):
            kind = EVENT_KINDS[code]
            number = identifiers.story_record_number(prefix, record["no"] * 100 + place, "E")
            line = [
                number, _number(record), code, kind.type, shifted(start, self.days),
                shifted(end, self.days), "AAA", kind.category, what, kind.impact, action,
            ]  # fmt: skip
            self._line(record["agency"], "events", line)

    def _truth(self, person: Row, record: Row) -> None:
        others = (person.get("twin_of"), person.get("same_name_as"))
        line = [
            record["agency"], _number(record), person_id(person["no"]),
            household_id(self.story["households"][person["household"]]["no"]),
            *(person_id(self.people[other]["no"]) if other else "" for other in others),
        ]  # fmt: skip
        self._line("", "truth", line)

    def _relationships(self, agency: str) -> None:
        for bond in self.story.get("relationship", []):
            if agency == "education" and bond["is"] not in SCHOOL_RELATIONSHIPS:
                continue
            mine = next(self._records(bond["of"], agency), None)
            theirs = next(self._records(bond["person"], agency), None)
            if mine and theirs:
                since, until = (shifted(bond.get(key, ""), self.days) for key in ("since", "until"))
                self._line(agency, "relationships", [mine, theirs, bond["is"], since, until])

    def _records(self, key: str, agency: str) -> Iterator[str]:
        for record in self.people[key]["record"]:
            if record["agency"] == agency:
                yield _number(record)


def _nhs_number(person: Row) -> str:
    return identifiers.nhs_number(person["no"]) if "born" in person else ""


def _upn(person: Row) -> str:
    year = int(person["born"][:4])
    return identifiers.unique_pupil_number(person["no"], year + 5) if year > 2003 else ""
