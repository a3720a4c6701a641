"""What an index is built with: a model learned from its own records, or believed."""

from itertools import pairwise

from joinedup.record.linkage.engine.live.building import BATCH, build, learned, shape_of
from joinedup.record.linkage.engine.live.tests.town_index import TODAY, read
from joinedup.record.linkage.engine.tests import town
from joinedup.record.linkage.engine.verdict import RULES


def once():
    """Everybody in one record only."""
    people = {}
    for file in town.rows():
        for row in file:
            people.setdefault(row[-1], row)
    return [[*people.values()]]


def test_where_nobody_is_there_twice_usual_mistakes_are_believed(tmp_path):
    records, mapping = read(tmp_path / "once", once())
    model = learned(records, mapping, TODAY)
    assert "believed" in model.provenance["trained"]
    assert all(model.comparisons[name].m[0] > 0.6 for name in ("given", "family", "birth"))


def test_where_people_are_there_twice_the_model_learns_from_them(tmp_path):
    records, mapping = read(tmp_path / "twice", town.rows())
    model = learned(records, mapping, TODAY)
    assert "expectation and maximisation" in model.provenance["trained"]
    assert model.prior == 1 / len(records)
    assert model.provenance["verdict"] == RULES.declared()
    assert learned(records, mapping, TODAY).sha256 == model.sha256


class Kept:
    """A connection that keeps what is copied into it."""

    def __init__(self, monkeypatch, module):
        self.lines = []
        monkeypatch.setattr(module.Index, "create", lambda *_, **__: None)
        monkeypatch.setattr(module.Index, "index", lambda _: iter(()))
        monkeypatch.setattr(module.Index, "copy", lambda _, chunks: self.lines.extend(chunks))


def test_several_processes_make_the_same_lines_as_one(tmp_path, monkeypatch):
    from joinedup.record.linkage.engine.live import building

    records, mapping = read(tmp_path / "many", town.rows(60))
    shape = shape_of(records, mapping, learned(records, mapping, TODAY), TODAY)
    made = []
    for fewest in (BATCH, 1):
        monkeypatch.setattr(building, "SEVERAL_PROCESSES", fewest)
        monkeypatch.setattr(building, "BATCH", 100)
        kept = Kept(monkeypatch, building)
        build(None, records, shape, lambda _: None, table="unused")
        made.append(sorted("".join(kept.lines).splitlines()))
    assert made[0] == made[1]
    assert len(made[0]) >= len(records)


def test_who_shares_a_birth_date_lies_together(tmp_path, monkeypatch):
    from joinedup.record.linkage.engine.live import building

    records, mapping = read(tmp_path / "sorted", town.rows(60))
    shape = shape_of(records, mapping, learned(records, mapping, TODAY), TODAY)
    kept = Kept(monkeypatch, building)
    build(None, records, shape, lambda _: None, table="unused")
    place = shape.fields.index("birth")
    rows = "".join(kept.lines).split("\n")[:-1]
    born = [row.split("\t")[1].split("\x1f")[place] for row in rows]
    assert len({*born}) > 20
    assert born != sorted(born, reverse=True)
    changes = sum(one != other for one, other in pairwise(born))
    assert changes < 2 * len({*born})  # some write dates in another way, and lie together too
