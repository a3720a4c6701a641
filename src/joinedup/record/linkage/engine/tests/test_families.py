"""Files of whole families in which birth dates are often missing, or were never recorded."""

from datetime import date
from random import Random

import pytest

from joinedup.record.linkage.engine.files import Listed, Mapping, Role
from joinedup.record.linkage.engine.linking import Options, link

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


@pytest.mark.parametrize("recorded", [0.0, 0.5])
def test_brothers_and_sisters_without_birth_dates_do_not_become_one_person(recorded: float) -> None:
    rows = households(recorded)
    ids = sorted(rows)
    columns = [name for name in ROLES if recorded or name != "born"]
    records = Listed(
        ["a"] * len(ids), ids, {name: [rows[i][name] for i in ids] for name in columns}
    )
    mapping = Mapping("id", tuple((name, ROLES[name]) for name in columns))
    found = link(records, mapping, Options(today=date(2026, 11, 26)), lambda _: None)
    people: dict[int, set[str]] = {}
    for record, person in zip(ids, found.clustered.person, strict=True):
        people.setdefault(person, set()).add(record.rpartition("/")[0])
    assert max(map(len, people.values())) == 1
    assert len(people) < 1.1 * len(ids) / 2
