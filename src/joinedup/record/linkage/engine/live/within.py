"""A question that is compared within the database: what is sent with it, and what the levels that
come back say.  Only the question's own values are looked at.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from joinedup.record.linkage.engine.explaining.weights import Found, explain_pair
from joinedup.record.linkage.engine.grading import Verdict as Said
from joinedup.record.linkage.engine.learning import must_fit
from joinedup.record.linkage.engine.model.artefact import Model, Trained
from joinedup.record.linkage.engine.model.levels import Comparison
from joinedup.record.linkage.engine.names import Relation, relatives
from joinedup.record.linkage.engine.verdict import Judge, Rules, Verdict

RELATED = "related"
"""Of a question: forms of its first name, and how each is related (``names.Relation``)."""
_JUDGED = ("given", "known")
"""What the judge is told of, besides what the model compares."""
_COLUMN = re.compile(r"\b([a-z_0-9]+)_[lr]\b")
NAMED = frozenset({"given", "family"})
"""Columns whose rarity is kept: how common a name is tells of nobody, a rare postcode might."""
LEAST_BITS = 12
"""From this weight on somebody is worth a telephone call: one in 4,000 others would have it."""
RULES = replace(Rules(), dated="2026-11-26, locate", odds=11.0)
"""A match has 11 bits more: as if it were sought among the two hundred thousand of an area."""
LEAST_OWN_BITS = -5.0
"""Of what is a person's own. A brother or a mother has the surname and the home, and much less
than this of the rest; a twin has the birth date, a father of one name the name."""
_OWN = ("given", "middle", "birth", "death", "sex", "identifier_1", "identifier_2")
SAID = {
    Verdict.MATCH: Said.MATCH,
    Verdict.POSSIBLE: Said.POSSIBLE,
    Verdict.RELATIVE: Said.POSSIBLE_RELATIVE,
    Verdict.NAMESAKE: Said.POSSIBLE_RELATIVE,
    Verdict.UNLIKELY: Said.NO,
}
"""In the words of the exchange standard's grades."""
_TOLD_APART_BY = {Verdict.RELATIVE: "given", Verdict.NAMESAKE: "birth"}
_ORDER = ("surname of the other", "first name of the other")
_SURNAME = "which name is the surname"
"""Swapped, with a middle name among them: the names of one person, and of no twin."""
_KEPT = 16_384


@dataclass(frozen=True)
class Told:
    """What is said of an entry. ``weight`` in bits, ``own`` that of what is a person's own;
    ``unknown``: what is not known of both by which they would be told apart."""

    weight: float
    own: float
    verdict: Verdict
    sentence: str
    unknown: str


def fields_kept(compared: Iterable[Trained | Comparison]) -> tuple[str, ...]:
    """The columns that both sides need: those compared, and those by which names are judged."""
    found = {
        column
        for one in compared
        for text in (one.missing, *conditions_of(one))
        for column in _COLUMN.findall(text)
    }
    return tuple(dict.fromkeys([*sorted(found), *_JUDGED]))


def conditions_of(one: Trained | Comparison) -> list[str]:
    """Of every level, the last being what holds otherwise."""
    if isinstance(one, Trained):
        return [*one.conditions]
    return [level.condition for level in one.levels]


def stored(record: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    """Of a prepared record what an entry keeps: what is known, of the columns compared."""
    return {name: record[name] for name in fields if record.get(name)}


def asked(record: Mapping[str, str], fields: Iterable[str]) -> dict[str, object]:
    """The same for a question, with the forms of its first name."""
    forms = {form: int(how) for form, how in sorted(relatives(record.get("given", "")).items())}
    return {**stored(record, fields), RELATED: forms}


def fitted(model: Model, compared: Sequence[Comparison]) -> Model:
    """A model as it serves here: under our titles, with how common names are and nothing else of
    the records that it was learned from, and with both guards against relatives up.

    :raises FileError: it has no weights for just these comparisons.
    """
    must_fit(model, tuple(compared))
    comparisons = {one.name: _fitted(model.comparisons[one.name], one) for one in compared}
    rarity = {column: model.rarity.get(column, {}) for column in sorted(NAMED)}
    guards = {"family": True, "namesake": True}
    return replace(model, comparisons=comparisons, rarity=rarity, guards=guards)


def _fitted(trained: Trained, one: Comparison) -> Trained:
    rare = tuple(column if column in NAMED else "" for column in trained.rare)
    return replace(trained, title=one.title, rare=rare)


class Weigher:
    """One model, asked by levels."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._judge = Judge(model, 2**LEAST_BITS, RULES)
        self._sentence = lru_cache(maxsize=_KEPT)(self._in_words)

    def weights(self, record: Mapping[str, str]) -> list[list[float]]:
        """Of every comparison the bits of each level, for a question of these values."""
        found = []
        for name, bits, rare in self._usual:
            of_question = [*bits]
            for level, column in rare:
                of_question[level] = self.model.weight(name, level, record.get(column, ""))
            found.append(of_question)
        return found

    @cached_property
    def _usual(self) -> list[tuple[str, list[float], list[tuple[int, str]]]]:
        """Of every comparison its name, the bits of each level where no value counts for more, and
        the levels for which one may, with its column."""
        return [
            (
                name,
                [self.model.weight(name, level) for level, _ in enumerate(trained.labels)],
                [(level, column) for level, column in enumerate(trained.rare) if column],
            )
            for name, trained in self.model.comparisons.items()
        ]

    @cached_property
    def own(self) -> list[int]:
        """The places of the comparisons of what is a person's own."""
        return [place for place, name in enumerate(self.model.comparisons) if name in _OWN]

    def told(self, record: Mapping[str, str], found: Sequence[int]) -> Told:
        """``found``: what ``levels_function`` answers."""
        *each, related, known = found
        levels = tuple(each)
        bits = self._bits(record, levels)
        given = record.get("given", "")
        if not record.get("known") and len(given) != 1:
            given = ""
        verdict = self._judge.told(levels, bits, given, Relation(related), known=bool(known))
        unknown = self._unknown(verdict, levels)
        own = sum(bits[place] for place in self.own)
        return Told(sum(bits), own, verdict, self._sentence(levels), unknown)

    def _bits(self, record: Mapping[str, str], levels: Sequence[int]) -> list[float]:
        """Of the levels that were found and no others."""
        found = []
        for (name, trained), level in zip(self.model.comparisons.items(), levels, strict=True):
            value = record.get(trained.rare[level], "") if level >= 0 else ""
            found.append(self.model.weight(name, level, value) if level >= 0 else 0.0)
        return found

    def _unknown(self, verdict: Verdict, levels: tuple[int, ...]) -> str:
        found = dict(zip(self.model.comparisons, levels, strict=True))
        given, family = (self._label(name, found[name]) for name in ("given", "family"))
        if verdict is Verdict.MATCH:
            return ""
        if verdict is Verdict.RELATIVE and given == "initial":
            return self.model.comparisons["given"].title  # twins may have one
        if verdict is Verdict.RELATIVE and (given, family) == _ORDER:
            return _SURNAME
        by = _TOLD_APART_BY.get(verdict, "")
        return self.model.comparisons[by].title if by and found[by] < 0 else ""

    def _label(self, name: str, level: int) -> str:
        return self.model.comparisons[name].labels[level] if level >= 0 else ""

    def _in_words(self, levels: tuple[int, ...]) -> str:
        pairs = zip(self.model.comparisons, levels, strict=True)
        return explain_pair(self.model, {name: Found(level, 0.0) for name, level in pairs}).sentence
