"""Which families come out by name: so many needs, from so many agencies."""

from collections.abc import Collection
from dataclasses import dataclass

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


def what_is_wrong(criteria: Criteria, contributed: dict[str, frozenset[str]]) -> str:
    """Why no family could meet them with these contributions by agency, or why it is no sealed
    matching at all; empty when they stand."""
    needs = frozenset[str]().union(*contributed.values()) if contributed else frozenset()
    if len(contributed) < 2:
        return "At least two agencies must take part."
    if criteria.agencies < 2:
        return "Ask for at least two agencies: one agency’s own families need no matching."
    if criteria.agencies > len(contributed):
        return f"Only {len(contributed)} agencies take part."
    if criteria.needs < 1 or criteria.needs > len(needs):
        return f"The agencies contribute {len(needs)} different needs."
    if not criteria.required <= needs:
        return "A need that every family must have is contributed by nobody."
    return ""
