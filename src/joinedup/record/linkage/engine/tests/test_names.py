import csv
from importlib import resources

import pytest

from joinedup.record.linkage.engine.cleaning.text import letters_and_digits
from joinedup.record.linkage.engine.names import (
    Relation,
    canonical,
    canonical_family,
    family_variants,
    relation,
)

TABLES = resources.files("joinedup.record.linkage.engine.names")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("stephanie", "stephanie", Relation.SAME),
        ("mohd", "mohammed", Relation.SPELLING),
        ("steffie", "stephanie", Relation.SHORT_FORM),
        ("jan", "john", Relation.OTHER_LANGUAGE),
        ("bill", "will", Relation.SIBLINGS),
        ("sean", "ian", Relation.SIBLINGS),
        ("stephanie", "olivia", Relation.NONE),
        ("qqqq", "zzzq", Relation.NONE),
        ("", "", Relation.NONE),
    ],
)
def test_how_names_are_related(one: str, other: str, expected: Relation) -> None:
    assert relation(one, other) is expected
    assert relation(other, one) is expected


def test_a_name_in_no_table_stands_for_itself() -> None:
    assert canonical("zebedeus") == {"zebedeus"}
    assert canonical_family("zebedeus") == "zebedeus"
    assert canonical("") == frozenset()


def test_surnames_that_clerks_spell_in_several_ways() -> None:
    assert family_variants("hussain", "hossain")
    assert not family_variants("hussain", "hassan")
    assert canonical_family("choudhury") == canonical_family("chaudhry")


@pytest.mark.parametrize("file", ["given_names.csv", "family_names.csv"])
def test_the_tables_are_well_formed(file: str) -> None:
    rows = list(csv.DictReader(TABLES.joinpath(file).read_text(encoding="utf-8").splitlines()))
    heads = [row["name"] for row in rows]
    assert len(heads) == len(set(heads)), "a group is filed twice"
    assert len(rows) > 100
    for row in rows:
        assert None not in row, f"too many cells: {row['name']}"
        assert row["tradition"], f"no tradition: {row['name']}"
        forms = " ".join(row[c] or "" for c in row if c not in ("name", "tradition")).split()
        assert forms, f"an empty group: {row['name']}"
        assert row["name"] == letters_and_digits(row["name"])
