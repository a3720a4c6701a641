"""Encodings linked in bulk and looked up one by one."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from joinedup.record.linkage.engine.encoding import (
    Encoded,
    Index,
    Scheme,
    cleaned,
    encode,
    join,
    read_weighing,
)
from joinedup.record.linkage.engine.encoding.weights import _rising
from joinedup.record.linkage.engine.files import FileError, read_mapping, read_records
from joinedup.record.linkage.engine.files.decisions import Decisions
from joinedup.record.linkage.engine.tests import town

TODAY = date(2026, 11, 20)
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def files():
    return town.rows()


def encoded(folder, files, scheme=Scheme(), key=KEY):  # noqa: B008 - frozen
    paths = town.write(folder, files)
    mapping = read_mapping(folder / "mapping.toml")
    records = read_records(paths, mapping)
    bits = encode(cleaned(records, mapping, today=TODAY), scheme, key)
    return Encoded(scheme, scheme.check_value(key), records.sources, records.ids, bits)


def joined(found, **options):
    given = {"between": False, "seed": 1, "made_on": "2026-11-20", "weighing": None}
    return join(found, **given | options, tell=lambda _: None)


def people(run):
    least = [run.encoded.ids[person] for person in run.clustered.person]
    return dict(zip(run.encoded.ids, least, strict=True))


@pytest.fixture(scope="module")
def run(files, tmp_path_factory):
    return joined(encoded(tmp_path_factory.mktemp("town"), files))


@pytest.fixture(scope="module")
def truth(files):
    return {row[0]: row[-1] for lines in files for row in lines}


def pairs_of(labels):
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def test_people_of_a_town_are_found_without_their_names(run, truth):
    found = people(run)
    right = pairs_of((found[record], truth[record]) for record in found)
    assert right / pairs_of(found.values()) >= 0.93
    assert right / pairs_of(truth[record] for record in found) >= 0.9


def test_twins_stay_two_and_are_returned_as_possible_relatives(run, truth):
    found = people(run)
    one, two = (
        {found[record] for record, person in truth.items() if person == who}
        for who in ("twin one", "twin two")
    )
    assert one.isdisjoint(two)
    ids = run.encoded.ids
    rows = run.base.execute(
        "SELECT uid_l, uid_r FROM decided WHERE decision = 'possible relative'"
    ).fetchall()
    held = [{truth[ids[a]], truth[ids[b]]} for a, b in rows]
    assert {"twin one", "twin two"} in held


@pytest.mark.parametrize("who", ["married", "transliterated", "swapped date"])
def test_one_person_whom_life_or_a_clerk_has_changed(run, truth, who):
    found = people(run)
    assert len({found[record] for record, person in truth.items() if person == who}) == 1


def test_father_and_son_of_one_name_stay_two(run, truth):
    found = people(run)
    persons = {
        who: {found[record] for record, person in truth.items() if person == who}
        for who in ("father", "son", "baby")
    }
    assert persons["father"].isdisjoint(persons["son"])
    assert persons["baby"].isdisjoint(persons["father"] | persons["son"])


def test_hardly_a_pair_of_one_person_is_never_weighed(run, truth):
    ids = run.encoded.ids
    pairs = run.base.execute("SELECT uid_l, uid_r FROM decided WHERE weight > 0").fetchall()
    weighed = {(ids[a], ids[b]) for a, b in pairs}
    strong = [
        (a, b) for a, b in weighed if truth[a] == truth[b]
    ]  # fmt: skip
    assert len(strong) / pairs_of(truth[record] for record in ids) >= 0.88


def test_the_order_of_files_and_lines_changes_nothing(run, files, tmp_path):
    turned = [list(reversed(lines)) for lines in files]
    assert people(joined(encoded(tmp_path / "turned", turned))) == people(run)


def test_another_key_for_one_agency_links_nothing_to_it(files, tmp_path):
    found = encoded(tmp_path / "one", files)
    other = encoded(tmp_path / "other", files, key=bytes(range(2, 34)))
    police = np.array([source == "police" for source in found.sources])
    mixed = np.where(police[:, None], other.bits, found.bits)
    wrong = joined(Encoded(found.scheme, found.check_value, found.sources, found.ids, mixed))
    sources = {}
    for source, person in zip(found.sources, wrong.clustered.person, strict=True):
        sources.setdefault(person, set()).add(source)
    assert not [s for s in sources.values() if "police" in s and len(s) > 1]
    with pytest.raises(FileError, match="another key"):
        joined(other, weighing=wrong.weighing)


def test_a_register_holds_a_person_once(files, tmp_path):
    run = joined(encoded(tmp_path / "between", files), between=True)
    seen = Counter(zip(run.encoded.sources, run.clustered.person, strict=True))
    assert max(seen.values()) == 1


def test_what_people_decided_binds(run, truth):
    ids, sources = run.encoded.ids, run.encoded.sources
    rows = run.base.execute(
        "SELECT uid_l, uid_r FROM decided WHERE decision = 'same person'"
    ).fetchall()
    one, other = rows[0]
    pair = ((sources[one], ids[one]), (sources[other], ids[other]))
    twins = [n for n, record in enumerate(ids) if truth[record] in {"twin one", "twin two"}]
    both = tuple((sources[n], ids[n]) for n in (twins[0], twins[-1]))
    decided = Decisions(frozenset({pair}), frozenset({both}))
    person = joined(run.encoded, decided=decided).clustered.person
    assert person[one] != person[other]
    assert person[twins[0]] == person[twins[-1]]


def test_the_model_is_read_back_whole_or_refused(run, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(run.weighing.text())
    assert read_weighing(path) == run.weighing
    again = joined(run.encoded, weighing=read_weighing(path))
    assert again.clustered.person == run.clustered.person
    path.write_text(run.weighing.text().replace('"records": ', '"records": 1'))
    with pytest.raises(FileError, match="was changed"):
        read_weighing(path)
    path.write_text("{}")
    with pytest.raises(FileError, match="not a model"):
        read_weighing(path)


def test_more_alike_never_weighs_less(run):
    for bits in (*run.weighing.bits.values(), run.weighing.together):
        assert list(bits) == sorted(bits)
    assert _rising(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])) == pytest.approx([2.0] * 3)


# ---- live ----------------------------------------------------------------------------------


@pytest.fixture
def index(run):
    index = Index(run.encoded.scheme, run.weighing)
    index.add(run.encoded.ids, run.encoded.bits)
    return index


def test_a_look_up_weighs_as_bulk_does(run, index):
    ids = run.encoded.ids
    rows = run.base.execute("SELECT uid_l, uid_r, weight FROM decided WHERE weight > 5").fetchall()
    assert len(rows) > 100
    for one, other, weight in rows[:200]:
        matches = {m.record: m.weight for m in index.search(run.encoded.bits[one], most=30)}
        assert matches[ids[other]] == pytest.approx(weight, abs=1e-9)


@pytest.mark.parametrize("late", [1, 10_000])
def test_what_is_added_is_found_at_once_and_what_is_removed_is_not(run, monkeypatch, late):
    from joinedup.record.linkage.engine.encoding import index as module

    monkeypatch.setattr(module, "_MOST_LATE", late)
    ids, bits = run.encoded.ids, run.encoded.bits
    index = Index(run.encoded.scheme, run.weighing)
    assert index.search(bits[0]) == []
    index.add(ids[:300], bits[:300])
    assert index.search(bits[7])[0].record == ids[7]
    index.remove(ids[7])
    assert ids[7] not in {match.record for match in index.search(bits[7])}
    assert len(index) == 299
    index.add([ids[8]], bits[7:8])
    assert index.search(bits[7])[0].record == ids[8]
    index.add(ids[7:8], bits[7:8])
    assert {match.record for match in index.search(bits[7])[:2]} == {ids[7], ids[8]}
    assert len(index) == 300
