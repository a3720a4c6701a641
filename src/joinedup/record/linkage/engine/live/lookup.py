"""One record sought in the index: candidates from PostgreSQL, weighed, judged, put in words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from joinedup.record.linkage.engine.explaining.weights import Found, explain_pair
from joinedup.record.linkage.engine.live.blocks import Facts, facts, readings, sought
from joinedup.record.linkage.engine.live.index import FIELD, Index, Link
from joinedup.record.linkage.engine.live.scorer import Scored, compiled
from joinedup.record.linkage.engine.model.artefact import Model
from joinedup.record.linkage.engine.verdict import Judge, Verdict

MOST = 10
"""Candidates that are handed back."""
_KEPT = 16_384
"""Sentences that are kept, by the levels they tell of; they hold no value of anybody."""
_HELD = {
    "plan_cache_mode": "force_generic_plan",  # planning takes ten times as long as looking up
    "enable_seqscan": "off",
    "jit": "off",
}


class Candidate(NamedTuple):
    """``weight`` in bits, as in bulk; ``bits`` of every comparison in the model's order;
    ``found_by``: the blocks in which it lay."""

    record: str
    weight: float
    levels: tuple[int, ...]
    bits: tuple[float, ...]
    verdict: Verdict
    sentence: str
    found_by: tuple[str, ...]

    @property
    def probability(self) -> float:
        """That they are one person, if weight were all there is to say."""
        return 1 / (1 + 2 ** -max(min(self.weight, 1000.0), -1000.0))


class Weighed(NamedTuple):
    """A record that was compared: its weight, levels and bits, and what is kept of it."""

    record: str
    pair: Scored
    kept: Sequence[str]


class Lookup:
    """Holds a connection with its prepared statements; one at a time may use it."""

    def __init__(self, link: Link, index: Index, model: Model, people: int) -> None:
        self._link, self._shape, self.model = link, index.shape, model
        self._scorer = compiled(model)
        self.judge = Judge(model, people)
        self._sentence = lru_cache(maxsize=_KEPT)(self._in_words)
        self._blocks = lru_cache(maxsize=_KEPT)(self._found_by)
        for name, value in _HELD.items():
            link.execute(f"SET {name} = '{value}'".encode())
        self._first, self._first_places = _statement(index, wide=False)
        self._wide, self._wide_places = _statement(index, wide=True)
        self._cursor = link.cursor()
        for statement, places in (
            (self._first, self._first_places), (self._wide, self._wide_places),
        ):  # fmt: skip
            self._asked(statement, ["{}"] * len(places))  # planned now, not at the first question

    def look_up(self, record: Mapping[str, str]) -> list[Candidate]:
        """The best candidates for a prepared record, best first."""
        one = self._shape.packed(record).split(FIELD)
        asked = [*readings(facts(record))]
        found: dict[str, tuple[str, int]] = {}
        self._gather(found, self._first, self._first_places, asked)
        scored = self._scored(one, found)
        likely = (each for each in scored if each.pair[0] >= self.judge.least)
        if not any(self._verdict(one, each) is Verdict.MATCH for each in likely):
            before = {each.record for each in scored}
            self._gather(found, self._wide, self._wide_places, asked)
            scored += self._scored(one, {n: known for n, known in found.items() if n not in before})
        best = sorted(scored, key=lambda each: (-each.pair[0], each.record))[:MOST]
        ranked = [self._candidate(one, each, found[each.record][1]) for each in best]
        # stable: by weight within those that match, and within those that do not
        return sorted(ranked, key=lambda candidate: candidate.verdict is not Verdict.MATCH)

    def compared(self, record: Mapping[str, str]) -> Iterator[tuple[Sequence[str], Weighed]]:
        """The record as it is kept (see ``Shape.fields``), with everybody whom the first blocks
        find."""
        one = self._shape.packed(record).split(FIELD)
        found: dict[str, tuple[str, int]] = {}
        self._gather(found, self._first, self._first_places, [*readings(facts(record))])
        for each in self._scored(one, found):
            yield one, each

    def _gather(
        self,
        found: dict[str, tuple[str, int]],
        statement: bytes,
        places: Sequence[int],
        asked: Sequence[Facts],
    ) -> None:
        """``found``: of every record what is kept of it, and the blocks that found it as bits."""
        blocks = self._shape.blocks
        keys = [sought(blocks[place], asked) for place in places]
        given = [f"{{{','.join(map(str, part))}}}" if part else None for part in keys]
        if not any(given):
            return
        for name, packed, place in self._asked(statement, given):
            known = found.get(name)
            found[name] = (packed, (known[1] if known else 0) | 1 << place)

    def _asked(self, statement: bytes, keys: Sequence[str | None]) -> list[tuple[str, str, int]]:
        return self._cursor.execute(statement, keys, prepare=True).fetchall()

    def _scored(self, one: Sequence[str], found: Mapping[str, tuple[str, int]]) -> list[Weighed]:
        width = len(self._scorer.fields)
        others = [packed.split(FIELD) for packed, _ in found.values()]
        scored = self._scorer.score(one[:width], [other[:width] for other in others])
        return [*map(Weighed, found, scored, others)]

    def _candidate(self, one: Sequence[str], each: Weighed, seen: int) -> Candidate:
        weight, levels, bits = each.pair
        verdict, sentence = self._verdict(one, each), self._sentence(levels)
        blocks = self._blocks(seen)
        return Candidate(each.record, weight, levels, bits, verdict, sentence, blocks)

    def _verdict(self, one: Sequence[str], each: Weighed) -> Verdict:
        _, levels, bits = each.pair
        return self.judge.verdict(levels, bits, self.first_names(one, each.kept))

    def _in_words(self, levels: tuple[int, ...]) -> str:
        pairs = zip(self.model.comparisons, levels, strict=True)
        return explain_pair(self.model, {name: Found(level, 0.0) for name, level in pairs}).sentence

    def _found_by(self, seen: int) -> tuple[str, ...]:
        return tuple(b.name for n, b in enumerate(self._shape.blocks) if seen >> n & 1)

    def first_names(self, one: Sequence[str], other: Sequence[str]) -> tuple[str, str]:
        """As the judge takes them."""
        return self._first_name(one), self._first_name(other)

    def _first_name(self, record: Sequence[str]) -> str:
        """Where it is in a table of names, or an initial."""
        given, known = record[self._given], record[self._known]
        return given if known or len(given) == 1 else ""

    @cached_property
    def _given(self) -> int:
        return self._shape.fields.index("given")

    @cached_property
    def _known(self) -> int:
        return self._shape.fields.index("known")


def _statement(index: Index, *, wide: bool) -> tuple[bytes, list[int]]:
    """Encoded once, so that it is known again at once."""
    text, places = index.statement(wide=wide)
    return text.encode(), places
