"""The index: what is put in is found at once, what is taken out is not, and nothing is scanned."""

import json

import pytest

from joinedup.record.linkage.engine.live.blocks import (
    BLOCKS,
    facts,
    keys_of,
    readings,
    sought,
)
from joinedup.record.linkage.engine.live.tests.town_index import FIELDS, ask, lookup
from joinedup.record.linkage.engine.tests import town
from joinedup.record.linkage.engine.verdict import Verdict

TABLE = "live_incremental"
NEW = ("oriel", "tredinnick", "2009-04-17", "F", "3 quay street", "XJ31 7TT", "")


@pytest.fixture(scope="module")
def town_index(database_server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "files"
    with lookup(database_server, folder, town.rows(60), TABLE) as found:
        yield found


def best(town_index, *values):
    found = ask(*town_index, *values)
    return [(c.record, c.verdict) for c in found if c.verdict is Verdict.MATCH]


def test_a_record_is_found_as_soon_as_it_is_there_and_no_longer_than_it_is(town_index):
    _, index = town_index
    assert best(town_index, *NEW) == []
    index.upsert("new 1", NEW)
    assert best(town_index, *NEW) == [("new 1", Verdict.MATCH)]
    moved = (*NEW[:4], "9 hill road", "XJ62 5NN", "")
    index.upsert("new 1", moved)
    assert [c.record for c in ask(*town_index, *moved)].count("new 1") == 1
    postcode = index.shape.blocks.index(next(b for b in BLOCKS if b.name == "postcode, first name"))
    found = [c for c in ask(*town_index, *moved) if c.record == "new 1"]
    assert index.shape.blocks[postcode].name in found[0].found_by
    index.delete("new 1")
    assert best(town_index, *NEW) == best(town_index, *moved) == []


def test_what_is_loaded_and_what_is_put_in_are_the_same_rows(town_index):
    looking, index = town_index
    link = looking._link
    columns = ", ".join(["packed", *index.shape.keys])
    query = f"SELECT {columns} FROM {TABLE} WHERE record = %s ORDER BY {columns}".encode()
    raw = {row[0]: row[1:-1] for file in town.rows(60) for row in file}
    names = [*[*raw][:80], "married 1", "transliterated 1", "baby 0", "torn 0"]
    for name in names:
        before = link.execute(query, [name]).fetchall()
        assert before
        index.upsert(name, [raw[name][FIELDS.index(field)] for field in FIELDS])
        assert link.execute(query, [name]).fetchall() == before


def test_a_name_of_two_parts_is_found_by_either(town_index):
    _, index = town_index
    index.upsert("double", ("ione", "tredinnick-vane", "1987-03-09", "F", "", "XJ9 1AB", ""))
    for surname in ("tredinnick", "vane", "Vane Tredinnick"):
        assert best(town_index, "ione", surname, "1987-03-09", "F", "", "XJ9 1AB") == [
            ("double", Verdict.MATCH)
        ]
    index.delete("double")


@pytest.mark.parametrize("wide", [False, True])
def test_no_look_up_reads_the_whole_table(town_index, wide):
    looking, index = town_index
    statement, places = index.statement(wide=wide)
    link = looking._link
    typed = ", ".join(["text"] * len(places))
    for number, _ in enumerate(places, start=1):
        statement = statement.replace("%s", f"${number}", 1)
    link.execute(f"PREPARE told ({typed}) AS {statement}".encode())
    keys = ", ".join(["'{1,2}'"] * len(places))
    plan = link.execute(f"EXPLAIN (FORMAT JSON) EXECUTE told({keys})".encode()).fetchone()[0]
    link.execute(b"DEALLOCATE told")
    text = json.dumps(plan)
    assert "Seq Scan" not in text
    assert text.count("Index") >= len(places)


def test_both_statements_are_prepared_once_and_planned_once(town_index):
    looking, _ = town_index
    for _ in range(8):
        ask(*town_index, *NEW)
    counted = looking._link.execute(
        b"SELECT count(*), sum(custom_plans), min(generic_plans) FROM pg_prepared_statements"
        b" WHERE statement LIKE '%UNION ALL%'"
    ).fetchone()
    assert counted[:2] == (2, 0)
    assert counted[2] >= 8


def test_a_common_key_gives_no_more_than_its_block_allows(town_index):
    _, index = town_index
    names = [f"crowd {n}" for n in range(60)]
    for n, name in enumerate(names):
        born = f"{1930 + n}-05-17"
        index.upsert(name, ("tom", "crowder", born, "M", f"{n} row", "XJ88 8XX", ""))
    index.upsert("one of them", ("tom", "crowder", "1999-01-22", "M", "7 row", "XJ88 8XX", ""))
    found = best(town_index, "tom", "crowder", "1999-01-22", "M", "7 row", "XJ88 8XX")
    assert found == [("one of them", Verdict.MATCH)]
    for name in [*names, "one of them"]:
        index.delete(name)


def test_keys_of_people_who_share_nothing_differ():
    one = facts({"given": "ann", "family": "ley", "stems": "ley", "birth": "19900101"})
    other = facts({"given": "joe", "family": "oak", "stems": "oak", "birth": "19850203"})
    for block in BLOCKS:
        assert not {*keys_of(block, one)} & {*keys_of(block, other)}
    assert all(not keys_of(block, facts({"given": "", "family": ""})) for block in BLOCKS)


def person(**known):
    """Facts about a woman, of whom some things are known otherwise."""
    known = {"given": "marigold", "family": "bennett", "birth": "19660129"} | known
    stem = known["family"]
    return facts({"groups": known["given"], "stems": stem, **known})


@pytest.mark.parametrize("family", ["bnenett", "bennet", "bennnett", "bemnett", "benentt"])
def test_of_a_misspelled_name_both_ends_are_right(family):
    """With another first name and no address; and the other way about."""
    block = next(block for block in BLOCKS if block.name == "ends of surname, birth date")
    record = person(family=family, given="agatha")
    assert keys_of(block, record) == sought(block, readings(person()))


@pytest.mark.parametrize(
    ("recorded", "asked", "is_found"),
    [
        ("19660129", "19660129", False),
        ("", "19660129", True),
        ("19660129", "", True),
        ("", "", True),
    ],
)
def test_a_name_alone_is_for_those_whose_birth_date_one_side_lacks(recorded, asked, is_found):
    block = next(block for block in BLOCKS if block.name == "sound of surname, first name")
    keys = sought(block, readings(person(birth=asked)))
    assert bool({*keys_of(block, person(birth=recorded))} & {*keys}) is is_found


def test_each_mistake_of_a_question_is_sought_by_itself():
    sought_by = {block.name: sought(block, readings(person(birth="19660109"))) for block in BLOCKS}
    assert len(sought_by["first name, birth date"]) == 2  # as it is; day and month swapped
    assert len(sought_by["sound of surname, birth date"]) == 3  # besides, names swapped
    assert len(sought_by["initials, birth date"]) == 1
