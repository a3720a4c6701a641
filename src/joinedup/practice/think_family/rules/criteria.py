"""Which families come out by name: so many needs, from so many agencies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Fact = tuple[str, str]
"""A need, and the agency that knows of it."""


@dataclass(frozen=True)
class Criteria:
    """At least ``needs`` different needs, known to at least ``agencies`` different agencies, all of
    ``required`` among them."""

    needs: int
    agencies: int
    required: frozenset[str] = frozenset()

    def met_by(self, facts: Collection[Fact]) -> bool:
        """Whether what is known about one family meets them."""
        needs = {need for need, _ in facts}
        return (
            len(needs) >= self.needs
            and len({agency for _, agency in facts}) >= self.agencies
            and self.required <= needs
        )


class Wrong(NamedTuple):
    """What is wrong with criteria, and with which part: ``agencies``, ``needs`` or ``required``."""

    about: str
    words: str


def what_is_wrong(criteria: Criteria, contributed: Mapping[str, frozenset[str]]) -> Wrong | None:
    """Why no family could meet them with these contributions by agency, or why it is no sealed
    matching at all; ``None`` when they stand."""
    needs = frozenset[str]().union(*contributed.values()) if contributed else frozenset()
    if len(contributed) < 2:
        return Wrong("agencies", "At least two agencies must take part")
    if criteria.agencies < 2:
        why = "Enter 2 or more: one agency’s own families need no matching"
        return Wrong("agencies", why)
    if criteria.agencies > len(contributed):
        return Wrong("agencies", f"Only {len(contributed)} agencies take part")
    if criteria.needs < 1 or criteria.needs > len(needs):
        why = f"The agencies contribute {len(needs)} different needs: enter 1 to {len(needs)}"
        return Wrong("needs", why)
    if not criteria.required <= needs:
        return Wrong("required", "A need that every family must have is contributed by nobody")
    return None
