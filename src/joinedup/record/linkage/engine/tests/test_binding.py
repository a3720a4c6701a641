"""Decisions of people in a whole run, and the pairs that a report explains."""

from datetime import date

import html5lib
import pytest

from joinedup.record.linkage.engine.files import read_mapping, read_records
from joinedup.record.linkage.engine.files.decisions import Decisions, ordered
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.outcome.report import report
from joinedup.record.linkage.engine.tests import town

TODAY = date(2026, 11, 20)


class Town:
    """One town, linked again and again with the model of the first run."""

    def __init__(self, folder):
        self.paths = town.write(folder, town.rows(60))
        self.mapping = read_mapping(folder / "mapping.toml")
        self.model = None
        self.first = self.linked()
        self.model = self.first.model

    def linked(self, never=(), always=()):
        records = read_records(self.paths, self.mapping)
        self.keys = dict(zip(records.ids, records.sources, strict=True))
        decisions = Decisions(self._pairs(never), self._pairs(always))
        options = Options(today=TODAY, model=self.model, decisions=decisions)
        return link(records, self.mapping, options, lambda _: None)

    def _pairs(self, pairs):
        return frozenset(
            ordered((self.keys.get(a, "nowhere"), a), (self.keys.get(b, "nowhere"), b))
            for a, b in pairs
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("town"))


def test_labels_of_clerks_refine_the_model_and_bind_nothing(tmp_path):
    folder = tmp_path / "town"
    paths = town.write(folder, town.rows(60))
    mapping = read_mapping(folder / "mapping.toml")
    records = read_records(paths, mapping)
    of = dict(zip(records.ids, records.sources, strict=True))
    pairs = [("swapped date 0", "swapped date 1"), ("twin one 0", "twin two 0")]
    labels = Decisions(always=frozenset(ordered((of[a], a), (of[b], b)) for a, b in pairs))

    def linked(**more):
        again = read_records(paths, mapping)
        return link(again, mapping, Options(today=TODAY, **more), lambda _: None)

    plain, refined = linked(), linked(labels=labels)
    level = plain.model.comparisons["birth"].labels.index("day and month swapped")
    before, after = (f.model.comparisons["birth"].m[level] for f in (plain, refined))
    assert after > before
    assert "with 2 labels" in refined.model.provenance["trained"]
    assert person(refined)["twin one 0"] != person(refined)["twin two 0"] or (
        person(plain)["twin one 0"] == person(plain)["twin two 0"]
    )
    foreign = Decisions(always=frozenset([(("nowhere", "1"), ("nowhere", "2"))]))
    assert linked(labels=foreign).model == plain.model


def person(found):
    ids = found.records.ids
    return {record: ids[least] for record, least in zip(ids, found.clustered.person, strict=True)}


def decision(found, one, other):
    ids = found.records.ids
    pair = sorted((ids.index(one), ids.index(other)))
    rows = found.base.execute(
        "SELECT decision FROM decided WHERE uid_l = ? AND uid_r = ?", pair
    ).fetchall()
    return rows[0][0] if rows else None


def test_never_binds_a_later_run_whatever_the_weights_say(place):
    before = person(place.first)
    assert before["twin two 0"] == before["twin two 1"] == before["twin two 2"]
    found = place.linked(never=[("twin two 0", "twin two 2")])
    who = person(found)
    assert who["twin two 0"] != who["twin two 2"]
    assert who["twin two 1"] in (who["twin two 0"], who["twin two 2"])
    assert decision(found, "twin two 0", "twin two 2") == "two people, as was decided"
    changed = {record for record in before if before[record] != who[record]}
    assert changed <= {"twin two 0", "twin two 1", "twin two 2"}
    assert found.bound.never == 1


def test_always_binds_a_later_run_even_for_what_looks_like_twins(place):
    found = place.linked(always=[("twin one 0", "twin two 0")])
    who = person(found)
    assert len({who[r] for r in who if r.startswith("twin ")}) == 1
    assert decision(found, "twin one 0", "twin two 0") == "same person, as was decided"


def test_always_is_not_carried_out_where_it_is_impossible_and_the_report_says_so(place):
    rows = place.first.base.execute(
        "SELECT record FROM raw JOIN people USING (uid)"
        " WHERE identifier_1 IS NOT NULL ORDER BY identifier_1, uid"
    ).fetchall()
    one, other = rows[0][0], rows[-1][0]
    found = place.linked(always=[(one, other)], never=[("no such", "record")])
    assert person(found)[one] != person(found)[other]
    [overruled] = found.bound.overruled
    assert "two different valid numbers" in overruled.reason
    assert found.bound.unknown == 1
    page = report(found)
    assert "Decided to be one person, but kept apart" in page
    assert "about a record that is not in these files" in page


def test_the_report_explains_pairs_of_each_kind_and_names_nobody(place):
    page = report(place.first)
    html5lib.HTMLParser(strict=True).parse(page)
    for words in ("Surest", "Most uncertain", "Possible twins", "Show this as a table", "<svg "):
        assert words in page
    section = page[page.index("Why: a few pairs") : page.index("Clusters refused")].lower()
    names = {
        row[0] for row in place.first.base.execute("SELECT DISTINCT family FROM people").fetchall()
    }
    assert not {name for name in names if name and f" {name} " in section}
