"""Guards are up where there are families, and down where what looks like twins are slips."""

from random import Random

from joinedup.record.linkage.engine.live.surveying import guards, sampled
from joinedup.record.linkage.engine.live.tests.town_index import ask, lookup, read
from joinedup.record.linkage.engine.tests import town
from joinedup.record.linkage.engine.verdict import Verdict


def surveyed(server, folder, files, table):
    with lookup(server, folder, files, table) as (looking, index):
        records, _ = read(folder, files)
        return guards(looking, index.shape, sampled(records, seed=1))


def test_a_town_of_families_keeps_its_guards_up(database_server, tmp_path):
    found = surveyed(database_server, tmp_path / "t", town.rows(), "live_families")
    assert found == {"family": True, "namesake": True}


def hermits():
    """Everybody lives alone, and is recorded twice, once with another first name."""
    random = Random(5)  # noqa: S311 - made-up people, no secret
    rows = []
    for n in range(900):
        last = random.choice(town.FAMILY) + random.choice("abcdefgh") + random.choice("rstuv")
        born = f"{random.randint(1940, 2015)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        home = (f"{n} {random.choice(town.STREETS)}", f"X{n % 9 + 1} {n % 7}AB")
        first, second = random.sample(town.GIVEN, 2)
        for copy, name in enumerate((first, second, first)):
            rows.append((f"{copy}-{n}", name, last, born, "M", *home, "", f"p{n}"))
    return [rows]


def test_where_nobody_has_relatives_a_slip_hides_nobody(database_server, tmp_path):
    found = surveyed(database_server, tmp_path / "t", hermits(), "live_hermits")
    assert found["family"] is False


def undated():
    """Families of four, of whom hardly any birth date was written down."""
    random = Random(6)  # noqa: S311 - made-up people, no secret
    rows = []
    for n in range(500):
        last = random.choice(town.FAMILY) + random.choice("abcdefgh") + random.choice("rstuv")
        home = (f"{n} {random.choice(town.STREETS)}", f"X{n % 9 + 1} {n % 7}AB")
        for copy, name in enumerate(random.sample(town.GIVEN, 4)):
            born = f"{random.randint(1940, 2015)}-0{random.randint(1, 9)}-{random.randint(10, 28)}"
            known = born if random.random() < 0.1 else ""
            rows.append((f"{copy}-{n}", name, last, known, "M", *home, "", f"p{n}-{copy}"))
    return [rows]


def test_brothers_whose_birth_dates_are_missing_are_not_taken_for_slips(database_server, tmp_path):
    found = surveyed(database_server, tmp_path / "t", undated(), "live_undated")
    assert found["family"] is True


def test_the_verdict_follows_the_guard(database_server, tmp_path):
    rows = hermits()
    with lookup(database_server, tmp_path / "t", rows, "live_guard") as (looking, index):
        _, _, *values, _ = rows[0][0]
        guarded = ask(looking, index, "zebedee", *values)
        assert {c.verdict for c in guarded if c.record.endswith("-0")} == {Verdict.RELATIVE}
        looking.judge._family_up = False
        lifted = ask(looking, index, "zebedee", *values)
        assert Verdict.MATCH in {c.verdict for c in lifted if c.record.endswith("-0")}
