"""The model's conditions as one function of PostgreSQL: how far a question and an entry agree.

Records that must not leave the database are compared inside it.  What comes out are levels, the
same as the scorer and bulk find, and never a value.  Written from the parsed conditions; core
features only.  The distances that it calls are beside its migration.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import expressions as sql

from joinedup.record.linkage.engine.live.expressions import CompileError, parsed
from joinedup.record.linkage.engine.live.prepared import BETWEEN
from joinedup.record.linkage.engine.live.within import RELATED, conditions_of, fields_kept
from joinedup.record.linkage.engine.model.artefact import Trained
from joinedup.record.linkage.engine.model.levels import ELSE, Comparison

_INDENT = " " * 4
_SIDES = {"l": "question", "r": "entry"}


def levels_function(name: str, compared: Sequence[Trained | Comparison]) -> str:
    """The statement that makes ``name(question jsonb, entry jsonb)``.  It answers with the level of
    each comparison (-1 missing), and then two numbers for the judge: how the first names are
    related, and whether the entry's is in a table of names or an initial.

    :raises CompileError: a condition that is not known here.
    """
    writer = _Writer()
    body = [
        line
        for number, one in enumerate(compared, start=1)
        for line in writer.comparison(number, one)
    ]
    count = len(compared)
    kept = sorted({*fields_kept(compared)} - {"known"})
    declared = [writer.declared(column, side) for column in kept for side in _SIDES]
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {name}(question jsonb, entry jsonb) RETURNS smallint[]",
            "LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$",
            "DECLARE",
            *(f"{_INDENT}{line}" for line in declared),
            f"{_INDENT}likeness float8;",
            f"{_INDENT}levels smallint[] := array_fill((-1)::smallint, ARRAY[{count}]);",
            "BEGIN",
            *(f"{_INDENT}{line}" for line in body),
            f"{_INDENT}levels[{count + 1}] := coalesce(question -> '{RELATED}' ->> given_r, '0');",
            f"{_INDENT}levels[{count + 2}] :=",
            f"{_INDENT * 2}coalesce(entry ->> 'known' = 'y' OR length(given_r) = 1, false)::int;",
            f"{_INDENT}RETURN levels;",
            "END $$;",
            "",
        ]
    )


def _texts(one: Trained | Comparison) -> list[str]:
    return [one.missing, *(text for text in conditions_of(one) if text != ELSE)]


# ---- one comparison ------------------------------------------------------------------------


@dataclass
class _Writer:
    """``lists``: the columns that hold several values.  ``kept``: likenesses that are worked out
    once for a comparison, with the least that any of its conditions asks for."""

    lists: set[str] = field(default_factory=set)
    kept: dict[str, str] = field(default_factory=dict)

    def declared(self, column: str, side: str) -> str:
        """A variable: nothing recorded is null, as in bulk."""
        text = f"{_SIDES[side]} ->> '{column}'"
        if column not in self.lists:
            return f"{column}_{side} text := nullif({text}, '');"
        split = f"string_to_array(nullif({text}, ''), E'\\x{ord(BETWEEN):02x}')"
        return f"{column}_{side} text[] := {split};"

    def comparison(self, number: int, one: Trained | Comparison) -> list[str]:
        """Conditions are tried in their order; one that is undecided does not hold."""
        nodes = [parsed(text) for text in _texts(one)[1:]]
        self.kept = _kept(nodes)
        lines = [f"-- {number}: {one.title}", *_branch("IF", self.value(parsed(one.missing)))]
        lines += [f"{_INDENT}NULL;"]
        inner = ""
        waiting = dict(self.kept)
        for level, node in enumerate(nodes):
            word = "ELSIF"
            needed = [code for code in (_pair(n) for n in _likenesses(node)) if code in waiting]
            if needed:
                lines.append(f"{inner}ELSE")
                inner += _INDENT
                lines.append(f"{inner}likeness := {waiting.pop(needed[0])};")
                word = "IF"
            lines += [f"{inner}{line}" for line in _branch(word, self.value(node))]
            lines.append(f"{inner}{_INDENT}levels[{number}] := {level};")
        lines += [f"{inner}ELSE", f"{inner}{_INDENT}levels[{number}] := {len(nodes)};"]
        lines.append(f"{inner}END IF;")
        return [*lines, "END IF;"] if inner else lines

    # -- values ------------------------------------------------------------------------------

    def value(self, node: sql.Expr) -> str:
        """The same in PostgreSQL; undecided where something is missing, as in DuckDB."""
        if isinstance(node, sql.Paren):
            return self.value(node.this)
        if isinstance(node, sql.And | sql.Or):
            return self._several(node)
        if isinstance(node, sql.LTE | sql.GTE) and (near := self._near(node)):
            return near
        sign = _SIGNS.get(type(node))
        if sign and isinstance(node, sql.Binary):
            return f"({self.value(node.left)} {sign} {self.value(node.right)})"
        shape = _SHAPES.get(type(node))
        if shape:
            return shape.format(*map(self.value, _parts(node)))
        return self._special(node)

    def _several(self, node: sql.Expr) -> str:
        word = "AND" if isinstance(node, sql.And) else "OR"
        parts = [*node.flatten(unnest=False)]
        if word == "AND":
            limits = dict(filter(None, map(_slip, parts)))
            parts = [part for part in parts if not _implied(part, limits)]
        return f"({f' {word} '.join(map(self.value, parts))})"

    def _near(self, node: sql.Expr) -> str:
        """A distance, which is worked out no further than the condition asks."""
        left, limit = node.this, node.expression
        if isinstance(node, sql.GTE) and isinstance(left, sql.JarowinklerSimilarity):
            least = _number(limit)
            if _pair(left) in self.kept:
                return f"likeness >= {least}"
            pair = f"{self.value(left.this)}, {self.value(left.expression)}"
            return f"linkage_jaro_winkler({pair}, {least}) >= {least}"
        slip = _slip(node)
        if slip and isinstance(left, sql.Anonymous):
            pair = ", ".join(map(self.value, left.expressions))
            return f"linkage_edits({pair}, {slip[1]}) <= {slip[1]}"
        return ""

    def _special(self, node: sql.Expr) -> str:
        if isinstance(node, sql.Column):
            return node.name
        if isinstance(node, sql.Literal):
            return f"'{node.this}'" if node.args["is_string"] else str(node.this)
        if isinstance(node, sql.In):
            options = ", ".join(map(self.value, node.expressions))
            return f"{self.value(node.this)} IN ({options})"
        if isinstance(node, sql.Case):
            return self._case(node)
        if isinstance(node, sql.Is) and isinstance(node.expression, sql.Null):
            return f"{self.value(node.this)} IS NULL"
        return self._of_lists(node)

    def _of_lists(self, node: sql.Expr) -> str:
        if isinstance(node, sql.ArrayOverlaps):
            return f"{self._list(node.this)} && {self._list(node.expression)}"
        if isinstance(node, sql.ArrayContains):
            return f"{self.value(node.expression)} = ANY ({self._list(node.this)})"
        if isinstance(node, sql.Bracket):
            return f"{self._list(node.this)}[{int(_number(node.expressions[0])) + 1}]"
        return self._changed(node)

    def _changed(self, node: sql.Expr) -> str:
        if isinstance(node, sql.Cast | sql.TryCast) and node.args["to"].is_type("int", "bigint"):
            return self._whole(node)
        if isinstance(node, sql.RegexpReplace) and node.args["modifiers"].this == "g":
            parts = map(self.value, (node.this, node.expression, node.args["replacement"]))
            return f"regexp_replace({', '.join(parts)}, 'g')"
        raise CompileError(f"{node.sql('duckdb')} is not known to the compiler")

    def _list(self, node: sql.Expr) -> str:
        if not isinstance(node, sql.Column):
            raise CompileError(f"{node.sql('duckdb')} should be a column")
        self.lists.add(node.name.rpartition("_")[0])
        return str(node.name)

    def _case(self, node: sql.Expr) -> str:
        ifs = "".join(
            f" WHEN {self.value(branch.this)} THEN {self.value(branch.args['true'])}"
            for branch in node.args["ifs"]
        )
        return f"CASE{ifs} ELSE {self.value(node.args['default'])} END"

    def _whole(self, node: sql.Expr) -> str:
        inner = self.value(node.this)
        if isinstance(node, sql.TryCast):
            return f"CASE WHEN {inner} ~ '^[0-9]{{1,9}}$' THEN {inner}::int END"
        if not isinstance(node.this.unnest(), sql.EQ | sql.NEQ):
            raise CompileError(f"{node.sql('duckdb')}: only truths are cast")
        return f"{inner}::int"


_SIGNS: dict[type[sql.Expr], str] = {
    sql.EQ: "=", sql.NEQ: "<>", sql.LT: "<", sql.LTE: "<=", sql.GT: ">", sql.GTE: ">=",
    sql.Add: "+", sql.Sub: "-", sql.DPipe: "||",
}  # fmt: skip
_SHAPES: dict[type[sql.Expr], str] = {
    sql.Not: "NOT ({})",
    sql.Substring: "substr({}, {}, {})",
    sql.Left: "left({}, {})",
    sql.Right: "right({}, {})",
    sql.Length: "length({})",
    sql.Abs: "abs({})",
    sql.Least: "least({}, {})",
    sql.Greatest: "greatest({}, {})",
    sql.Contains: "(strpos({}, {}) > 0)",
    sql.Replace: "replace({}, {}, {})",
}


def _parts(node: sql.Expr) -> list[sql.Expr]:
    """What a function is of, in its order."""
    named = [node.args.get(name) for name in ("this", "expression", "start", "length")]
    found = [part for part in [*named, *node.expressions] if isinstance(part, sql.Expr)]
    replacement = node.args.get("replacement")
    return [*found, replacement] if isinstance(replacement, sql.Expr) else found


def _branch(word: str, code: str) -> list[str]:
    return f"{word} {code} THEN".replace(" OR ", f"\n{_INDENT * 2}OR ").splitlines()


def _number(node: sql.Expr) -> str:
    if not isinstance(node, sql.Literal) or node.args["is_string"]:
        raise CompileError(f"{node.sql('duckdb')} should be a number")
    return str(node.this)


# ---- distances -----------------------------------------------------------------------------


def _slip(node: sql.Expr) -> tuple[str, int] | None:
    """Of ``damerau_levenshtein(a, b) <= 1`` the pair, and how many."""
    distance = node.this if isinstance(node, sql.LTE) else None
    if not isinstance(distance, sql.Anonymous) or distance.name != "damerau_levenshtein":
        return None
    return _pair(distance), int(_number(node.expression))


def _implied(node: sql.Expr, limits: Mapping[str, int]) -> bool:
    """A Levenshtein distance is at most twice that of Damerau, which stands beside it."""
    distance = node.this if isinstance(node, sql.LTE) else None
    if not isinstance(distance, sql.Levenshtein):
        return False
    limit = limits.get(_pair(distance))
    return limit is not None and 2 * limit <= int(_number(node.expression))


def _pair(node: sql.Expr) -> str:
    if isinstance(node, sql.Anonymous):
        return ", ".join(part.sql("duckdb") for part in node.expressions)
    return f"{node.this.sql('duckdb')}, {node.expression.sql('duckdb')}"


def _likenesses(node: sql.Expr) -> list[sql.Expr]:
    return [*node.find_all(sql.JarowinklerSimilarity)]


def _kept(nodes: Iterable[sql.Expr]) -> dict[str, str]:
    """The likeness of which several conditions ask."""
    least: dict[str, list[str]] = {}
    for node in nodes:
        for found in _likenesses(node):
            if isinstance(found.parent, sql.GTE):
                least.setdefault(_pair(found), []).append(_number(found.parent.expression))
    several = {pair: min(asked, key=float) for pair, asked in least.items() if len(asked) > 1}
    if len(several) > 1:
        raise CompileError("one comparison keeps one likeness")
    return {pair: f"linkage_jaro_winkler({pair}, {low})" for pair, low in several.items()}
