"""Which tables are filled, and what stands in the columns that are the same in every row.

Columns that no generator names get their field's own default, so that a new column of a model
does not stop the benchmark.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models

from joinedup.interfaces.command_line.bench.filling.rows import NULL, Shape, escaped

_ROW = ("id", "folder_id", "category")
_PERSON = (*_ROW, "person_id")
_BIRTH = ("birth_year", "birth_month", "birth_day")
_HOME = ("town", "postcode")

GIVEN: dict[str, tuple[str, ...]] = {
    "sharing.folder": ("id", "kind", "controller_id", "opened_by_id"),
    "sharing.grant": (
        *_ROW, "team_id", "professional_id", "may_write", "may_decide", "because_of_id",
        "decided_by_id", "ends_at",
    ),
    "sharing.decision": (
        "id", "folder_id", "about_id", "asking_id", "holding_id", "asked_by_id", "purpose",
        "categories", "outcome", "rule", "because", "at",
    ),
    "people.person": (*_ROW, "sex", *_BIRTH),
    "people.name": (*_PERSON, "use", "given", "family"),
    "people.identifier": (*_PERSON, "system", "value"),
    "people.address": (*_PERSON, "use", "line", *_HOME, "uprn"),
    "people.relationship": (*_PERSON, "related_id", "kind"),
    "people.household": _ROW,
    "people.householdmember": (*_ROW, "household_id", "person_id"),
    "people.searchkey": (*_PERSON, "key"),
    "chronology.entry": (
        *_ROW, "subject_id", "source_agency_id", "source_reference", "type", "kind", "starts_on",
        "what", "impact", "action_taken",
    ),
    "linkage.indexentry": (
        *_ROW, "agency_id", "record_id", "given_names", "family_name", *_BIRTH, "sex",
        "address_line", *_HOME, "uprn", "nhs_number", "upn", "household_ref", "service",
        "service_status", "contact_name", "contact_telephone", "contact_email", "keys", "prepared",
    ),
    "safeguarding_hub.contact": (
        *_ROW, "reference", "received_at", "submission_key", "referrer_id", "referrer_agency_id",
        "worry", "immediate_danger",
    ),
    "safeguarding_hub.mentionedperson": (
        *_ROW, "contact_id", "position", "relation", "given", "family", *_BIRTH, "sex",
        "address_line", *_HOME,
    ),
    "safeguarding_hub.enquiry": (
        *_ROW, "contact_id", "reference", "state", "rating", "screening_due_at",
        "decision_due_at", "closed_at",
    ),
    "safeguarding_hub.statechange": (
        *_ROW, "enquiry_id", "event", "from_state", "to_state", "by_id", "at",
    ),
    "safeguarding_hub.subject": (
        *_ROW, "enquiry_id", "person_id", "mentioned_id", "relation", "basis", "evidence",
        "confirmed_by_id", "confirmed_at",
    ),
    "safeguarding_hub.screening": (*_ROW, "enquiry_id", "rating", "rationale", "by_id", "at"),
    "safeguarding_hub.agencycheck": (
        *_ROW, "enquiry_id", "agency_id", "team_id", "subjects", "purpose", "categories",
        "question", "decisions", "state", "asked_by_id", "asked_at", "due_at", "answered_at",
    ),
    "safeguarding_hub.checkanswer": (
        *_ROW, "check_asked_id", "subject_id", "known", "involvement", "answered_by_id",
        "answered_at",
    ),
    "safeguarding_hub.contribution": (*_ROW, "answer_id", "agency_id", "entry_id", "handling"),
    "safeguarding_hub.enquirydecision": (
        *_ROW, "enquiry_id", "outcome", "reasons", "decided_by_id", "decided_at",
    ),
    "safeguarding_hub.informationproduct": (
        *_ROW, "reference", "decision_id", "recipient_id", "title", "content", "made_by_id",
        "made_at",
    ),
    "safeguarding_hub.feedback": (*_ROW, "enquiry_id", "message", "by_id", "at"),
}  # fmt: skip

_CONSTANT: dict[str, str] = {
    "birth_accuracy": "AAA",
    "purpose": "safeguarding_duty",
    "rule": "opened_for_the_work",
    "rules_version": "benchmark",
    "reasons": "Opened in the benchmark's area.",
    "because": "A permit of the benchmark's area.",
    "may_read": "t",
    "gateway": "https://example.org/children-act-2004/section-11",
    "fingerprint": "\\\\x00",
}
_HELD_SINCE = timedelta(days=500)


def shapes(now: datetime) -> tuple[Shape, ...]:
    """The tables' shapes, as of now."""
    return tuple(_shape(label, given, now) for label, given in GIVEN.items())


def _shape(label: str, given: tuple[str, ...], now: datetime) -> Shape:
    meta = apps.get_model(label)._meta
    missing = set(given) - {f.column for f in meta.concrete_fields}
    if missing:
        raise ValueError(f"{label} has no longer: {', '.join(sorted(missing))}")
    constant = tuple(
        (f.column, _default(f, now))
        for f in meta.concrete_fields
        if f.column not in given and not f.generated
    )
    return Shape(meta.db_table, given, constant)


def _default(field: "models.Field[Any, Any]", now: datetime) -> str:
    if field.column == "starts_at":
        return (now - _HELD_SINCE).isoformat()
    if getattr(field, "auto_now_add", False) or field.column == "opened_at":
        return now.isoformat()
    if field.column in _CONSTANT and not (field.null and field.column == "reasons"):
        return _CONSTANT[field.column]
    value = field.get_default()
    if isinstance(value, TransactionNow):
        return now.isoformat()
    if value is None:
        return NULL
    if isinstance(field, ArrayField):
        return "{}"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    if isinstance(value, (date, UUID)):
        return str(value)
    return escaped(str(value))
