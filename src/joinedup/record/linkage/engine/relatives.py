"""Twins, brothers and sisters, parents of one name: pairs that agree in everything but a person.

Same surname, birth date and address do not make one person when the first names are two names;
same names and address do not when the births lie a generation apart.  Such a pair is held back:
it is no evidence for one person, and it is written down as a possible relative.  So is a record
that lacks the first name or the birth date and fits two people who are held apart.

A shared identifier lifts the guard.  So do the records themselves where they hold nobody's
relatives: twins come about once in fifty pairs of siblings and parents of one name in about as
many families, so in a file where hardly anybody shares a household such a pair is a slip of a
clerk.  The counts are made in every run, of pairs whose birth dates are both known; the guard is up
unless they speak clearly, and always where no birth date is recorded at all.
"""

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.model.levels import Comparison

if TYPE_CHECKING:
    import duckdb

RARE = 0.02
"""Pairs of twins among pairs of siblings, and parents and children of one name among parents and
children: both between 1 and 3 in a hundred."""
LIFTED_BELOW = 0.03
"""Expected share of relatives among the pairs concerned, under which the guard is not needed."""
HELD_BACK = -8.0
"""The most that a guarded pair can weigh."""
GENERATION = 12
"""Years between births from which one may be the other's parent."""


HOUSEHOLD, OF_MANY, LEAST = 10.0, 6.0, 2.0
"""Bits of postcode, address and telephone together from which two records share a household.

Few records have few homes, and the rarest tells no more than about ``OF_MANY`` bits less than it
takes to tell one record from all others.  There that many (``LEAST`` at the least) hold a pair back
as well, if those who share so much are counted to be relatives too."""


CLEARLY = 8.0
"""Bits by which one of two people fits better, so that the record is not torn between them."""


@dataclass(frozen=True)
class Guard:
    """SQL conditions over scored pairs; ``FALSE`` where it is lifted.
    ``counted`` is what the decision to lift it rests on."""

    family: str
    namesake: str
    counted: dict[str, int]

    @property
    def up(self) -> dict[str, bool]:
        """Which of the two is up."""
        return {"family": self.family != "FALSE", "namesake": self.namesake != "FALSE"}

    @property
    def kind(self) -> str:
        """SQL for the words of a guarded pair, null for any other."""
        return (
            f"CASE WHEN {self.family} THEN 'possible twin, sibling or other relative'"
            f" WHEN {self.namesake} OR e.uid_l IS NOT NULL"
            " THEN 'possible relative of the same name' END"
        )


def guard(
    base: "duckdb.DuckDBPyConnection", comparisons: "tuple[Comparison, ...]", scored: str
) -> Guard:
    """Count households and relatives among the pairs of a table, in which those who share a home
    are all there, and put the guard up or not."""
    level = _levels(comparisons)
    if "given" not in level:
        return Guard("FALSE", "FALSE", {})
    strict = _guarded(base, level, scored, HOUSEHOLD)
    if "family" not in level or not any(strict.up.values()):
        return strict
    records = base.execute("SELECT count(*) FROM people").fetchall()[0][0]
    few = max(LEAST, log2(max(records, 2)) - OF_MANY)
    if few >= HOUSEHOLD:
        return strict
    # a postcode alone, say, where the address is missing
    loose = _guarded(base, level, scored, few)
    family, namesake = (
        wide if wide != "FALSE" and narrow != "FALSE" else narrow
        for wide, narrow in ((loose.family, strict.family), (loose.namesake, strict.namesake))
    )
    return Guard(family, namesake, strict.counted)


def _guarded(
    base: "duckdb.DuckDBPyConnection", level: dict[str, dict[str, int]], scored: str,
    household: float,
) -> Guard:  # fmt: skip
    """With so many bits for a household, those that are counted and those that are held back."""
    conditions, held = _conditions(level, household)
    sums = ", ".join(f"count(*) FILTER (WHERE {c})" for c in conditions.values())
    row = base.execute(f"SELECT {sums} FROM {scored}").fetchall()[0]  # noqa: S608
    counted = dict(zip(conditions, row, strict=True))
    families = counted["siblings"] + counted["parents and children"]
    namesakes = f"NOT ({_shared(level)}) AND {conditions['parents of one name']}"
    # without birth dates brothers and sisters cannot be counted, nor told from slips
    family = _up(held, counted["twins"], families) if "birth" in level else f"({held})"
    return Guard(
        family,
        _up(namesakes, counted["parents of one name"], families),
        counted,
    )


def make_either(
    base: "duckdb.DuckDBPyConnection", found: Guard, comparisons: "tuple[Comparison, ...]",
    prior: float,
) -> None:  # fmt: skip
    """Fill the table ``either`` with the pairs of records that may be either of two people."""
    base.execute(_either_sql(found, _levels(comparisons), prior))


def _levels(comparisons: "tuple[Comparison, ...]") -> dict[str, dict[str, int]]:
    return {c.name: {x.label: n for n, x in enumerate(c.levels)} for c in comparisons}


def _up(condition: str, seen: int, families: int) -> str:
    expected = (1 + RARE * families) / (1 + seen)
    return f"({condition})" if expected >= LIFTED_BELOW else "FALSE"


def _either_sql(found: Guard, level: dict[str, dict[str, int]], prior: float) -> str:
    lacking = " OR ".join(f"gamma_{n} < 0" for n in ("given", "birth") if n in level) or "FALSE"
    if "given" in level:
        lacking += f" OR gamma_given = {level['given']['initial']}"
    return f"""
        CREATE OR REPLACE TEMP TABLE either AS
        WITH apart AS (SELECT uid_l, uid_r FROM scored WHERE {found.family} OR {found.namesake}),
        open AS (SELECT uid_l, uid_r, bits FROM scored WHERE ({lacking}) AND bits + ({prior}) > 0
            AND NOT ({_shared(level)}) AND NOT ({found.family}) AND NOT ({found.namesake})),
        ways AS (SELECT uid_l AS x, uid_r AS a, bits FROM open
            UNION ALL SELECT uid_r, uid_l, bits FROM open),
        torn AS (SELECT v.x, v.a, w.a AS b FROM ways v JOIN ways w ON v.x = w.x AND v.a < w.a
            AND abs(v.bits - w.bits) < {CLEARLY}
            JOIN apart p ON p.uid_l = v.a AND p.uid_r = w.a)
        SELECT DISTINCT least(x, a) AS uid_l, greatest(x, a) AS uid_r FROM torn
        UNION SELECT DISTINCT least(x, b), greatest(x, b) FROM torn"""  # noqa: S608


def _shared(level: dict[str, dict[str, int]]) -> str:
    return " OR ".join(f"gamma_{n} = 0" for n in level if n.startswith("identifier_")) or "FALSE"


def _conditions(level: dict[str, dict[str, int]], household: float) -> tuple[dict[str, str], str]:
    """What is counted, and what is held back when the guard is up.  ``household`` in bits."""

    def at(name: str, *labels: str) -> str:
        found = [str(level[name][label]) for label in labels if label in level[name]]
        return f"gamma_{name} IN ({', '.join(found)})"

    near = [n for n in level if n in {"postcodes", "phones"} or n.startswith("address_")]
    bits = " + ".join(f"greatest(bits_{n}, 0)" for n in near)
    home = f"{bits} >= {household}" if near else "TRUE"
    unshared = f"NOT ({_shared(level)})"
    kin = ("same", "spellings or parts of one name", "one slip")
    surname = at("family", *kin) if "family" in level else "TRUE"
    other = (
        f"({at('given', 'different', 'surname of the other')}"
        f" OR {at('given', 'one slip', 'alike')} AND known)"
    )
    if "birth" not in level:
        twins = f"{home} AND {surname} AND {other}"
        none = dict.fromkeys(("siblings", "parents and children", "parents of one name"), "FALSE")
        return {"twins": twins, **none}, f"{unshared} AND {twins}"
    one_name = at("given", "same", "forms of one name", "initial", "one slip", "alike")
    apart = f"coalesce(gap >= {GENERATION}, FALSE)"
    slip = at("birth", "one digit", "same", "day and month swapped")
    close = f"({slip} OR gamma_birth < 0)"
    counted = {
        # a birth date that is missing shows neither twins nor a slip
        "twins": f"{home} AND {surname} AND {other} AND {slip}",
        "siblings": f"{home} AND {surname} AND {other} AND NOT {close} AND NOT {apart}",
        "parents and children": f"{home} AND {surname} AND {other} AND NOT {close} AND {apart}",
        "parents of one name": f"{home} AND {surname} AND {one_name} AND {apart} AND NOT {slip}",
    }
    if not near:
        return counted | {
            "siblings": "FALSE",
            "parents and children": "FALSE",
        }, f"{unshared} AND {counted['twins']}"
    unnamed = f"gamma_given < 0 AND NOT ({slip}) AND {bits} >= {HOUSEHOLD}"
    another = f"{other} AND ({surname} OR NOT {close})"
    return counted, f"{unshared} AND {home} AND ({another} OR {unnamed})"
