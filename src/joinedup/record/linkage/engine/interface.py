"""What the rest of Joined Up may ask of a matching engine.

Keys go by the grades' words. What agencies' indexes say of a question is weighed by the trained
model (``live.within``), and so are search and suggestions to merge (``live.matcher``); its hash
stands in the log.
"""

from collections.abc import Iterable
from typing import Protocol

from joinedup.record.linkage.engine import grading, keys, ranking
from joinedup.record.linkage.engine.comparing import Prepared
from joinedup.record.linkage.engine.grading import Grade
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.ranking import Id, Ranked
from joinedup.record.linkage.engine.typed import TypedQuery


class Matcher(Protocol):
    """``name`` and ``version`` identify the engine; ``key_version`` the stored keys: when it
    changes, the index of keys has to be rebuilt."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def key_version(self) -> str: ...

    def search_keys(self, identity: Identity | Prepared) -> frozenset[str]:
        """Keys to store for a person. One who has been prepared already is not prepared again."""
        ...

    def query_keys(self, query: Identity | TypedQuery | str) -> tuple[str, ...]:
        """Keys to look up, the most selective first."""
        ...

    def grade(self, one: Identity, other: Identity) -> Grade:
        """Symmetric; never raises."""
        ...

    def rank(
        self,
        query: Identity | TypedQuery | str,
        candidates: Iterable[tuple[Id, Identity]],
        *,
        most: int = ranking.MOST_CANDIDATES,
    ) -> list[Ranked[Id]]:
        """The best candidates, best first, each with its grade and words."""
        ...


class GradeMatcher:
    """The match grades of the draft exchange standard (see ``grading``)."""

    name = "exchange-standard-grades"
    version = "2026-11-22"
    key_version = keys.VERSION

    def search_keys(self, identity: Identity | Prepared) -> frozenset[str]:
        return keys.search_keys(identity)

    def query_keys(self, query: Identity | TypedQuery | str) -> tuple[str, ...]:
        return keys.query_keys(query)

    def grade(self, one: Identity, other: Identity) -> Grade:
        return grading.grade(one, other)

    def rank(
        self,
        query: Identity | TypedQuery | str,
        candidates: Iterable[tuple[Id, Identity]],
        *,
        most: int = ranking.MOST_CANDIDATES,
    ) -> list[Ranked[Id]]:
        return ranking.rank(query, candidates, most=most)


def current_matcher() -> Matcher:
    """The engine that makes and looks up keys. Who compares two people asks
    ``record.linkage.queries.model.matcher``."""
    return GradeMatcher()
