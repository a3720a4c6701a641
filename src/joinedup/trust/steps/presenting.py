"""The page of a record that goes from state to state: what its reader can do next, and what was
done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from joinedup.base.govuk.wording import say_datetime

Offer = tuple[bool, str, str, bool]
"""Whether it is open, its words, the name of its page, and whether it is rarely wanted."""


def next_steps(offered: Iterable[Offer], pk: UUID) -> dict[str, list[dict[str, str]]]:
    """What is open, as links, for ``trust/steps/next.html``: the likely, and the others."""
    found: dict[str, list[dict[str, str]]] = {"next_steps": [], "other_steps": []}
    for is_open, text, name, quiet in offered:
        if is_open:
            link = {"text": text, "href": reverse(name, args=[pk])}
            found["other_steps" if quiet else "next_steps"].append(link)
    return found


def steps_taken(
    steps: Sequence[Any], words: Mapping[Any, str], counted: Callable[[Any], str]
) -> list[dict[str, Any]]:
    """What happened, by whom and when, the newest first. ``counted``: what else a step says."""
    return [
        {
            "title": words[step.event],
            "when": say_datetime(step.at),
            "by": step.by.name if step.by else "the system itself",
            "description": " ".join(filter(None, (step.reasons, counted(step)))),
        }
        for step in reversed(steps)
    ]
