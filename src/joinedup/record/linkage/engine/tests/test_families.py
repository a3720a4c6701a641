"""Files of whole families in which birth dates are often missing, or were never recorded."""

from datetime import date
from random import Random

import pytest

from joinedup.record.linkage.engine.files import Listed, Mapping, Role
from joinedup.record.linkage.engine.learning import of_relatives
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.model import comparisons
from joinedup.record.linkage.engine.model.training import Sample, train
from joinedup.record.linkage.engine.preparing import Prepared

FIRST = [
    "Adam", "Beth", "Carl", "Dora", "Eric", "Fay", "Greg", "Hope", "Ivan", "Jill", "Kurt", "Lena",
    "Mark", "Ruth", "Owen", "Pam", "Rolf", "Sara", "Toby", "Una", "Vera", "Walt", "Zoe", "Hugo",
]  # fmt: skip
ROLES = {
    "given": Role.GIVEN_NAME, "family": Role.FAMILY_NAME, "born": Role.BIRTH_DATE,
    "phone": Role.PHONE, "postcode": Role.POSTCODE,
}  # fmt: skip


def households(recorded: float) -> dict[str, dict[str, str]]:
    """Two records of each of four in a family; only this share of birth dates is ``recorded``."""
    chance = Random(8)  # noqa: S311
    rows: dict[str, dict[str, str]] = {}
    for number in range(250):
        letters = "".join(chance.choice("bdfglmnprstvz") + chance.choice("aeiou") for _ in range(4))
        postcode = f"QX{number // 25 + 1} {number % 9 + 1}A{'BDEFGHJLNPQRSTUWXYZ'[number % 19]}"
        phone = f"0770{chance.randrange(10**7):07}"
        for name in chance.sample(FIRST, 4):
            born = date.fromordinal(chance.randrange(711_000, 737_000)).isoformat()
            for copy in range(2):
                rows[f"{number}/{name}/{copy}"] = {
                    "given": name, "family": letters, "phone": phone, "postcode": postcode,
                    "born": born if chance.random() < recorded else "",
                }  # fmt: skip
    return rows


def people_in(rows: dict[str, dict[str, str]], columns: list[str]) -> list[set[str]]:
    """Of everybody that is found, whose records they are."""
    ids = sorted(rows)
    records = Listed(
        ["a"] * len(ids), ids, {name: [rows[i][name] for i in ids] for name in columns}
    )
    mapping = Mapping("id", tuple((name, ROLES[name]) for name in columns))
    found = link(records, mapping, Options(today=date(2026, 11, 26)), lambda _: None)
    people: dict[int, set[str]] = {}
    for record, person in zip(ids, found.clustered.person, strict=True):
        people.setdefault(person, set()).add(record.rpartition("/")[0])
    return list(people.values())


@pytest.mark.parametrize("recorded", [0.0, 0.5])
def test_brothers_and_sisters_without_birth_dates_do_not_become_one_person(recorded: float) -> None:
    rows = households(recorded)
    people = people_in(rows, [name for name in ROLES if recorded or name != "born"])
    assert max(map(len, people)) == 1
    assert len(people) < 1.1 * len(rows) / 2


def with_twins() -> dict[str, dict[str, str]]:
    """Two records of each of a parent, two twins and a child of the parent's name, one of which has
    a slip in the name; every second record has no telephone, so that the postcode alone, one of a
    hundred and ninety, says who lives together."""
    chance = Random(5)  # noqa: S311
    rows: dict[str, dict[str, str]] = {}
    for number in range(400):
        letters = "".join(chance.choice("bdfglmnprstvz") + chance.choice("aeiou") for _ in range(4))
        parent, one, other = chance.sample(FIRST, 3)
        older, younger = chance.randrange(711_000, 719_000), chance.randrange(727_000, 737_000)
        born = {"parent": older, "one": younger, "other": younger, "junior": younger - 900}
        names = {"parent": parent, "one": one, "other": other, "junior": parent}
        for who, name in names.items():
            for copy in range(2):
                slip = who == "junior" and copy
                rows[f"{number}/{who}/{copy}"] = {
                    "given": f"{name[:2]}{name[1:]}" if slip else name,
                    "family": letters,
                    "born": date.fromordinal(born[who]).isoformat(),
                    "phone": "" if copy else f"0770{number:07}",
                    "postcode": f"QX{number % 19 + 1} {number % 10}AB",
                }
    return rows


def test_twins_and_parents_of_one_name_of_whom_little_is_known_stay_several_people() -> None:
    rows = with_twins()
    people = people_in(rows, [*ROLES])
    assert max(map(len, people)) == 1
    assert len(people) < 1.1 * len(rows) / 2


def test_a_model_of_brothers_and_sisters_is_seen_to_be_none_of_one_person() -> None:
    fields = comparisons(Prepared(frozenset({"given", "family", "birth", "postcodes"}), {}, ()))
    last = [len(field.levels) - 1 for field in fields]
    u = [[0.01] * n + [1 - 0.01 * n] for n in last]
    at_home = [
        0 if field.name in {"family", "postcodes"} else n
        for field, n in zip(fields, last, strict=True)
    ]
    strangers, one_person = (tuple(last), 100), tuple([0] * len(last))
    families = Sample(frozenset({"family"}), dict([(tuple(at_home), 900), strangers]))
    people = Sample(frozenset({"family"}), dict([(one_person, 900), strangers]))
    assert of_relatives(train(fields, [families], u))
    assert not of_relatives(train(fields, [people], u))
    assert not of_relatives(train(fields, [], u))


def test_a_register_that_holds_next_to_nobody_twice_teaches_nothing_of_one_person() -> None:
    rows = {name: row for name, row in with_twins().items() if name.endswith("0")}
    ids = sorted(rows)
    records = Listed(["a"] * len(ids), ids, {name: [rows[i][name] for i in ids] for name in ROLES})
    mapping = Mapping("id", tuple(ROLES.items()))
    model = link(records, mapping, Options(today=date(2026, 11, 26)), lambda _: None).model
    assert "what is believed beforehand" in model.provenance["trained"]
    assert model.comparisons["given"].m[-1] < 0.1
