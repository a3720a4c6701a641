"""Which records are worth comparing: many rules, each cheap, none that explodes.

A rule gives every record keys; two records that share one are compared.  A key that more records
share than ``most`` is too common to mean anything: in its place each of its records is compared
with its neighbours in order of name and birth date only.

Up to ``EVERY_RULE`` records, every rule is followed.  Beyond, only the ``core`` rules are, and each
other one is tried on a sample of its keys, among records that are not yet linked: it is followed
when it is worth its while, and what the others would have found is reported as the loss.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.preparing.names import slips
from joinedup.record.linkage.engine.preparing.texts import each

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
    core: bool = False


YEAR = "left(birth, 4)"
DAY = "substr(birth, 5, 4)"
_BORN = ("birth",)
_WHOLE = "length(birth) = 8"
_SPELLED = "list_sort([substr(birth, 5, 2), substr(birth, 7, 2)])"

RULES: tuple[Rule, ...] = (
    Rule("telephone", ("phones",), lists=("phones",), most=20, core=True),
    Rule("e-mail", ("emails",), lists=("emails",), most=20, core=True),
    Rule("birth date, sound of any name", ("birth", "sounds"), _BORN, ("sounds",), 60, _WHOLE),
    Rule("birth date, initial", ("birth", "left(given, 1)"), ("birth", "given"), (), 40, _WHOLE),
    Rule("birth date, postcode", ("birth", "postcodes"), _BORN, ("postcodes",), 60, _WHOLE,
         core=True),
    Rule("birth date", ("birth",), _BORN, (), 30, _WHOLE),
    Rule("swapped birth date, sound", (YEAR, _SPELLED, "sounds"), _BORN, ("sounds",), 40, _WHOLE,
         core=True),
    Rule("day and month, sound", (DAY, "sounds"), _BORN, ("sounds",), 60,
         f"{_WHOLE} AND {DAY} <> '0101'"),
    Rule("day and month, sound, form of first name", (DAY, "sounds", "groups"), _BORN,
         ("sounds", "groups"), 40, f"{_WHOLE} AND {DAY} <> '0101'", core=True),
    Rule("year, both sounds", (YEAR, "sounds", "groups"), _BORN, ("sounds", "groups"), 60,
         core=True),
    Rule("postcode, form of first name", ("postcodes", "groups"), (), ("postcodes", "groups"), 30,
         core=True),
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
            made.append(Rule(name, (name,), (name,), (), 30, core=True))
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
    """``by_rule``: how many pairs each rule gave that no rule before it had given."""

    pairs: int = 0
    by_rule: tuple[tuple[str, int], ...] = ()
    too_common: int = 0
    """Keys that were too common and were answered by neighbours only."""
    tried: tuple["Tried", ...] = ()

    def facts(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "Blocked":
        """Out of what ``facts`` gave."""
        return cls(
            facts["pairs"],
            tuple((name, count) for name, count in facts["by_rule"]),
            facts["too_common"],
            tuple(Tried(**tried) for tried in facts["tried"]),
        )

    def __add__(self, other: "Blocked") -> "Blocked":
        return Blocked(
            self.pairs + other.pairs, self.by_rule + other.by_rule,
            self.too_common + other.too_common, self.tried + other.tried,
        )  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A rule that was tried on a sample: about how many pairs of records that are not yet linked
    it would give, and how many of them would be of one person."""

    rule: str
    pairs: int
    links: float
    followed: bool


NEIGHBOURS = 4
EVERY_RULE = 300_000
SAMPLE = 40_000
"""Records of which a rule that is tried gives the pairs."""
WORTH_LINKS, WORTH_PAIRS = 0.0005, 400
"""A rule is followed that finds so many links more, for each link that is there, and gives no more
pairs for each than that."""


def block(
    base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool,
    apart: str = "", tell: Callable[[str], None] = lambda _: None,
) -> Blocked:  # fmt: skip
    """Fill the table ``candidates`` (``match_key``, the rule's place; ``join_key_l`` <
    ``join_key_r``) from ``people``.  ``apart`` names a table of ``uid`` and ``person``: then only
    records of different persons are paired."""
    base.execute("CREATE OR REPLACE TABLE found (code BIGINT, rule SMALLINT)")
    most = _size(base)
    common = 0
    for number, rule in enumerate(rules):
        common += _follow(base, number, rule, most)
        if most > EVERY_RULE:
            tell(f"  rule {number + 1} of {len(rules)}: {rule.name}")
    base.execute(_once_sql(most, between=between, apart=apart))
    counted = base.execute(
        "SELECT match_key::INT, count(*) FROM candidates GROUP BY match_key ORDER BY 1"
    ).fetchall()
    base.execute("DROP TABLE found")
    by_rule = tuple((rules[number].name, count) for number, count in counted)
    return Blocked(sum(count for _, count in counted), by_rule, common)


def sample_pairs(
    base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool, apart: str
) -> int:
    """Fill ``candidates`` as ``block`` would, of one in so many keys (returned) only, and with each
    pair for every rule that gives it."""
    size = _size(base)
    one_in = max(1, size // SAMPLE)
    base.execute("CREATE OR REPLACE TABLE found (code BIGINT, rule SMALLINT)")
    for number, rule in enumerate(rules):
        _follow(base, number, rule, size, one_in)
    base.execute(_once_sql(size, between=between, apart=apart, key="code, rule"))
    base.execute("DROP TABLE found")
    return one_in


def _size(base: "duckdb.DuckDBPyConnection") -> int:
    return int(base.execute("SELECT count(*) FROM people").fetchall()[0][0])


def _follow(
    base: "duckdb.DuckDBPyConnection", number: int, rule: Rule, size: int, one_in: int = 1
) -> int:
    """Add the pairs of one rule to ``found``; how many of its keys are too common."""
    if "slips" in rule.lists:
        _make_slips(base)
    kept = f" WHERE key % {one_in} = 0" if one_in > 1 else ""
    base.execute(
        "CREATE OR REPLACE TABLE blocks AS SELECT list_sort(list(uid)) AS uids, count(*) AS n"  # noqa: S608
        f" FROM ({_keys_sql(rule)}){kept} GROUP BY key HAVING count(*) > 1"
    )
    base.execute(
        f"INSERT INTO found SELECT uids[i]::BIGINT * {size} + unnest(uids[i + 1 :]), {number}"  # noqa: S608
        " FROM (SELECT uids, unnest(range(1, n)) AS i FROM blocks"
        f" WHERE n <= {rule.most})"
    )
    common = base.execute(f"SELECT count(*) FROM blocks WHERE n > {rule.most}").fetchall()[0][0]  # noqa: S608
    if common:
        base.execute(_neighbours_sql(number, rule.most, size))
    base.execute("DROP TABLE blocks")
    return int(common)


def _keys_sql(rule: Rule) -> str:
    source = "people"
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
    once = "DISTINCT" if rule.lists else ""
    return f"SELECT {once} hash({key}) AS key, uid FROM {source} WHERE {given}"  # noqa: S608


def _make_slips(base: "duckdb.DuckDBPyConnection") -> None:
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
    base.execute("CREATE TABLE slip_forms AS FROM slips_made")
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


def _once_sql(size: int, *, between: bool, apart: str, key: str = "code") -> str:
    conditions = ["l.source <> r.source"] if between else []
    conditions += ["a.person <> b.person"] if apart else []
    joins = " JOIN people l ON l.uid = one JOIN people r ON r.uid = other" if between else ""
    if apart:
        joins += f" JOIN {apart} a ON a.uid = one JOIN {apart} b ON b.uid = other"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    rule = "rule" if key != "code" else "min(rule)"
    return (
        f"CREATE OR REPLACE TABLE candidates AS SELECT rule::VARCHAR AS match_key,"  # noqa: S608
        " one AS join_key_l, other AS join_key_r"
        f" FROM (SELECT {rule} AS rule, (code // {size})::INT AS one, (code % {size})::INT AS other"
        f" FROM found GROUP BY {key}){joins}{where} ORDER BY one, other"
    )
