"""Which records are worth comparing: many rules, each cheap, none that explodes.

A rule gives every record keys; two records that share one are compared.  A key that more records
share than ``most`` is too common to mean anything: in its place each of its records is compared
with its neighbours in order of name and birth date only.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Rule:
    """``lists`` are columns of several values (each in its turn); ``key`` is made of them and of
    the plain columns in ``needs``."""

    name: str
    key: tuple[str, ...]
    needs: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    most: int = 60
    where: str = ""


YEAR = "left(birth, 4)"
DAY = "substr(birth, 5, 4)"
_BORN = ("birth",)
_WHOLE = "length(birth) = 8"
_SPELLED = "list_sort([substr(birth, 5, 2), substr(birth, 7, 2)])"

RULES: tuple[Rule, ...] = (
    Rule("telephone", ("phones",), lists=("phones",), most=20),
    Rule("e-mail", ("emails",), lists=("emails",), most=20),
    Rule("birth date, sound of any name", ("birth", "sounds"), _BORN, ("sounds",), 60, _WHOLE),
    Rule("birth date, initial", ("birth", "left(given, 1)"), ("birth", "given"), (), 40, _WHOLE),
    Rule("birth date, postcode", ("birth", "postcodes"), _BORN, ("postcodes",), 60, _WHOLE),
    Rule("birth date", ("birth",), _BORN, (), 30, _WHOLE),
    Rule("swapped birth date, sound", (YEAR, _SPELLED, "sounds"), _BORN, ("sounds",), 40, _WHOLE),
    Rule("day and month, sound", (DAY, "sounds"), _BORN, ("sounds",), 60,
         f"{_WHOLE} AND {DAY} <> '0101'"),
    Rule("year, both sounds", (YEAR, "sounds", "groups"), _BORN, ("sounds", "groups"), 60),
    Rule("surname and form of first name", ("stems", "groups"), (), ("stems", "groups"), 60),
    Rule("surname with a slip, form of first name", ("slips", "groups"), (), ("slips", "groups"),
         60),
    Rule("surname with a slip, year", ("slips", YEAR), _BORN, ("slips",), 60),
    Rule("surname, initial and decade", ("stems", "left(given, 1)", "left(birth, 3)"),
         ("given", "birth"), ("stems",), 60),
    Rule("surname, year", ("sounds", YEAR), _BORN, ("sounds",), 60),
    Rule("form of first name, year and month", ("groups", "left(birth, 6)"), _BORN, ("groups",),
         40),
    Rule("postcode, sound", ("postcodes", "sounds"), (), ("postcodes", "sounds"), 60),
    Rule("postcode, year", ("postcodes", YEAR), _BORN, ("postcodes",), 60),
    Rule("postcode, day", ("postcodes", DAY), _BORN, ("postcodes",), 40, _WHOLE),
    Rule("postcode", ("postcodes",), (), ("postcodes",), 30),
    Rule("rare name", ("sounds",), (), ("sounds",), 30),
    Rule("names in any order", ("sounds", "sounds_2"), (), ("sounds", "sounds_2"), 60,
         "sounds < sounds_2"),
    Rule("letters of first name, year", ("list_sort(string_split(given, ''))", YEAR),
         ("given", "birth"), (), 40),
    Rule("letters of surname, year", ("list_sort(string_split(family, ''))", YEAR),
         ("family", "birth"), (), 60),
    Rule("e-mail before the @", ("regexp_replace(split_part(emails, '@', 1), '[^a-z]', '', 'g')",),
         (), ("emails",), 20),
    Rule("e-mail after the @", ("regexp_replace(split_part(emails, '@', 2), '[^a-z]', '', 'g')",),
         (), ("emails",), 20),
    Rule("address, postcode", ("lines", "postcodes"), (), ("lines", "postcodes"), 20),
    Rule("address, sound", ("lines", "sounds"), (), ("lines", "sounds"), 40),
    Rule("address, year", ("lines", YEAR), _BORN, ("lines",), 40),
    Rule("address, day", ("lines", DAY), _BORN, ("lines",), 30, _WHOLE),
    Rule("address", ("lines",), (), ("lines",), 12),
    Rule("two lines of the address", ("lines", "lines_2"), (), ("lines", "lines_2"), 20,
         "lines < lines_2"),
    Rule("beginnings of names, year", ("left(family, 3)", "left(given, 2)", YEAR),
         ("family", "given", "birth"), (), 60),
    Rule("ends of names, year", ("right(family, 3)", "right(given, 3)", YEAR),
         ("family", "given", "birth"), (), 60),
)  # fmt: skip


def rules_for(fields: frozenset[str]) -> tuple[Rule, ...]:
    """Those for which the records have the columns, with one for each numbered column."""
    made = list(RULES)
    for name in sorted(fields):
        kind = name.rpartition("_")[0]
        if kind == "identifier":
            made.append(Rule(name, (name,), (name,), (), 30))
        elif kind in {"place", "attribute"}:
            made.append(Rule(f"{name}, name and decade", (name, "sounds", "left(birth, 3)"),
                             (name, "birth"), ("sounds",), 40))  # fmt: skip
            made.append(Rule(f"{name}, address", (name, "lines"), (name,), ("lines",), 20))
            made.append(Rule(f"{name}, birth date", (name, "birth"), (name, "birth"), (), 40))
            made.append(Rule(f"{name}, both names", (name, "sounds", "groups"), (name,),
                             ("sounds", "groups"), 40))  # fmt: skip
    have = fields | {"sounds_2", "lines_2"}
    return tuple(
        r
        for r in made
        if have.issuperset(r.needs)
        and have.issuperset(r.lists)
        and ("lines" in fields or "lines_2" not in r.lists)
    )


@dataclass(frozen=True)
class Blocked:
    """How many pairs each rule gave that no rule before it had given."""

    pairs: int
    by_rule: tuple[tuple[str, int], ...]
    too_common: int
    """Keys that were too common and were answered by neighbours only."""


NEIGHBOURS = 4


def block(base: "duckdb.DuckDBPyConnection", fields: frozenset[str], *, between: bool) -> Blocked:
    """Fill the table ``candidates`` (``join_key_l`` < ``join_key_r``) from ``people``."""
    base.execute("CREATE OR REPLACE TABLE keys (rule SMALLINT, key UBIGINT, uid BIGINT)")
    rules = rules_for(fields)
    for number, rule in enumerate(rules):
        base.execute(f"INSERT INTO keys {_keys_sql(number, rule)}")
    limits = " ".join(f"WHEN {n} THEN {rule.most}" for n, rule in enumerate(rules))
    base.execute(
        "CREATE OR REPLACE TABLE sizes AS SELECT rule, key, count(*) AS n,"  # noqa: S608
        f" CASE rule {limits} END AS most FROM keys GROUP BY rule, key HAVING count(*) > 1"
    )
    between_sql = "AND l.source <> r.source" if between else ""
    base.execute(_pairs_sql(between_sql))
    counted = base.execute(
        "SELECT match_key::INT, count(*) FROM candidates GROUP BY match_key ORDER BY 1"
    ).fetchall()
    common = base.execute("SELECT count(*) FROM sizes WHERE n > most").fetchall()[0][0]
    base.execute("DROP TABLE keys; DROP TABLE sizes")
    by_rule = tuple((rules[number].name, count) for number, count in counted)
    return Blocked(sum(count for _, count in counted), by_rule, common)


def _keys_sql(number: int, rule: Rule) -> str:
    source = "people"
    for name in rule.lists:
        if name.endswith("_2"):
            source = f"(SELECT *, {name.removesuffix('_2')} AS {name} FROM people)"  # noqa: S608
    for name in rule.lists:
        # each in a query of its own, because several in one go side by side
        source = f"(SELECT * REPLACE (unnest({name}) AS {name}) FROM {source})"  # noqa: S608
    given = " AND ".join([*(f"{n} IS NOT NULL" for n in rule.needs), rule.where or "TRUE"])
    key = ", ".join(rule.key)
    return f"SELECT DISTINCT {number}, hash({key}), uid FROM {source} WHERE {given}"  # noqa: S608


def _pairs_sql(between: str) -> str:
    order = "p.family, p.given, p.birth, k.uid"
    return f"""
        CREATE OR REPLACE TABLE candidates AS
        WITH fine AS (SELECT k.* FROM keys k JOIN sizes s USING (rule, key) WHERE n <= most),
        common AS (
            SELECT k.rule, k.key, k.uid, row_number() OVER (
                PARTITION BY k.rule, k.key ORDER BY {order}) AS place
            FROM keys k JOIN sizes s USING (rule, key) JOIN people p ON p.uid = k.uid
            WHERE n > most),
        found AS (
            SELECT a.rule, a.uid AS one, b.uid AS other
            FROM fine a JOIN fine b ON a.rule = b.rule AND a.key = b.key AND a.uid < b.uid
            UNION ALL
            SELECT a.rule, least(a.uid, b.uid), greatest(a.uid, b.uid)
            FROM common a JOIN common b ON a.rule = b.rule AND a.key = b.key
                AND b.place > a.place AND b.place <= a.place + {NEIGHBOURS}),
        once AS (SELECT min(rule) AS rule, one, other FROM found GROUP BY one, other)
        SELECT rule::VARCHAR AS match_key, one AS join_key_l, other AS join_key_r
        FROM once JOIN people l ON l.uid = one JOIN people r ON r.uid = other
        WHERE TRUE {between} ORDER BY one, other"""  # noqa: S608
