"""Conditions of the model, in DuckDB's SQL, as expressions of Python over two prepared records.

A prepared record holds text only; nothing recorded is the empty text, and a list is its values
joined by ``BETWEEN``.  A condition that SQL leaves undecided because something is missing does
not hold, as in ``CASE WHEN``.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import sqlglot
from sqlglot import expressions as sql

from joinedup.record.linkage.engine.live.prepared import BETWEEN

SET = "_set"
"""Ends the name of the set of a list's values."""
NAMES = {
    "jaro_winkler", "damerau_levenshtein", "edits", "hamming", "number",
    "regular_expression",
}  # fmt: skip
"""What the expressions call, besides Python's own functions."""


class CompileError(ValueError):
    """A condition that cannot be put into Python."""


@cache
def parsed(text: str) -> sql.Expr:
    """The condition as a tree.

    :raises CompileError: it is no SQL.
    """
    try:
        return sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.ParseError as error:
        raise CompileError(f"{text}: {error}") from error


def columns_of(node: sql.Expr) -> frozenset[str]:
    """Every column that is looked at."""
    return frozenset(column.name for column in node.find_all(sql.Column))


def condition(node: sql.Expr, present: frozenset[str], *, holds: bool = True) -> str:
    """Python that says whether it holds (or, without ``holds``, does not).  The columns in
    ``present`` are known to hold something."""
    if isinstance(node, sql.Paren):
        return condition(node.this, present, holds=holds)
    if isinstance(node, sql.Not):
        return condition(node.this, present, holds=not holds)
    if isinstance(node, sql.And | sql.Or):
        word = "and" if isinstance(node, sql.And) is holds else "or"
        sides = (node.this, node.expression)
        parts = [condition(part, present, holds=holds) for part in sides]
        return f"({parts[0]} {word} {parts[1]})"
    if isinstance(node, sql.In):
        word = " or " if holds else " and "
        each = (sql.EQ(this=node.this, expression=option) for option in node.expressions)
        return f"({word.join(condition(one, present, holds=holds) for one in each)})"
    if isinstance(node, sql.Is) and isinstance(node.expression, sql.Null):
        return f"(not {_value(node.this)})" if holds else f"({_value(node.this)} != '')"
    if isinstance(node, sql.Boolean):
        return str(bool(node.this) is holds)
    return _atom(node, present, holds=holds)


def _atom(node: sql.Expr, present: frozenset[str], *, holds: bool) -> str:
    unsure = sorted(columns_of(node) - present)
    if unsure and node.find(sql.Least, sql.Greatest):
        raise CompileError(f"{node.sql('duckdb')} passes over what is missing")
    code = _value(node)
    guards = "".join(f"{column} and " for column in unsure)
    return f"({guards}{code if holds else f'not {code}'})"


# ---- values --------------------------------------------------------------------------------

_COMPARED: dict[type[sql.Expr], str] = {
    sql.EQ: "==", sql.NEQ: "!=", sql.LT: "<", sql.LTE: "<=", sql.GT: ">", sql.GTE: ">=",
    sql.Add: "+", sql.Sub: "-", sql.Mul: "*", sql.DPipe: "+",
}  # fmt: skip


def _value(node: sql.Expr) -> str:
    sign = _COMPARED.get(type(node))
    if sign and isinstance(node, sql.Binary):
        return f"({_value(node.left)} {sign} {_value(node.right)})"
    make = _MADE.get(type(node))
    if make is None:
        raise CompileError(f"{node.sql('duckdb')} is not known to the compiler")
    return make(node)


def _literal(node: sql.Expr) -> str:
    return repr(node.this) if node.args["is_string"] else str(node.this)


def _number(node: sql.Expr) -> int:
    if not isinstance(node, sql.Literal) or node.args["is_string"]:
        raise CompileError(f"{node.sql('duckdb')} should be a number")
    return int(node.this)


def _substring(node: sql.Expr) -> str:
    start = _number(node.args["start"]) - 1
    return f"{_value(node.this)}[{start}:{start + _number(node.args['length'])}]"


def _left(node: sql.Expr) -> str:
    return f"{_value(node.this)}[:{_value(node.expression)}]"


def _right(node: sql.Expr) -> str:
    return f"{_value(node.this)}[-{_number(node.expression)}:]"


def _case(node: sql.Expr) -> str:
    code = _value(node.args["default"])
    for branch in reversed(node.args["ifs"]):
        code = f"({_value(branch.args['true'])} if {_value(branch.this)} else {code})"
    return code


def _cast(node: sql.Expr) -> str:
    if not node.args["to"].is_type("int", "bigint"):
        raise CompileError(f"{node.sql('duckdb')}: only whole numbers are cast")
    inner = node.this.unnest()
    if isinstance(inner, sql.EQ | sql.NEQ | sql.In | sql.And | sql.Or):
        return _value(inner)  # Python adds truths up
    return f"number({_value(inner)})"


def _several_values(node: sql.Expr) -> str:
    """Of the asking record once as a set, of the others as they come."""
    if isinstance(node, sql.Column) and node.name.endswith("_l"):
        return f"{node.name}{SET}"
    return f"{_value(node)}.split({BETWEEN!r})"


def _item(node: sql.Expr) -> str:
    if len(node.expressions) != 1 or _number(node.expressions[0]) != 0:
        raise CompileError(f"{node.sql('duckdb')}: only the first of a list is looked at")
    return f"{_value(node.this)}.split({BETWEEN!r}, 1)[0]"


def _overlap(node: sql.Expr) -> str:
    one, other = _several_values(node.this), _several_values(node.expression)
    if other.endswith(SET):
        one, other = other, one
    if not one.endswith(SET):
        raise CompileError(f"{node.sql('duckdb')} compares two lists of one record")
    return f"(not {one}.isdisjoint({other}))"


def _within(node: sql.Expr) -> str:
    options = ", ".join(_value(option) for option in node.expressions)
    return f"({_value(node.this)} in ({options},))"


def _replaced(node: sql.Expr) -> str:
    pattern, new = node.expression, node.args["replacement"]
    if not isinstance(pattern, sql.Literal) or node.args["modifiers"].this != "g":
        raise CompileError(f"{node.sql('duckdb')}: only every place of a plain pattern")
    return f"regular_expression({pattern.this!r}).sub({_value(new)}, {_value(node.this)})"


def _new_text(node: sql.Expr) -> str:
    old, new = _value(node.expression), _value(node.args["replacement"])
    return f"{_value(node.this)}.replace({old}, {new})"


def _several(name: str) -> Callable[[sql.Expr], str]:
    def make(node: sql.Expr) -> str:
        return f"{name}({', '.join(map(_value, (node.this, *node.expressions)))})"

    return make


def _both(word: str) -> Callable[[sql.Expr], str]:
    return lambda node: f"({_value(node.this)} {word} {_value(node.expression)})"


def _two(name: str) -> Callable[[sql.Expr], str]:
    return lambda node: f"{name}({_value(node.this)}, {_value(node.expression)})"


def _named(node: sql.Expr) -> str:
    if node.name not in NAMES:
        raise CompileError(f"{node.sql('duckdb')} is not known to the compiler")
    return f"{node.name}({', '.join(map(_value, node.expressions))})"


_MADE: dict[type[sql.Expr], Callable[[sql.Expr], str]] = {
    sql.Column: lambda node: node.name,
    sql.Literal: _literal,
    sql.Paren: lambda node: _value(node.this),
    sql.And: _both("and"),
    sql.Or: _both("or"),
    sql.Substring: _substring,
    sql.Left: _left,
    sql.Right: _right,
    sql.Length: lambda node: f"len({_value(node.this)})",
    sql.Case: _case,
    sql.Cast: _cast,
    sql.TryCast: _cast,
    sql.Abs: lambda node: f"abs({_value(node.this)})",
    sql.Least: _several("min"),
    sql.Greatest: _several("max"),
    sql.Bracket: _item,
    sql.ArrayOverlaps: _overlap,
    sql.ArrayContains: lambda node: f"({_value(node.expression)} in {_several_values(node.this)})",
    sql.Contains: lambda node: f"({_value(node.expression)} in {_value(node.this)})",
    sql.In: _within,
    sql.Replace: _new_text,
    sql.RegexpReplace: _replaced,
    sql.JarowinklerSimilarity: _two("jaro_winkler"),
    sql.Levenshtein: _two("edits"),
    sql.Anonymous: _named,
}


# ---- what is worth keeping -----------------------------------------------------------------

_DEAR = (
    sql.JarowinklerSimilarity, sql.Levenshtein, sql.Anonymous, sql.Substring,
    sql.RegexpReplace, sql.TryCast, sql.Replace, sql.Case, sql.DPipe, sql.Abs, sql.Bracket,
)  # fmt: skip


def dear(nodes: Iterable[sql.Expr]) -> Iterator[tuple[str, frozenset[str]]]:
    """Parts that are worth computing once, each with its columns, larger ones first."""
    found = {}
    for node in nodes:
        for part in node.find_all(*_DEAR):
            found[_value(part)] = columns_of(part)
    return iter(sorted(found.items(), key=lambda item: -len(item[0])))
