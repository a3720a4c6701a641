"""A state machine as a table: from a state, by an event that some roles may cause, to a state.

A module has its own states, events, rows and words. Its diagram and its guide are made from the
table. Plain Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar


class Labelled(Protocol):
    """A role, as a guide calls it."""

    @property
    def label(self) -> str: ...


S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)
R = TypeVar("R", bound=Labelled)


class NotNow(ValueError):
    """What it is about is not in a state in which this can be done."""


@dataclass(frozen=True)
class Transition(Generic[S, E, R]):
    """From a state, by an event that these roles may cause (none: by itself), to a state."""

    source: S
    event: E
    target: S
    roles: frozenset[R] = frozenset()

    @property
    def who(self) -> str:
        """Who may cause it, in words."""
        return " or ".join(sorted(role.label.lower() for role in self.roles)) or "by itself"


T = TypeVar("T", bound=Transition[Any, Any, Any])


@dataclass(frozen=True)
class Table(Generic[S, E, R, T]):
    """The whole machine. ``words`` has every state, the first one first.

    ``refusal`` is what somebody reads whose event leads nowhere. It may tell the ``{state}`` in
    words, and what they were ``{doing}``.
    """

    rows: tuple[T, ...]
    words: Mapping[S, str]
    refusal: str

    @cached_property
    def _found(self) -> dict[tuple[S, E], T]:
        return {(t.source, t.event): t for t in self.rows}

    def row(self, state: S, event: E) -> T | None:
        """What an event does in a state, if anything."""
        return self._found.get((state, event))

    def next_state(self, state: S, event: E) -> S:
        """Where an event leads. Raises ``NotNow`` with a sentence when it leads nowhere."""
        row = self.row(state, event)
        if row is None:
            raise NotNow(self.why_not_now(state, event))
        target: S = row.target
        return target

    def why_not_now(self, state: S, event: E) -> str:
        """Why an event leads nowhere, as a sentence; empty when it leads on."""
        if self.row(state, event) is not None:
            return ""
        return self.refusal.format(doing=_doing(event), state=self.words[state])

    def may_cause(self, event: E, state: S, roles: frozenset[R]) -> bool:
        """Whether somebody with these roles can cause an event in this state. What happens by
        itself nobody can."""
        row = self.row(state, event)
        return row is not None and bool(row.roles & roles)

    def may_ever_cause(self, event: E, roles: frozenset[R]) -> bool:
        """The same, whatever the state."""
        return any(t.event == event and t.roles & roles for t in self.rows)

    def diagram(self) -> str:
        """The states as a Mermaid diagram. It ends where no event leads on."""
        left = {t.source for t in self.rows}
        lines = ["stateDiagram-v2", f"    [*] --> {next(iter(self.words))}"]
        lines += [f"    {t.source} --> {t.target}: {_doing(t.event)} ({t.who})" for t in self.rows]
        lines += [f"    {state} --> [*]" for state in self.words if state not in left]
        return "\n".join(lines) + "\n"

    def guide(self, *, title: str, module: str, remarks: str) -> str:
        """A page for ``docs/guide``: the diagram, and the same as a table."""
        rows = [
            f"| {self.words[t.source]} | {_doing(t.event)} | {t.who} | {self.words[t.target]} |"
            for t in self.rows
        ]
        return _GUIDE.format(
            title=title,
            file=f"{module.removeprefix('joinedup.').replace('.', '/')}.py",
            module=module,
            diagram=self.diagram(),
            rows="\n".join(rows),
            remarks=remarks,
        )


def _doing(event: StrEnum) -> str:
    return str(event).replace("_", " ")


_GUIDE = """# {title}

Made from the table in `{file}`. Change that, then run
`python -m {module}` and put what it says here:
a test fails when the two differ.

```mermaid
{diagram}```

The same as a table.

| from | by | who may | to |
|---|---|---|---|
{rows}

{remarks}
"""
