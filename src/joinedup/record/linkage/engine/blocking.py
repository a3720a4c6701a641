"""Which records are worth comparing: many rules, each cheap, none that explodes.

A rule gives every record keys; two records that share one are compared.  A key that more records
share than ``most`` is too common to mean anything: in its place each of its records is compared
with its neighbours in order of name and birth date only.

Up to ``EVERY_RULE`` records, nearly every rule is followed; beyond, only those that find nearly as
much with a fraction of the pairs.  With the number of records, the pairs of strangers who share a
key grow with its square, those of one person do not.

What the rules miss is estimated without labels where there are identifiers: of the pairs that one
shows to be one person, how many would the other rules have found?
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.preparing.names import slips
from joinedup.record.linkage.engine.preparing.texts import each

if TYPE_CHECKING:
    import duckdb


EVERY_RULE, MANY, ANY = 300_000, 3_000_000, 1 << 31
"""Numbers of records."""


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
    up_to: int = EVERY_RULE
    """The most records with which the rule is followed."""
    beyond: int = 0
    """Followed only with more records than that, in the place of a rule that gives more."""
    identifier: bool = False
    lacks: str = ""
    """Only records of which one has nothing in this column are paired."""


YEAR = "left(birth, 4)"
DAY = "substr(birth, 5, 4)"
_BORN = ("birth",)
_WHOLE = "length(birth) = 8"
_MONTH, _DAY = "substr(birth, 5, 2)", "substr(birth, 7)"
_SPELLED = f"least({_MONTH}, {_DAY}) || greatest({_MONTH}, {_DAY})"

RULES: tuple[Rule, ...] = (
    Rule("telephone", ("phones",), lists=("phones",), most=20, up_to=ANY),
    Rule("e-mail", ("emails",), lists=("emails",), most=20, up_to=ANY),
    Rule("birth date, sound of any name", ("birth", "sounds"), _BORN, ("sounds",), 60, _WHOLE),
    Rule("birth date, initial", ("birth", "left(given, 1)"), ("birth", "given"), (), 40, _WHOLE),
    Rule("birth date, postcode", ("birth", "postcodes"), _BORN, ("postcodes",), 60, _WHOLE,
         up_to=ANY),
    Rule("birth date", ("birth",), _BORN, (), 30, _WHOLE),
    Rule("swapped birth date, sound", (YEAR, _SPELLED, "sounds"), _BORN, ("sounds",), 40, _WHOLE,
         up_to=MANY),
    Rule("swapped birth date, surname, initial of first name",
         (YEAR, _SPELLED, "family_sounds", "left(given, 1)"), ("birth", "given"),
         ("family_sounds",), 60, _WHOLE, up_to=ANY, beyond=MANY),
    Rule("swapped birth date, first name, initial of surname",
         (YEAR, _SPELLED, "groups", "left(family, 1)"), ("birth", "family"), ("groups",), 60,
         _WHOLE, up_to=ANY, beyond=MANY),
    Rule("day and month, sound", (DAY, "sounds"), _BORN, ("sounds",), 60,
         f"{_WHOLE} AND {DAY} <> '0101'"),
    Rule("day and month, both names", (DAY, "family_sounds", "groups"), _BORN,
         ("family_sounds", "groups"), 40, f"{_WHOLE} AND {DAY} <> '0101'", up_to=ANY),
    Rule("year, both names", (YEAR, "family_sounds", "groups"), _BORN,
         ("family_sounds", "groups"), 60, up_to=ANY),
    Rule("both names, no birth date", ("family_sounds", "groups"), (),
         ("family_sounds", "groups"), 60, up_to=ANY, lacks="birth"),
    Rule("postcode, surname, no birth date", ("postcodes", "family_sounds"), (),
         ("postcodes", "family_sounds"), 60, up_to=ANY, lacks="birth"),
    Rule("postcode, surname, year", ("postcodes", "family_sounds", YEAR), _BORN,
         ("postcodes", "family_sounds"), 40, up_to=ANY),
    Rule("year, two sounds", (YEAR, "sounds", "groups"), _BORN, ("sounds", "groups"), 60),
    Rule("postcode, form of first name", ("postcodes", "groups"), (), ("postcodes", "groups"), 30,
         up_to=ANY),
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
    Rule("surname with a slip", ("slips",), (), ("slips",), 15),
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


def rules_for(fields: frozenset[str], size: int) -> tuple[Rule, ...]:
    """Those for so many records that have these columns, with one for each numbered column."""
    return tuple(r for r in _fitting(fields) if r.beyond < size <= r.up_to)


def household_rules(fields: frozenset[str]) -> tuple[Rule, ...]:
    """Those that pair all who share a home and a name."""
    return tuple(r for r in _fitting(fields) if r.name in HOUSEHOLDS)


def _fitting(fields: frozenset[str]) -> tuple[Rule, ...]:
    made = list(RULES)
    for name in sorted(fields):
        kind = name.rpartition("_")[0]
        if kind == "identifier":
            made.append(Rule(name, (name,), (name,), (), 30, up_to=ANY, identifier=True))
        elif kind in {"place", "attribute"}:
            made.append(Rule(f"{name}, name and decade", (name, "sounds", "left(birth, 3)"),
                             (name, "birth"), ("sounds",), 40))  # fmt: skip
            made.append(Rule(f"{name}, address", (name, "lines"), (name,), ("lines",), 20))
            made.append(Rule(f"{name}, birth date", (name, "birth"), (name, "birth"), (), 40))
            made.append(Rule(f"{name}, both names", (name, "sounds", "groups"), (name,),
                             ("sounds", "groups"), 40))  # fmt: skip
        if kind == "place":
            made += _of_place(name, fields)
    have = fields | {"sounds_2", "lines_2"} | ({"slips"} if "stems" in fields else set())
    return tuple(
        r
        for r in made
        if have.issuperset(r.needs)
        and have.issuperset(r.lists)
        and ("lines" in fields or "lines_2" not in r.lists)
    )


def _of_place(name: str, fields: frozenset[str]) -> Iterator[Rule]:
    """Where records often lack the birth date, or have a wrong one, and surnames change."""
    yield Rule(f"{name}, form of first name", (name, "groups"), (name,), ("groups",), 60)
    initials = ("left(given, 1)", "left(family, 1)")
    yield Rule(f"{name}, both initials", (name, *initials), (name, "given", "family"), (), 60)
    for other in sorted(fields):
        if other.rpartition("_")[0] == "attribute":
            yield Rule(f"{name}, {other}", (name, other), (name, other), (), 40)


@dataclass(frozen=True)
class Blocked:
    """``by_rule``: how many pairs each rule gave that no rule before it had given."""

    pairs: int
    by_rule: tuple[tuple[str, int], ...]
    too_common: int
    """Keys that were too common and were answered by neighbours only."""

    def facts(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Blocked":
        """Out of what ``facts`` gave."""
        by_rule = tuple((name, count) for name, count in facts["by_rule"])
        return cls(facts["pairs"], by_rule, facts["too_common"])


NEIGHBOURS = 4


def block(
    base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool,
    tell: Callable[[str], None] = lambda _: None,
) -> Blocked:  # fmt: skip
    """Fill the table ``candidates`` from ``people``: ``join_key_l`` < ``join_key_r``, and
    ``match_key``, the place of the first rule that gave the pair."""
    base.execute("CREATE OR REPLACE TEMP TABLE found (code BIGINT, rule SMALLINT)")
    size = _size(base)
    common = 0
    for number, rule in enumerate(rules):
        common += _follow(base, number, rule, size)
        if size > EVERY_RULE:
            tell(f"  rule {number + 1} of {len(rules)}: {rule.name}")
    base.execute(_once_sql(size, between=between))
    counted = base.execute(
        "SELECT match_key::INT, count(*) FROM candidates GROUP BY match_key ORDER BY 1"
    ).fetchall()
    base.execute("DROP TABLE found")
    by_rule = tuple((rules[number].name, count) for number, count in counted)
    return Blocked(sum(count for _, count in counted), by_rule, common)


def sample_households(
    base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool
) -> None:
    """Fill ``candidates`` with pairs of records that share a home and a name: all of them, of one
    in so many homes."""
    size = _size(base)
    base.execute("CREATE OR REPLACE TEMP TABLE found (code BIGINT, rule SMALLINT)")
    for number, rule in enumerate(rules):
        _follow(base, number, rule, size, max(1, size // SAMPLE))
    base.execute(_once_sql(size, between=between))
    base.execute("DROP TABLE found")


HOUSEHOLDS = frozenset({"postcode, sound", "address, sound"})
SAMPLE = 20_000
"""Records of the homes that are looked at to count relatives."""


def _size(base: "duckdb.DuckDBPyConnection") -> int:
    return int(base.execute("SELECT count(*) FROM people").fetchall()[0][0])


def _follow(
    base: "duckdb.DuckDBPyConnection", number: int, rule: Rule, size: int, one_in: int = 1
) -> int:
    """Add the pairs of one rule to ``found``; how many of its keys are too common."""
    if "slips" in rule.lists:
        make_slips(base)
    kept = f" WHERE key % {one_in} = 0" if one_in > 1 else ""
    lacking = f", list(uid) FILTER (WHERE {rule.lacks} IS NULL) AS lacking" if rule.lacks else ""
    keys = _keys_sql(rule)
    if rule.lacks:
        # hardly any record lacks it, and only the keys of those are worth the grouping
        keys = f"FROM ({keys}) SEMI JOIN ({_keys_sql(rule, lacking=True)}) USING (key)"
    base.execute(
        f"CREATE OR REPLACE TEMP TABLE blocks AS SELECT list_sort(list(uid)) AS uids, count(*) AS n"  # noqa: S608
        f"{lacking} FROM ({keys}){kept} GROUP BY key HAVING count(*) > 1"
    )
    pairs = _pairs_sql(rule, size)
    base.execute(f"INSERT INTO found SELECT code, {number} FROM ({pairs})")  # noqa: S608
    common = base.execute(f"SELECT count(*) FROM blocks WHERE n > {rule.most}").fetchall()[0][0]  # noqa: S608
    if common:
        base.execute(_neighbours_sql(number, rule.most, size))
    base.execute("DROP TABLE blocks")
    return int(common)


def _pairs_sql(rule: Rule, size: int) -> str:
    """The pairs of the blocks that are not too common, as one number each."""
    if rule.lacks:
        return (
            f"SELECT least(one, other)::BIGINT * {size} + greatest(one, other) AS code FROM ("  # noqa: S608
            f"SELECT one, unnest(uids) AS other FROM (SELECT unnest(lacking) AS one, uids"
            f" FROM blocks WHERE n <= {rule.most})) WHERE one <> other"
        )
    return (
        f"SELECT uids[i]::BIGINT * {size} + unnest(uids[i + 1 :]) AS code"  # noqa: S608
        f" FROM (SELECT uids, unnest(range(1, n)) AS i FROM blocks WHERE n <= {rule.most})"
    )


def _keys_sql(rule: Rule, *, lacking: bool = False) -> str:
    source = "people"
    if lacking:
        source = f"(FROM people WHERE {rule.lacks} IS NULL)"
    if "slips" in rule.lists:
        source = "(SELECT p.*, s.slips FROM people p JOIN slip_forms s USING (family, stems))"
    for name in rule.lists:
        if name.endswith("_2"):
            source = f"(SELECT *, {name.removesuffix('_2')} AS {name} FROM {source})"  # noqa: S608
    for name in rule.lists:
        # each in a query of its own, because several in one go side by side
        source = f"(SELECT * REPLACE (unnest({name}) AS {name}) FROM {source})"  # noqa: S608
    given = " AND ".join([*(f"{n} IS NOT NULL" for n in rule.needs), rule.where or "TRUE"])
    key = ", ".join(rule.key)
    # a list has each value once, what is made of its values may not be so
    made = any(name in part and name != part for name in rule.lists for part in rule.key)
    once = "DISTINCT" if made else ""
    lacks = f", {rule.lacks}" if rule.lacks else ""
    return f"SELECT {once} hash({key}) AS key, uid{lacks} FROM {source} WHERE {given}"  # noqa: S608


def make_slips(base: "duckdb.DuckDBPyConnection") -> None:
    """See that the table ``slip_forms`` is there: of every surname its forms with a slip."""
    import pyarrow as pa

    if base.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'slip_forms'").fetchall():
        return
    rows = base.execute(
        "SELECT DISTINCT family, stems FROM people WHERE family IS NOT NULL AND stems IS NOT NULL"
    ).fetchall()
    words = [tuple(dict.fromkeys([*stems, family])) for family, stems in rows]
    listed = pa.list_(pa.string())
    table = {
        "family": pa.array([family for family, _ in rows], pa.string()),
        "stems": pa.array([stems for _, stems in rows], listed),
        "slips": pa.array(each(slips, words), listed),
    }
    base.register("slips_made", pa.table(table))
    base.execute("CREATE TEMP TABLE slip_forms AS FROM slips_made")
    base.unregister("slips_made")


def _neighbours_sql(number: int, most: int, size: int) -> str:
    after = ", ".join(f"lead(uid, {n}) OVER near" for n in range(1, NEIGHBOURS + 1))
    return (
        f"INSERT INTO found SELECT least(uid, other)::BIGINT * {size} + greatest(uid, other),"  # noqa: S608
        f" {number} FROM (SELECT uid, unnest([{after}]) AS other FROM ("
        f"SELECT rowid AS block, unnest(uids) AS uid FROM blocks WHERE n > {most}) b"
        " JOIN people p USING (uid) WINDOW near AS ("
        "PARTITION BY block ORDER BY p.family, p.given, p.birth, uid)) WHERE other IS NOT NULL"
    )


def _once_sql(size: int, *, between: bool) -> str:
    joins = " JOIN people l ON l.uid = one JOIN people r ON r.uid = other" if between else ""
    where = " WHERE l.source <> r.source" if between else ""
    return (
        "CREATE OR REPLACE TABLE candidates AS SELECT rule::VARCHAR AS match_key,"  # noqa: S608
        " one AS join_key_l, other AS join_key_r FROM ("
        f"SELECT code, min(rule) AS rule,"
        f" (code // {size})::INT AS one, (code % {size})::INT AS other"
        f" FROM found GROUP BY code){joins}{where} ORDER BY code"
    )
