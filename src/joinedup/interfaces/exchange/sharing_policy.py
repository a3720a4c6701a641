"""Sharing agreements as ``SharingPolicy`` objects of the draft standard, both ways.

Mapped to version 0.1 of the draft (status: draft, effective 1 October 2025). The draft leaves
open how versions, categories and parties are named; ours are URNs under ``urn:joinedup``.
Whatever else a document holds is left alone.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import jsonschema

from joinedup.trust.sharing.agreeing import AgreementDraft
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS, CONTENT
from joinedup.trust.sharing.rules.purposes import GROUNDS

MAPPED_TO = "SharingPolicy, information governance v0.1 (draft of October 2025)"
SYSTEM = "urn:joinedup:sharing-agreements"
MAX_BYTES = 1024 * 1024
_CATEGORY = "urn:joinedup:category:"
_PURPOSE = "urn:joinedup:purpose:"
_ORGANISATION = "urn:joinedup:organisation:"
_MOST_PROBLEMS = 20

_TEXT = {"type": "string", "pattern": r"\S", "maxLength": 2_000}
_TEXTS = {"type": "array", "items": _TEXT, "maxItems": 200}
_SOME = _TEXTS | {"minItems": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "URI", "Identifier", "Name", "Contact", "Party", "Data", "Purpose", "StartDate",
        "EndDate", "PermittedUse",
    ],
    "properties": {
        "URI": _TEXT,
        "Identifier": {
            "type": "object",
            "required": ["value", "System"],
            "properties": {"value": _TEXT | {"maxLength": 100}, "System": _TEXT},
        },
        "Name": _TEXT | {"maxLength": 200},
        "Contact": _TEXT | {"maxLength": 300},
        "Party": {
            "type": "array",
            "minItems": 1,
            "maxItems": 200,
            "items": {
                "type": "object",
                "required": ["Name", "CatalogueID"],
                "properties": {"Name": _TEXT, "CatalogueID": _SOME},
            },
        },
        "Data": _SOME,
        "Purpose": _SOME,
        "StartDate": _TEXT,
        "EndDate": _TEXT,
        "PermittedUse": _SOME,
        "Restrictions": _TEXTS,
        "DataRecipientResponsibilities": _TEXTS,
        "SecurityMeasure": _TEXTS,
        "LegalCompliance": _TEXTS,
    },
}  # fmt: skip
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class Organisation(Protocol):
    """A party as we know it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    slug: str
    name: str


class Agreement(Protocol):
    """One version of an agreement as we keep it."""

    reference: str
    version: int
    name: str
    contact: str
    data: Any
    purposes: Any
    categories: Any
    starts_on: date
    ends_on: date
    permitted_uses: Any
    restrictions: Any
    responsibilities: Any
    security_measures: Any
    legal_compliance: Any


class UnusablePolicyError(ValueError):
    """What is wrong with a document: each problem names its place and says what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


def to_document(agreement: Agreement, parties: Iterable[Organisation]) -> dict[str, Any]:
    """The agreement as a SharingPolicy object."""
    name = f"{agreement.reference}/{agreement.version}"
    return {
        "URI": f"urn:joinedup:sharing-agreement:{name}",
        "Identifier": {"value": name, "System": SYSTEM},
        "Name": agreement.name,
        "Contact": agreement.contact,
        "Party": [
            {"Name": party.name, "CatalogueID": [f"{_ORGANISATION}{party.slug}"]}
            for party in sorted(parties, key=lambda party: party.slug)
        ],
        "Data": [*(f"{_CATEGORY}{category}" for category in agreement.categories), *agreement.data],
        "Purpose": [_purpose_uri(Purpose(purpose)) for purpose in agreement.purposes],
        "StartDate": agreement.starts_on.isoformat(),
        "EndDate": agreement.ends_on.isoformat(),
        "PermittedUse": list(agreement.permitted_uses),
        "Restrictions": list(agreement.restrictions),
        "DataRecipientResponsibilities": list(agreement.responsibilities),
        "SecurityMeasure": list(agreement.security_measures),
        "LegalCompliance": list(agreement.legal_compliance),
    }


def _purpose_uri(purpose: Purpose) -> str:
    """The legal gateway where it says the purpose, else our own name for it."""
    ground = GROUNDS[purpose]
    return ground.gateway if ground.multi_agency else f"{_PURPOSE}{purpose}"


def read_document(content: bytes, organisations: Iterable[Organisation]) -> AgreementDraft:
    """A file with one SharingPolicy object. Raises ``UnusablePolicyError`` with every problem."""
    document = _parsed(content)
    problems = [_in_words(error) for error in _VALIDATOR.iter_errors(document)]
    if problems:
        raise UnusablePolicyError(sorted(problems)[:_MOST_PROBLEMS])
    reader = _Reader(document)
    draft = reader.read({o.slug.casefold(): o.id for o in organisations})
    if draft is None:
        raise UnusablePolicyError(reader.problems)
    return draft


def _parsed(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    if len(content) > MAX_BYTES:
        raise UnusablePolicyError(["The file is larger than 1 MB."])
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnusablePolicyError(["The file is not text in UTF-8."]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnusablePolicyError([f"The file is not JSON: see {where}."]) from None
    except RecursionError:
        raise UnusablePolicyError(["The file is nested too deeply."]) from None


_TYPES = {"string": "text", "array": "a list", "object": "an object in braces"}
_WORDS: dict[str, Callable[[Any], str]] = {
    "type": lambda error: f"must be {_TYPES[error.validator_value]}",
    "required": lambda error: f"“{_absent(error)}” is missing",
    "minItems": lambda _: "needs at least one entry",
    "maxItems": lambda error: f"must have {error.validator_value} entries or fewer",
    "maxLength": lambda error: f"must be {error.validator_value:,} characters or fewer",
    "pattern": lambda _: "must not be empty",
}


def _in_words(error: Any) -> str:  # noqa: ANN401 - jsonschema has no types
    place = _place(error.absolute_path)
    said = _WORDS[error.validator](error)
    return f"{place}: {said}." if place else f"The file: {said}."


def _place(parts: Iterable[str | int]) -> str:
    """ "Party 2, CatalogueID 1" for ("Party", 1, "CatalogueID", 0)."""
    words: list[str] = []
    for part in parts:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words)


def _absent(error: Any) -> str:  # noqa: ANN401 - jsonschema has no types
    return str(next(name for name in error.validator_value if name not in error.instance))


@dataclass
class _Reader:
    """Reads one document that has the right shape; collects what cannot be understood."""

    document: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.problems: list[str] = []

    def read(self, organisations: Mapping[str, UUID]) -> AgreementDraft | None:
        given = self.document
        reference, version = self._name(given["Identifier"]["value"])
        starts_on, ends_on = self._day("StartDate"), self._day("EndDate")
        if starts_on and ends_on and ends_on < starts_on:
            self.problems.append("EndDate: it ends before it starts.")
        parties = self._parties(organisations)
        purposes = self._purposes()
        categories, data = self._data()
        if self.problems or starts_on is None or ends_on is None:
            return None
        return AgreementDraft(
            reference=reference,
            version=version,
            name=given["Name"].strip(),
            contact=given["Contact"].strip(),
            parties=parties,
            data=data,
            purposes=purposes,
            categories=categories,
            starts_on=starts_on,
            ends_on=ends_on,
            permitted_uses=given["PermittedUse"],
            restrictions=given.get("Restrictions", []),
            responsibilities=given.get("DataRecipientResponsibilities", []),
            security_measures=given.get("SecurityMeasure", []),
            legal_compliance=given.get("LegalCompliance", []),
        )

    def _name(self, value: str) -> tuple[str, int]:
        reference, slash, number = value.strip().rpartition("/")
        if slash and number.isascii() and number.isdigit() and 0 < int(number) < 10_000:
            name, version = reference, int(number)
        else:
            name, version = value.strip(), 1
        if not 0 < len(name) <= 80:
            self.problems.append("Identifier, value: must be 80 characters or fewer.")
        return name, version

    def _day(self, name: str) -> date | None:
        try:
            # The draft's DateStamp may carry a time; agreements begin and end with days.
            return date.fromisoformat(self.document[name].strip()[:10])
        except ValueError:
            self.problems.append(f"{name}: must be a real date like 2026-03-31.")
            return None

    def _parties(self, organisations: Mapping[str, UUID]) -> list[UUID]:
        found: list[UUID] = []
        for number, party in enumerate(self.document["Party"], start=1):
            slugs = [
                catalogue_id.strip().casefold().removeprefix(_ORGANISATION)
                for catalogue_id in party["CatalogueID"]
            ]
            known = next((organisations[slug] for slug in slugs if slug in organisations), None)
            if known is None:
                self.problems.append(
                    f"Party {number}: no organisation here has this CatalogueID. Ours begin with"
                    f" {_ORGANISATION}"
                )
            elif known not in found:
                found.append(known)
        if not self.problems and len(found) < 2:
            self.problems.append("Party: an agreement has at least two parties.")
        return found

    def _purposes(self) -> list[Purpose]:
        found: list[Purpose] = []
        for number, uri in enumerate(self.document["Purpose"], start=1):
            purpose = _PURPOSES.get(_uri_key(uri))
            if purpose is None:
                self.problems.append(
                    f"Purpose {number}: not a purpose that we know. Use one of"
                    f" {', '.join(g.gateway for g in GROUNDS.values() if g.multi_agency)}."
                )
            elif purpose not in found:
                found.append(purpose)
        return found

    def _data(self) -> tuple[list[Category], list[str]]:
        """Categories, and what is said of the data in words.

        Words are taken for categories only where a document names no category by its URN: a
        description must not open more than the agreement does.
        """
        named: list[Category] = []
        said: list[str] = []
        for number, text in enumerate(self.document["Data"], start=1):
            code = text.strip().removeprefix(_CATEGORY)
            if code == text.strip():
                said.append(text.strip())
            elif code in {str(category) for category in Category}:
                named.append(Category(code))
            else:
                self.problems.append(f"Data {number}: not a category that we know.")
        if not named:
            named = [category for category in CONTENT if CATEGORY_WORDS[category] in said]
        if not named and not self.problems:
            self.problems.append(
                "Data: name at least one category, such as"
                f" {_CATEGORY}{Category.HEALTH} or {_CATEGORY}{Category.EDUCATION}."
            )
        return list(dict.fromkeys(named)), said or [CATEGORY_WORDS[c] for c in named]


def _uri_key(uri: str) -> str:
    return uri.strip().rstrip("/").replace("http://", "https://", 1)


_PURPOSES = {_uri_key(g.gateway): p for p, g in GROUNDS.items() if g.multi_agency} | {
    f"{_PURPOSE}{purpose}": purpose for purpose in Purpose
}
