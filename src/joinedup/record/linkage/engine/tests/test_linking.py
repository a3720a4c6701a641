"""Bulk linkage, by the harm that a wrong answer does; and what must not change the answer."""

from datetime import date
from random import Random

import pytest

from joinedup.record.linkage.engine.files import FileError, read_mapping, read_records
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.model import read_model
from joinedup.record.linkage.engine.tests import town

TODAY = date(2026, 11, 20)


def linked(folder, files, **options):
    paths = town.write(folder, files)
    mapping = read_mapping(folder / "mapping.toml")
    records = read_records(paths, mapping)
    return link(records, mapping, Options(today=TODAY, **options), lambda _: None)


def people(found):
    """Of every record its person, by the records' own names."""
    least = [found.records.ids[person] for person in found.clustered.person]
    keys = zip(found.records.sources, found.records.ids, strict=True)
    return dict(zip(keys, least, strict=True))


@pytest.fixture(scope="module")
def files():
    return town.rows()


@pytest.fixture(scope="module")
def run(files, tmp_path_factory):
    return linked(tmp_path_factory.mktemp("town") / "files", files)


@pytest.fixture(scope="module")
def person(run):
    return {record: who for (_, record), who in people(run).items()}


def decision(run, one, other):
    ids = run.records.ids
    pair = sorted((ids.index(one), ids.index(other)))
    found = run.base.execute(
        "SELECT decision FROM decided WHERE uid_l = ? AND uid_r = ?", pair
    ).fetchall()
    return found[0][0] if found else None


def test_twins_are_two_people_and_each_twin_is_one(run, person):
    assert person["twin one 0"] == person["twin one 1"]
    assert person["twin two 0"] == person["twin two 1"] == person["twin two 2"]
    assert person["twin one 0"] != person["twin two 0"]
    assert decision(run, "twin one 0", "twin two 1") == "possible twin, sibling or other relative"


def test_a_father_and_son_of_one_name_are_two_people(run, person):
    assert person["father 0"] == person["father 1"]
    assert person["son 0"] == person["son 1"]
    assert person["father 0"] != person["son 0"]
    assert decision(run, "father 0", "son 1") == "possible relative of the same name"


def test_a_record_that_may_be_father_or_son_is_left_to_a_person(run, person):
    assert list(person.values()).count(person["torn 0"]) == 1
    for other in ("father 0", "son 0"):
        assert decision(run, "torn 0", other) == "possible relative of the same name"


def test_a_changed_surname_hides_nobody(person):
    assert len({person[f"married {n}"] for n in range(3)}) == 1


@pytest.mark.parametrize("harm", ["transliterated", "swapped date", "swapped names"])
def test_another_way_of_writing_hides_nobody(person, harm):
    assert person[f"{harm} 0"] == person[f"{harm} 1"]


def test_a_baby_not_yet_named_is_nobody_else(person):
    assert list(person.values()).count(person["baby 0"]) == 1


def test_two_valid_nhs_numbers_are_two_people(run, person):
    assert person["mismatched 0"] != person["mismatched 1"]
    assert "two different valid numbers" in str(run.clustered.refused)


def test_the_town_is_found_again(run, person, files):
    true = {line[0]: line[-1] for lines in files for line in lines}

    def pairs(labels):
        return sum(n * (n - 1) // 2 for n in counted(labels))

    right = pairs([(person[record], true[record]) for record in true])
    assert right / pairs(person.values()) > 0.97
    assert right / pairs(true.values()) > 0.93


def counted(labels):
    labels = list(labels)
    return [labels.count(label) for label in set(labels)]


def test_no_level_is_untrained_and_no_weight_absurd(run):
    for trained in run.model.comparisons.values():
        for level in range(len(trained.labels)):
            assert trained.m[level] > 0
            assert trained.u[level] > 0
            assert -9.01 <= trained.weight(level) <= 28.01


def test_the_order_of_the_input_changes_nothing(run, files, tmp_path):
    shuffled = [Random(3).sample(lines, len(lines)) for lines in files]  # noqa: S311 - an order, no secret
    again = linked(tmp_path / "again", shuffled)
    assert people(again) == people(run)
    assert again.model.sha256 == run.model.sha256


def test_a_copy_of_a_record_changes_nothing_else(run, files, tmp_path):
    council, *others = files
    copied = [*council, ("twin one 0 again", *council[-12][1:])]
    original = next(line for line in council if line[0] == "twin one 0")
    copied[-1] = ("twin one 0 again", *original[1:])
    again = people(linked(tmp_path / "copied", [copied, *others]))
    assert again.pop(("council", "twin one 0 again")) == again["council", "twin one 0"]
    assert again == people(run)


def test_a_kept_model_gives_the_same_people(run, files, tmp_path):
    (tmp_path / "model.json").write_text(run.model.text())
    model = read_model(tmp_path / "model.json")
    again = linked(tmp_path / "kept", files, model=model)
    assert people(again) == people(run)
    assert again.model.sha256 == run.model.sha256


def test_a_changed_or_foreign_model_is_refused(run, tmp_path):
    (tmp_path / "model.json").write_text(run.model.text().replace('"prior": 0.', '"prior": 0.9'))
    with pytest.raises(FileError, match="SHA-256"):
        read_model(tmp_path / "model.json")
    (tmp_path / "model.json").write_text("{}")
    with pytest.raises(FileError, match="not a model"):
        read_model(tmp_path / "model.json")


def test_one_register_holds_a_person_once(files, tmp_path):
    once = linked(tmp_path / "once", files[:2], between=True)
    held = list(zip(once.records.sources, people(once).values(), strict=True))
    assert len(held) == len(set(held))


def test_one_record_alone_is_one_person(tmp_path):
    alone = linked(tmp_path / "alone", [[("1", "ann", "lee", "", "", "", "", "", "")]])
    assert alone.clustered.person == [0]


def test_columns_without_a_value_tell_nobody_apart(tmp_path):
    with pytest.raises(FileError, match="nothing by which two people can be told apart"):
        linked(tmp_path / "blank", [[("1", "", "", "", "", "", "", "", "")]])


GONE = [("danielle", "1991-04-17"), ("kayden", "2014-11-23"), ("lexi", "2017-02-09")]


def _moved(files, members):
    """A family of three with the council; so many of them with the police, elsewhere, under another
    surname and without a number."""
    old = [
        (f"gone {n} 0", first, "brimfield", born, "", "3 mill lane", "XJ44 1AA", "", "")
        for n, (first, born) in enumerate(GONE)
    ]
    new = [
        (f"gone {n} 1", first, "oxspring", born, "", "9 quay street", "XJ99 3BB", "", "")
        for n, (first, born) in enumerate(members)
    ]
    return [[*files[0], *old], files[1], [*files[2], *new]]


def test_a_family_that_moves_to_disappear_is_found_by_all_of_its_members(files, tmp_path):
    found = linked(tmp_path / "gone", _moved(files, GONE))
    who = {record: person for (_, record), person in people(found).items()}
    for n in range(3):
        assert who[f"gone {n} 0"] == who[f"gone {n} 1"]
    assert len({who[f"gone {n} 0"] for n in range(3)}) == 3


def test_one_of_the_name_and_birth_date_elsewhere_is_left_to_a_person(files, tmp_path):
    found = linked(tmp_path / "one", _moved(files, GONE[:1]))
    who = {record: person for (_, record), person in people(found).items()}
    assert who["gone 0 0"] != who["gone 0 1"]
    assert decision(found, "gone 0 0", "gone 0 1") == "uncertain"


def test_a_cousin_of_each_twins_name_does_not_make_two_families_one(files, tmp_path):
    """Two of one birth date support nobody: one slip may have made both."""
    twins = [("callum", "2014-11-23"), ("stuart", "2014-11-23")]
    families = _moved(files, twins)
    families[0] = [
        row if row[0] != "gone 2 0" else ("gone 2 0", "stuart", *row[2:3], "2014-11-23", *row[4:])
        for row in families[0]
    ]
    families[0] = [
        row if row[0] != "gone 1 0" else ("gone 1 0", "callum", *row[2:]) for row in families[0]
    ]
    found = linked(tmp_path / "twins", families)
    assert found.base.execute("SELECT max(support) FROM considered").fetchall() == [(0.0,)]


def test_a_number_next_to_hers_does_not_speak_for_a_twin(run):
    # both are valid, so neither is a slip of the other
    trained = run.model.comparisons["identifier_1"]
    weights = {label: trained.weight(level) for level, label in enumerate(trained.labels)}
    assert weights["same"] > 5
    for label in ("one sign", "two signs"):
        assert weights[label] == pytest.approx(weights["different"], abs=1e-6)
        assert weights[label] < 0
