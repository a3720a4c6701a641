"""A second pass: what whole households say about each of their members.

A family that moves and changes its surname leaves little in the record of any one member: a first
name and a birth date, which strangers share too.  But that the same first names and birth dates
stand together in two homes is no accident.  So a pair of records at two different homes, whose
first name and birth date agree, is supported by another such pair between the same two homes: a
second person, of another name and another birth date.

Only what a pair's own weight has not counted yet supports it: records of one postcode or one
telephone have had their say.  Relatives never support one another, and never gain by it.

Relationships count by what the records themselves show of them.  Whoever lives at the other
member's home supports it, mother, brother or lodger: it is only asked that they are somebody else,
by first name and birth date.  Two people of one home and surname with other first names are taken
for brothers and sisters or, from twelve years between their births on, for parents and children
(``relatives``); these are counted in every run, put up the guard, and are never one person.  Who is
said to be whose mother is not read: no column of the mapping holds it.
"""

from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.model import Comparison

if TYPE_CHECKING:
    import duckdb

SUPPORT = 8.0
"""Bits for one other member, two or more count the same.  That a given member of a household is in
the other record of it is nearly certain when another one is, instead of one in as many households
as there are; much of this is held back, because relatives live in more than one home."""
WORTH_SUPPORT = -10.0
"""The least weight of a pair that may be supported, or support another."""
MOST_AT_HOME = 12
"""Records at one home of one source; more are a hostel, a school or a block of flats."""


def support(
    base: "duckdb.DuckDBPyConnection", comparisons: "tuple[Comparison, ...]", prior: float
) -> int:
    """Fill the table ``supported`` (``uid_l``, ``uid_r``, ``support`` in bits) from ``scored`` and
    ``either``; how many pairs are supported."""
    base.execute("CREATE OR REPLACE TEMP TABLE supported (uid_l INT, uid_r INT, support DOUBLE)")
    level = {c.name: {x.label: n for n, x in enumerate(c.levels)} for c in comparisons}
    if not {"given", "birth", "postcodes"} <= level.keys():
        return 0
    base.execute(_homes_sql(base))
    base.execute(_agreeing_sql(level, prior))
    base.execute(
        "INSERT INTO supported SELECT DISTINCT p.uid_l, p.uid_r, ? FROM agreeing p"
        " JOIN agreeing q ON q.home_l = p.home_l AND q.home_r = p.home_r"
        " WHERE p.given_l <> q.given_l AND p.given_r <> q.given_r"
        " AND p.birth_l <> q.birth_l AND p.birth_r <> q.birth_r",
        [SUPPORT],
    )
    base.execute("DROP TABLE homes; DROP TABLE agreeing")
    return int(base.execute("SELECT count(*) FROM supported").fetchall()[0][0])


def _homes_sql(base: "duckdb.DuckDBPyConnection") -> str:
    """Which records of one source share a home: a postcode, and the address where it is known."""
    names = [name for name, *_ in base.execute("DESCRIBE people").fetchall()]
    place = ", ".join(["source", "postcode", *(n for n in names if n.startswith("address_"))])
    return (
        f"CREATE OR REPLACE TEMP TABLE homes AS SELECT uid, hash({place}) AS home FROM people"  # noqa: S608
        f" WHERE postcode IS NOT NULL QUALIFY count(*) OVER (PARTITION BY hash({place}))"
        f" BETWEEN 2 AND {MOST_AT_HOME}"
    )


def _agreeing_sql(level: dict[str, dict[str, int]], prior: float) -> str:
    """Pairs at two homes of which the first name and the birth date agree."""

    def at(name: str, *labels: str) -> str:
        return f"gamma_{name} IN ({', '.join(str(level[name][label]) for label in labels)})"

    elsewhere = at("postcodes", "same district", "different")
    if "phones" in level:
        elsewhere += " AND gamma_phones <> 0"
    different = " OR ".join(
        f"gamma_{name} = {len(labels) - 1}"
        for name, labels in level.items()
        if name.startswith("identifier_") or name == "sex"
    )
    return (
        "CREATE OR REPLACE TEMP TABLE agreeing AS SELECT s.uid_l, s.uid_r, a.home AS home_l,"  # noqa: S608
        " b.home AS home_r, l.given AS given_l, r.given AS given_r, l.birth AS birth_l,"
        " r.birth AS birth_r FROM scored s ANTI JOIN either e USING (uid_l, uid_r)"
        " JOIN homes a ON a.uid = s.uid_l JOIN homes b ON b.uid = s.uid_r"
        " JOIN people l ON l.uid = s.uid_l JOIN people r ON r.uid = s.uid_r"
        f" WHERE {at('given', 'same', 'forms of one name', 'one slip')}"
        f" AND {at('birth', 'same', 'day and month swapped', 'one digit')}"
        f" AND {elsewhere} AND NOT ({different or 'FALSE'})"
        f" AND s.bits + ({prior!r}) > {WORTH_SUPPORT}"
    )
