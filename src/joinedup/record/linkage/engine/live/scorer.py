"""The model compiled into one Python function: a prepared record against many.

Made once for a model.  Levels are tried in their order, what only the asking record decides is
computed once, and no object is made that is not handed back; a pair costs a few microseconds.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log2, nan

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from joinedup.record.linkage.engine.live.expressions import SET, columns_of, condition, dear, parsed
from joinedup.record.linkage.engine.live.prepared import BETWEEN
from joinedup.record.linkage.engine.model.artefact import Model, Trained
from joinedup.record.linkage.engine.model.levels import ELSE

Record = Sequence[str]
"""The values of one record, in the order of ``Scorer.fields``."""
Scored = tuple[float, tuple[int, ...], tuple[float, ...]]
"""Weight in bits, and of every comparison its level (-1 missing) and its bits."""
Score = Callable[[Record, Iterable[Record]], list[Scored]]


@dataclass(frozen=True)
class Scorer:
    """``score`` weighs one record against others; ``source`` is what was compiled."""

    fields: tuple[str, ...]
    score: Score
    source: str


def compiled(model: Model) -> Scorer:
    """The scorer of a model.

    :raises CompileError: a condition that is not known here.
    """
    fields = fields_of(model)
    writer = _Writer(model)
    body = [
        line
        for number, name in enumerate(model.comparisons)
        for line in writer.comparison(number, model.comparisons[name])
    ]
    numbers = range(len(model.comparisons))
    total = " + ".join([repr(model.prior_bits), *(f"b{n}" for n in numbers)])
    levels, bits = ("".join(f"{kind}{n}, " for n in numbers) for kind in "vb")
    text = "\n".join(body)
    first = [f"{name} = {code}" for code, name in writer.asking.items()]
    sets = [
        f"{name}_l{SET} = frozenset({name}_l.split({BETWEEN!r}))"
        for name in fields
        if f"{name}_l{SET}" in text
    ]
    source = "\n".join(
        [
            "def score(one, others):",
            f"    {''.join(f'{name}_l, ' for name in fields)} = one",
            *(f"    {line}" for line in (*first, *sets)),
            "    found = []",
            f"    for {''.join(f'{name}_r, ' for name in fields)} in others:",
            *(f"        {line}" for line in body),
            f"        found.append(({total}, ({levels}), ({bits})))",
            "    return found",
        ]
    )
    space: dict[str, object] = {**_CALLED, **writer.rarity}
    exec(compile(source, "<model>", "exec"), space)  # noqa: S102 - written from the parsed tree
    score: Score = space["score"]  # type: ignore[assignment]
    return Scorer(fields, score, source)


def fields_of(model: Model) -> tuple[str, ...]:
    """The columns of a prepared record that a model looks at."""
    names = {
        column[:-2]
        for trained in model.comparisons.values()
        for text in (trained.missing, *trained.conditions)
        if text != ELSE
        for column in columns_of(parsed(text))
    }
    return tuple(sorted(names))


def _number(text: str) -> float:
    return int(text) if text.isdecimal() else nan


def _hamming(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


_CALLED = {
    "jaro_winkler": JaroWinkler.similarity,
    "damerau_levenshtein": DamerauLevenshtein.distance,
    "edits": Levenshtein.distance,
    "hamming": _hamming,
    "number": _number,
    "regular_expression": cache(re.compile),
}


@dataclass
class _Writer:
    """Writes the lines of every comparison.  ``asking``: what only the asking record decides, and
    what it is called; ``rarity``: bits for the rarity of a value, by column."""

    model: Model
    asking: dict[str, str] = field(default_factory=dict)
    rarity: dict[str, object] = field(default_factory=dict)

    def comparison(self, number: int, trained: Trained) -> list[str]:
        missing = parsed(trained.missing)
        nodes = [parsed(text) for text in trained.conditions if text != ELSE]
        tests = [condition(node, columns_of(missing)) for node in nodes]
        kept: dict[str, str] = {}
        for code, columns in dear(nodes):
            if all(column.endswith("_l") for column in columns):
                name = self.asking.setdefault(code, f"a{len(self.asking)}")
                kept = {known: text.replace(code, name) for known, text in kept.items()}
            elif sum(test.count(code) for test in tests) > 1:
                kept[name := f"t{number}_{len(kept)}"] = code
            else:
                continue
            tests = [test.replace(code, name) for test in tests]
        lines = [f"if {condition(missing, frozenset())}:", f"    v{number} = -1; b{number} = 0.0"]
        indent = ""
        for level, test in enumerate([*tests, ""]):
            lines.append(f"{indent}else:")
            indent += "    "
            used = [name for name in kept if name in test]
            lines += [f"{indent}{name} = {kept.pop(name)}" for name in used]
            outcome = f"v{number} = {level}; b{number} = {self._bits(trained, level)}"
            if test:
                lines += [f"{indent}if {test}:", f"{indent}    {outcome}"]
            else:
                lines.append(f"{indent}{outcome}")
        return lines

    def _bits(self, trained: Trained, level: int) -> str:
        column = trained.rare[level]
        if not column:
            return repr(trained.weight(level))
        shares, least = self.model.rarity.get(column, {}), self.model.least
        self.rarity[f"rarity_{column}"] = {
            value: -log2(max(share, least)) for value, share in shares.items()
        }.get
        return f"{log2(trained.m[level])!r} + rarity_{column}({column}_l, {-log2(least)!r})"
