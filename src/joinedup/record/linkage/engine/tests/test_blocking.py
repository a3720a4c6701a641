"""No rule is there in vain, and each of those for the dirtiest records finds what no other does."""

from datetime import date

import duckdb
import pytest

from joinedup.record.linkage.engine.blocking import RULES, block, rules_for
from joinedup.record.linkage.engine.files import Mapping, Role
from joinedup.record.linkage.engine.files.records import Listed
from joinedup.record.linkage.engine.preparing import prepare

FULL = {role.value: "" for role in Role if role is not Role.FULL_NAME} | {
    "given_name": "Ann", "middle_name": "May", "family_name": "Pelling",
    "birth_date": "2016-05-03", "death_date": "2020-01-02", "sex": "F", "postcode": "XJ1 0AB",
    "address": "1 High Street", "place": "Quillminster", "phone": "01632 960303",
    "email": "ann@example.org", "identifier": "A1", "attribute": "baker",
}  # fmt: skip


def prepared(*rows):
    base = duckdb.connect()
    values = {name: [row.get(name, "") for row in rows] for name in FULL}
    ids = [str(n) for n, _ in enumerate(rows)]
    mapping = Mapping("id", tuple((name, Role(name)) for name in FULL if name in values))
    listed = Listed(["a"] * len(rows), ids, values)
    return base, prepare(base, listed, mapping, today=date(2026, 11, 20)).fields


def test_every_rule_is_followed_where_the_columns_are_there():
    _, fields = prepared(FULL, FULL)
    followed = {rule.name for size in (1_000, 10_000_000) for rule in rules_for(fields, size)}
    assert {rule.name for rule in RULES} <= followed


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (
            {"given_name": "Rebecca", "family_name": "Pelling", "place": "Leeds"},
            {"given_name": "Becky", "family_name": "Thorne", "place": "Leeds"},
            "place_1, form of first name",
        ),
        (
            {"given_name": "Robyn", "family_name": "Trifield", "place": "Leeds"},
            {"given_name": "Rodney", "family_name": "Tarraby", "place": "Leeds"},
            "place_1, both initials",
        ),
        (
            {"given_name": "Rebecca", "family_name": "Pelling", "place": "Leeds", "attribute": "x"},
            {"given_name": "Ann", "family_name": "Thorne", "place": "Leeds", "attribute": "x"},
            "place_1, attribute_1",
        ),
        (
            {"given_name": "Rebecca", "family_name": "Trifield"},
            {"given_name": "Ann", "family_name": "Trixield"},
            "surname with a slip",
        ),
    ],
)
def test_records_without_a_birth_date_are_compared_by_what_is_left(one, other, rule):
    base, fields = prepared(one, other)
    found = block(base, rules_for(fields, 2), between=False)
    assert found.by_rule == ((rule, 1),)
