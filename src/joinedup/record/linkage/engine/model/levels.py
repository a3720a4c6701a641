"""Comparison levels as data: what goes wrong with each kind of field, from most to least alike.

``condition`` is SQL over the columns of two prepared records; the first level that holds counts.
``usual`` is the share of true pairs at that level that is believed before any data are seen; a
level that training hardly sees stays there.  Missing is not different: no evidence either way.
"""

from dataclasses import dataclass, replace

from joinedup.record.linkage.engine.preparing import Prepared


@dataclass(frozen=True)
class Level:
    """``rare`` names the column whose rarity counts (term frequency), at exact agreement."""

    label: str
    condition: str
    usual: float
    rare: str = ""


@dataclass(frozen=True)
class Comparison:
    """``columns`` it looks at; ``missing`` is the condition under which nothing is compared."""

    name: str
    title: str
    columns: frozenset[str]
    missing: str
    levels: tuple[Level, ...]
    fixed: bool = False
    """An identifier: the chance that two people share one is one in its different values."""
    checked: bool = False
    """Its numbers have check digits, which a slip spoils: two valid ones that are nearly the same
    are two numbers."""


ELSE = "ELSE"
_BESIDE = frozenset({"given", "family"})
"""Parts of a name that the comparison of the other one looks at."""
_JW = "jaro_winkler_similarity({0}_l, {0}_r)"


def comparisons(prepared: Prepared) -> tuple[Comparison, ...]:
    """Those for which these records have the columns."""
    made = [*_names(), _birth(), _death(), _sex(), _postcodes()]
    made += [_listed("phones", "telephone"), _listed("emails", "e-mail")]
    made += [
        _identifier(name, prepared.titles[name], checked=name in prepared.one_each)
        for name in prepared.numbered("identifier")
    ]
    for kind, make in (("address", _address), ("place", _words), ("attribute", _words)):
        made += [make(name, prepared.titles[name]) for name in prepared.numbered(kind)]
    return tuple(_without(c, prepared.fields) for c in made if c.columns <= prepared.fields)


def _without(comparison: Comparison, fields: frozenset[str]) -> Comparison:
    """Only the levels for which these records have the columns: where no surname is known at all,
    first names are not swapped with any."""
    absent = _BESIDE - fields
    kept = [
        level
        for level in comparison.levels
        if not any(f"{column}_l" in level.condition for column in absent)
    ]
    return replace(comparison, levels=tuple(kept))


def _missing(*columns: str) -> str:
    return " OR ".join(f"{c}_{side} IS NULL" for c in columns for side in "lr")


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _slip(column: str, most: int) -> str:
    """The last condition alone says it; the others, which it implies, are quick to dismiss most."""
    one, other = f"{column}_l", f"{column}_r"
    return (
        f"abs(length({one}) - length({other})) <= {most}"
        f" AND levenshtein({one}, {other}) <= {2 * most}"
        f" AND damerau_levenshtein({one}, {other}) <= {most}"
    )


def _near(column: str, likeness: float) -> str:
    return f"{_JW.format(column)} >= {likeness}"


# ---- names ---------------------------------------------------------------------------------


def _names() -> tuple[Comparison, ...]:
    swapped = "given_l = family_r AND given_r = family_l"
    given = Comparison(
        "given", "first name", frozenset({"given"}), _missing("given"),
        (
            Level("same", _same("given"), 0.78, "given"),
            Level("forms of one name", "list_has_any(groups_l, groups_r)", 0.05),
            Level("swapped with surname", swapped, 0.02),
            Level("one slip", f"{_near('given', 0.9)} OR ({_slip('given', 1)}"
                  " AND least(length(given_l), length(given_r)) > 3)", 0.05),
            Level("a middle name of the other",
                  "list_contains(middle_l, given_r) OR list_contains(middle_r, given_l)", 0.02),
            Level("initial", "least(length(given_l), length(given_r)) = 1"
                  " AND left(given_l, 1) = left(given_r, 1)", 0.01),
            Level("alike", _near("given", 0.8), 0.02),
            Level("surname of the other", "given_l = family_r OR given_r = family_l", 0.005),
            Level("different", ELSE, 0.04),
        ),
    )  # fmt: skip
    family = Comparison(
        "family", "surname", frozenset({"family"}), _missing("family"),
        (
            Level("same", _same("family"), 0.82, "family"),
            Level("spellings or parts of one name", "list_has_any(stems_l, stems_r)", 0.03),
            Level("swapped with first name", swapped, 0.02),
            Level("one slip", f"{_near('family', 0.92)} OR ({_slip('family', 1)}"
                  " AND least(length(family_l), length(family_r)) > 3)", 0.05),
            Level("a middle name of the other",
                  "list_contains(middle_l, family_r) OR list_contains(middle_r, family_l)", 0.01),
            Level("alike", _near("family", 0.8), 0.02),
            Level("first name of the other", "given_l = family_r OR given_r = family_l", 0.005),
            Level("different", ELSE, 0.05),
        ),
    )  # fmt: skip
    middle = Comparison(
        "middle", "middle names", frozenset({"middle"}), _missing("middle"),
        (
            Level("same", _same("middle"), 0.7),
            Level("one in common", "list_has_any(middle_l, middle_r)", 0.12),
            Level("first is alike or an initial", "left(middle_l[1], 1) = left(middle_r[1], 1) AND"
                  " (least(length(middle_l[1]), length(middle_r[1])) = 1 OR"
                  " jaro_winkler_similarity(middle_l[1], middle_r[1]) >= 0.85)", 0.08),
            Level("different", ELSE, 0.1),
        ),
    )  # fmt: skip
    return given, family, middle


# ---- dates ---------------------------------------------------------------------------------


def _birth() -> Comparison:
    yl, yr, ml, mr, dl, dr = (
        f"substr(birth_{side}, {start}, {length})"
        for start, length in ((1, 4), (5, 2), (7, 2))
        for side in "lr"
    )
    whole = "length(birth_l) = 8 AND length(birth_r) = 8"
    first = f"('0101' IN ({ml} || {dl}, {mr} || {dr}))"
    return Comparison(
        "birth", "birth date", frozenset({"birth"}), _missing("birth"),
        (
            Level("same", _same("birth"), 0.8, "birth"),
            Level("day and month swapped", f"{yl} = {yr} AND {ml} = {dr} AND {dl} = {mr}", 0.02),
            Level("one digit", _slip("birth", 1), 0.06),
            Level("year alone known", f"{yl} = {yr} AND ({first} OR length(birth_l) < 8"
                  " OR length(birth_r) < 8)", 0.03),
            Level("two of three parts", f"{whole} AND ({yl} = {yr})::INT + ({ml} = {mr})::INT"
                  f" + ({dl} = {dr})::INT = 2", 0.03),
            Level("two digits", _slip("birth", 2), 0.015),
            Level("same year", f"{yl} = {yr}", 0.015),
            Level("within a year or two",
                  f"abs(try_cast({yl} AS INT) - try_cast({yr} AS INT)) <= 2", 0.01),
            Level("different", ELSE, 0.02),
        ),
    )  # fmt: skip


def _death() -> Comparison:
    return Comparison(
        "death", "death date", frozenset({"death"}), _missing("death"),
        (
            Level("same", _same("death"), 0.85),
            Level("one digit", _slip("death", 1), 0.06),
            Level("same year", "left(death_l, 4) = left(death_r, 4)", 0.04),
            Level("different", ELSE, 0.05),
        ),
    )  # fmt: skip


# ---- the rest ------------------------------------------------------------------------------


def _sex() -> Comparison:
    return Comparison(
        "sex", "sex", frozenset({"sex"}), _missing("sex"),
        (Level("same", _same("sex"), 0.97), Level("different", ELSE, 0.03)),
    )  # fmt: skip


def _postcodes() -> Comparison:
    left, right = "postcode_l", "postcode_r"
    outward = "CASE WHEN length({0}) > 4 THEN left({0}, length({0}) - 3) ELSE left({0}, 3) END"
    return Comparison(
        "postcodes", "postcode", frozenset({"postcodes"}), _missing("postcodes"),
        (
            Level("same", _same("postcode"), 0.65, "postcode"),
            Level("one of several", "list_has_any(postcodes_l, postcodes_r)", 0.08),
            Level("one sign", _slip("postcode", 1), 0.07),
            Level("same district", f"{outward.format(left)} = {outward.format(right)}", 0.08),
            Level("different", ELSE, 0.12),
        ),
    )  # fmt: skip


def _listed(column: str, title: str) -> Comparison:
    return Comparison(
        column, title, frozenset({column}), _missing(column),
        (
            Level("same", f"list_has_any({column}_l, {column}_r)", 0.7),
            Level("alike", f"abs(length({column}_l[1]) - length({column}_r[1])) <= 2 AND"
                  f" levenshtein({column}_l[1], {column}_r[1]) <= 4 AND"
                  f" damerau_levenshtein({column}_l[1], {column}_r[1]) <= 2", 0.05),
            Level("different", ELSE, 0.25),
        ),
        fixed=True,
    )  # fmt: skip


def _identifier(column: str, title: str, *, checked: bool) -> Comparison:
    return Comparison(
        column, title, frozenset({column}), _missing(column),
        (
            Level("same", _same(column), 0.9),
            Level("one sign", _slip(column, 1), 0.05),
            Level("two signs", _slip(column, 2), 0.02),
            Level("different", ELSE, 0.03),
        ),
        fixed=True,
        checked=checked,
    )  # fmt: skip


def _address(column: str, title: str) -> Comparison:
    digits = f"regexp_replace({column}_{{}}, '[^0-9]', '', 'g')"
    numbers = f"{digits.format('l')} = {digits.format('r')}"
    return Comparison(
        column, title, frozenset({column}), _missing(column),
        (
            Level("same", _same(column), 0.65, column),
            Level("another line of the address",
                  f"list_contains(lines_r, replace({column}_l, ' ', ''))"
                  f" OR list_contains(lines_l, replace({column}_r, ' ', ''))", 0.03),
            Level("alike", f"{numbers} AND {_near(column, 0.92)}", 0.1),
            Level("somewhat alike", f"{numbers} AND {_near(column, 0.8)}", 0.05),
            Level("alike but for a number", f"({_near(column, 0.92)} AND length({column}_l) > 4)"
                  f" OR {_slip(column, 1)} AND length({column}_l) > 2", 0.03),
            Level("different", ELSE, 0.18),
        ),
    )  # fmt: skip


def _words(column: str, title: str) -> Comparison:
    return Comparison(
        column, title, frozenset({column}), _missing(column),
        (
            Level("same", _same(column), 0.75, column),
            Level("alike", f"{_near(column, 0.88)} OR (length({column}_l) > 4 AND"
                  f" length({column}_r) > 4 AND (contains({column}_l, {column}_r)"
                  f" OR contains({column}_r, {column}_l)))", 0.1),
            Level("different", ELSE, 0.15),
        ),
    )  # fmt: skip
