"""What every picture is made of: escaped text, a titled figure, a table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import count

from markupsafe import Markup

_numbers = count(1)


def joined(parts: Iterable[Markup]) -> Markup:
    """The parts one after another."""
    return Markup("").join(parts)


def text_at(x: str, y: float, words: str, classes: str = "", anchor: str = "start") -> Markup:
    """A line of text; x may be a percentage."""
    return Markup(
        '<text x="{}" y="{:.1f}" class="ju-svg-text {}" text-anchor="{}">{}</text>'
    ).format(x, y, classes, anchor, words)


def wrapped(words: str, width: int) -> list[str]:
    """The words in lines of at most `width` characters."""
    return textwrap.wrap(words, width) or [""]


def figure(
    *, title: str, description: str, size: str, body: Markup, beside: Markup, wide: bool = False
) -> Markup:
    """An SVG with its title and description, and its words beneath it.

    `size` is the SVG's own size attributes, made here and never from what people typed. A wide
    picture scrolls in a frame that the keyboard reaches.
    """
    number = next(_numbers)
    frame = (
        Markup('<div class="ju-picture__frame" role="region" tabindex="0" aria-label="{}">').format(
            f"{title} (picture)"
        )
        if wide
        else Markup('<div class="ju-picture__frame">')
    )
    return Markup(
        '<figure class="ju-picture"><figcaption>{title}</figcaption>{frame}'
        '<svg {size} role="img" aria-labelledby="picture-{n}-title picture-{n}-description">'
        '<title id="picture-{n}-title">{title}</title>'
        '<desc id="picture-{n}-description">{description}</desc>{body}</svg></div>{beside}</figure>'
    ).format(
        title=title,
        frame=frame,
        size=Markup(size),  # noqa: S704 - numbers that we worked out
        n=number,
        description=description,
        body=body,
        beside=beside,
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> Markup:
    """The same in words and numbers, folded away until asked for."""
    head = joined(
        Markup('<th scope="col" class="govuk-table__header">{}</th>').format(column)
        for column in columns
    )
    lines = joined(
        Markup('<tr class="govuk-table__row">{}{}</tr>').format(
            Markup('<th scope="row" class="govuk-table__header">{}</th>').format(first),
            joined(Markup('<td class="govuk-table__cell">{}</td>').format(cell) for cell in rest),
        )
        for first, *rest in rows
    )
    return folded(
        "Show this as a table",
        Markup(
            '<table class="govuk-table"><caption class="govuk-table__caption">{}</caption>'
            '<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>'
            '<tbody class="govuk-table__body">{}</tbody></table>'
        ).format(caption, head, lines),
    )


def folded(summary: str, body: Markup) -> Markup:
    """A details element."""
    return Markup(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>'
    ).format(summary, body)
