"""One encoding sought among many, as a person is sought live: weighed, judged, put in words."""

from dataclasses import dataclass, replace
from math import log2

import numpy as np

from joinedup.record.linkage.engine.encoding.candidates import candidates
from joinedup.record.linkage.engine.encoding.encoded import Encoded
from joinedup.record.linkage.engine.encoding.filters import Bits
from joinedup.record.linkage.engine.encoding.index import Index, Match
from joinedup.record.linkage.engine.encoding.joining import WORTH_KEEPING
from joinedup.record.linkage.engine.encoding.similarity import LEVELS, MISSING, filters, levels
from joinedup.record.linkage.engine.encoding.weights import Weighing, weigh
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.verdict import RULES, Verdict

MOST = 10
"""Candidates that are handed back."""
MOST_LEARNED = 50_000
"""Encodings from which weights are learned; more would teach nothing more."""

_LEAST_RELATIVE = -5.0
"""As in bulk."""


@dataclass(frozen=True)
class Candidate:
    """``weight`` in bits, prior included; ``bits`` of every part; ``alike``: how much of each part
    the two have in common, at the least."""

    record: str
    weight: float
    bits: tuple[float, ...]
    verdict: Verdict
    alike: str

    @property
    def probability(self) -> float:
        """That they are one person, if weight were all there is to say."""
        return float(1 / (1 + 2.0 ** -max(min(self.weight, 1000.0), -1000.0)))


class EncodedLookup:
    """An index in memory.  Without a ``weighing`` it is learned from the index, and the prior is
    that of one who is sought and is there once.

    :raises FileError: the weighing is for encodings of another key or made in another way.
    """

    def __init__(
        self, encoded: Encoded, weighing: Weighing | None, *, seed: int, made_on: str
    ) -> None:
        if weighing and weighing.key_check != encoded.check_value:
            raise FileError("the model is for encodings of another key or made in another way")
        self.parts = tuple(part.name for part in encoded.scheme.parts)
        self._titles = tuple(part.title for part in encoded.scheme.parts)
        self._sought_among = log2(max(len(encoded), 2))
        self.weighing = weighing or self._learned(encoded, seed, made_on)
        # one who is sought may have relatives here, whatever the few records taught of families
        whole = encoded.scheme.layout == "whole"
        held = self.weighing if whole else replace(self.weighing, families=True)
        self._index = Index(encoded.scheme, held)
        self._index.add(encoded.ids, encoded.bits)

    def look_up(self, bits: Bits) -> list[Candidate]:
        """The best candidates, those that match first.  Nobody's number is handed out who is far
        from being the person."""
        found = [m for m in self._index.search(bits, MOST) if m.weight > WORTH_KEEPING]
        ranked = [self._candidate(match) for match in found]
        return sorted(ranked, key=lambda each: each.verdict is not Verdict.MATCH)

    def _learned(self, encoded: Encoded, seed: int, made_on: str) -> Weighing:
        rows = encoded.bits
        if len(rows) > MOST_LEARNED:
            drawn = np.random.default_rng(seed).choice(len(rows), MOST_LEARNED, replace=False)
            rows = rows[np.sort(drawn)]
        parts = filters(rows, encoded.scheme)
        found = levels(parts, *candidates(parts, None))
        check = encoded.check_value
        made = weigh(parts, encoded.scheme, found, seed=seed, made_on=made_on, check=check)
        # of a whole record in one filter the weights hold what is believed beforehand
        whole = encoded.scheme.layout == "whole"
        prior = made.prior if whole else round(-self._sought_among, 6)
        return replace(made, records=len(encoded), prior=prior)

    def _candidate(self, match: Match) -> Candidate:
        verdict, alike = self._verdict(match), self._alike(match)
        return Candidate(match.record, match.weight, match.bits, verdict, alike)

    def _verdict(self, match: Match) -> Verdict:
        """Twins, and a father and son of one name, cannot be told from one person here."""
        odds = match.weight
        if self.weighing.prior:
            odds += -self.weighing.prior - self._sought_among
        if match.relative:
            return Verdict.RELATIVE if odds > _LEAST_RELATIVE else Verdict.UNLIKELY
        if odds >= RULES.odds:
            return Verdict.MATCH
        return Verdict.POSSIBLE if odds >= 0 else Verdict.UNLIKELY

    def _alike(self, match: Match) -> str:
        said = [
            f"{title} {step / LEVELS:.0%} alike"
            for title, step in zip(self._titles, match.steps, strict=True)
            if step != MISSING
        ]
        sentence = "; ".join(said)
        return f"{sentence[:1].upper()}{sentence[1:]}." if said else ""
