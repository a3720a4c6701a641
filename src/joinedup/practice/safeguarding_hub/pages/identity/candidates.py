"""Candidates side by side with what the referrer told us, as rows of words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils import timezone

from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.base.govuk.wording import age, capital, say_date
from joinedup.practice.safeguarding_hub.pages.contact import answers
from joinedup.practice.safeguarding_hub.queries import Candidate, Like
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.people.queries import Found

VERDICTS = {
    Verdict.MATCH: ("Likely the same person", "green"),
    Verdict.POSSIBLE: ("Possibly the same person", "yellow"),
    Verdict.POSSIBLE_RELATIVE: ("Possibly a twin or relative", "orange"),
    Verdict.NO: ("Probably somebody else", "grey"),
}
_ORDER = list(VERDICTS)


class Indexed(Protocol):
    """An entry of our own agency's index, as far as it is shown."""

    given_names: str
    family_name: str
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    address_line: str
    town: str
    postcode: str
    nhs_number: str
    upn: str
    service: str
    updated_on: date | None


@dataclass(frozen=True)
class Line:
    """One candidate, or what the referrer told us: ``key`` is what its radio button sends."""

    key: str
    name: str
    born: str
    address: str
    numbers: str
    source: str
    verdict: str = ""
    colour: str = "grey"
    because: str = ""


def told(candidate: Candidate) -> Line:
    """The first line: the person as the referrer named them."""
    person = candidate.mentioned
    place = ", ".join(p for p in (person.address_line, person.town, person.postcode) if p)
    expected = f"expected {say_date(person.expected_on)}" if person.expected_on else ""
    return Line(
        key="",
        name=answers.name_of(person),
        born=expected or _born(answers.born(person)),
        address=place,
        numbers=_numbers(person.nhs_number, person.upn),
        source="The referrer",
    )


def lines(candidate: Like) -> list[Line]:
    """Everybody who may be meant: likeliest first, records of ours before index entries."""
    found = [(found.ranked.grade.verdict, _record(found)) for found in candidate.records]
    for suggestion in candidate.entries:
        line = _entry(suggestion.entry, f"entry:{suggestion.entry.pk}")
        found.append(
            (
                suggestion.verdict,
                _judged(line, suggestion.verdict, suggestion.words, suggestion.reason),
            )
        )
    return [line for _, line in sorted(found, key=lambda pair: _ORDER.index(pair[0]))]


def possible_relatives(shown: Iterable[Line]) -> bool:
    """Whether any of them may be a twin, a brother or sister, or a namesake in the family."""
    return any(line.verdict == VERDICTS[Verdict.POSSIBLE_RELATIVE][0] for line in shown)


def short(number: int, line: Line) -> str:
    """A candidate in one line, for its radio button: numbered as in the table."""
    said = ", ".join(part for part in (line.name, line.born, line.address, line.numbers) if part)
    return f"{number}. {said}"


def _record(found: Found) -> Line:
    person = found.person
    places = [place.dated for place in person.addresses if not place.ended]
    line = Line(
        key=f"record:{person.id}",
        name=person.name,
        born=(
            f"expected {say_date(person.expected_on)}"
            if person.unborn
            else _born(person.birth.known if person.birth else None)
        ),
        address=places[0] if places else "",
        numbers=", ".join(f"{n.called} {n.value}" for n in person.identifiers),
        source="A record that we have",
    )
    return _judged(line, found.ranked.grade.verdict, found.words, found.ranked.grade.reason)


def _entry(entry: Indexed, key: str) -> Line:
    birth = None
    if entry.birth_year:
        birth = PartialDate(entry.birth_year, entry.birth_month, entry.birth_day)
    return Line(
        key=key,
        name=f"{entry.given_names} {entry.family_name}".strip() or "Name not known",
        born=_born(birth),
        address=_indexed_address(entry),
        numbers=_numbers(entry.nhs_number, entry.upn),
        source=f"Our index{f': {entry.service}' if entry.service else ''}",
    )


def _indexed_address(entry: Indexed) -> str:
    """With the date on which the entry was last updated: it may be old."""
    place = ", ".join(p for p in (entry.address_line, entry.town, entry.postcode) if p)
    if not place:
        return ""
    as_of = f"on {say_date(entry.updated_on)}" if entry.updated_on else "with no date"
    return f"{place} (in our index {as_of})"


def entry_line(entry: Indexed) -> Line:
    """An index entry by itself."""
    return _entry(entry, "")


def _judged(line: Line, verdict: Verdict, words: str, reason: str) -> Line:
    shown, colour = VERDICTS[verdict]
    because = f"{words} {capital(reason)}." if reason else words
    return Line(**{**vars(line), "verdict": shown, "colour": colour, "because": because})


def _born(birth: PartialDate | None) -> str:
    return f"{say_date(birth)} ({age(birth, timezone.localdate())})" if birth else ""


def _numbers(nhs_number: str, upn: str) -> str:
    return ", ".join(
        f"{called} {value}" for called, value in (("NHS number", nhs_number), ("UPN", upn)) if value
    )
