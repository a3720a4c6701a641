"""How many small weights add up to one, from the first to the last. Widths are shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from joinedup.base.govuk.pictures.drawing import figure, joined, table, text_at, wrapped
from joinedup.base.govuk.wording import capital

LINE, BAR, GAP = 20, 16, 16
HEAD = 58
LETTERS = 34
"""As many to a line as a telephone shows."""
LEGEND = ("Full bar: for one person.", "Dashed, hollow bar: against it.")
STYLE = """
.ju-picture { margin: 0 0 2rem; max-width: 40rem }
.ju-picture figcaption { font-weight: bold }
.ju-picture svg { display: block }
.ju-svg-text { fill: #0b0c0c; font: 16px system-ui, sans-serif }
.ju-svg-small { fill: #3c4645; font-size: 14px }
.ju-svg-strong { font-weight: 700 }
.ju-svg-bar { fill: #14514c }
.ju-svg-box { fill: #ffffff; stroke: #14514c; stroke-width: 2 }
.ju-svg-ended { stroke-dasharray: 6 5 }
.ju-svg-track { fill: none; stroke: #d5dedc }
.ju-svg-axis { stroke: #4a5453; stroke-width: 1 }
"""
"""For a page or a file that has no style sheet of ours."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One step: what was looked at, what was found, and what it adds; none where it was missing."""

    title: str
    found: str
    amount: float | None


@dataclass(frozen=True, slots=True)
class _Bar:
    words: str
    since: float
    until: float
    amount: float
    strong: bool = False


def waterfall_picture(
    title: str, first: Weight, weights: Sequence[Weight], last: str, *, unit: str = "bits"
) -> Markup:
    """A bar for each weight that says anything, beginning where the one before it ended.

    ``first`` is where it begins, ``last`` what the sum is called. What is missing has no bar: it
    stands in the table with the rest.
    """
    bars = _bars(first, weights, last)
    total = bars[-1].amount
    drawing, height = _drawing(bars)
    return figure(
        title=title,
        description=f"From {signed(first.amount or 0.0)} {unit}, {first.title}, to"
        f" {signed(total)} {unit}, {last}. {' '.join(LEGEND)}",
        size=f'width="100%" height="{height:.0f}"',
        body=drawing,
        beside=table(("What", "Found", unit.capitalize(), "Together"),
                     _rows(first, weights, last), title),
    )  # fmt: skip


def waterfall_file(title: str, first: Weight, weights: Sequence[Weight], last: str) -> Markup:
    """The drawing alone, as an SVG file that needs nothing else."""
    drawing, height = _drawing(_bars(first, weights, last))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{:.0f}" role="img"'
        ' aria-label="{}"><title>{}</title><style>{}</style>{}</svg>\n'
    ).format(height, title, title, Markup(STYLE), drawing)  # noqa: S704 - our own style


def signed(amount: float) -> str:
    """ "+5.4" or, with a minus as it is printed, "−5.4"."""
    return f"{amount:+.1f}".replace("-", "−")


def _bars(first: Weight, weights: Sequence[Weight], last: str) -> list[_Bar]:
    total = first.amount or 0.0
    bars = [_Bar(capital(first.title), 0.0, total, total)]
    for weight in weights:
        if weight.amount is None:
            continue
        since, total = total, total + weight.amount
        words = f"{weight.title}: {weight.found}"
        bars.append(_Bar(capital(words), since, total, weight.amount))
    return [*bars, _Bar(capital(last), 0.0, total, total, strong=True)]


def _drawing(bars: Sequence[_Bar]) -> tuple[Markup, float]:
    least = min(0.0, *(bar.until for bar in bars))
    span = max(0.0, *(bar.until for bar in bars)) - least or 1.0

    def place(amount: float) -> float:
        return 1 + 98 * (amount - least) / span

    rows: list[Markup] = []
    lines: list[Markup] = []
    y, before = float(HEAD), 0.0
    for bar in bars:
        words = wrapped(f"{signed(bar.amount)}  {bar.words}", LETTERS)
        top = y + LINE * len(words) - 6
        if before and not bar.strong:
            lines.append(_line(place(bar.since), before, top, "track"))
        lines.append(_line(place(0.0), top - 4, top + BAR + 4, "axis"))
        rows.append(_row(bar, words, y, top, place(bar.since), place(bar.until)))
        before = top + BAR
        y = before + GAP
    return _head(place(0.0)) + joined(lines) + joined(rows), y


def _row(
    bar: _Bar, words: Sequence[str], y: float, top: float, since: float, until: float
) -> Markup:
    style = "ju-svg-bar" if bar.amount >= 0 else "ju-svg-box ju-svg-ended"
    said = joined(
        text_at("0", y + LINE * number + 6, line, "ju-svg-strong" if bar.strong else "")
        for number, line in enumerate(words)
    )
    return said + Markup(
        '<rect x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{}" class="{}"/>'
    ).format(min(since, until), top, max(abs(until - since), 0.6), BAR, style)


def _head(zero: float) -> Markup:
    """What the two kinds of bars mean, and where the odds are even."""
    anchor = "start" if zero < 20 else "end" if zero > 80 else "middle"
    legend = joined(
        text_at("0", 14 + 17 * number, line, "ju-svg-small") for number, line in enumerate(LEGEND)
    )
    even = text_at(f"{zero:.2f}%", HEAD - 12, "0: even odds", "ju-svg-small", anchor)
    return legend + even


def _line(x: float, top: float, bottom: float, style: str) -> Markup:
    return Markup(
        '<line x1="{0:.2f}%" x2="{0:.2f}%" y1="{1:.1f}" y2="{2:.1f}" class="ju-svg-{3}"/>'
    ).format(x, top, bottom, style)


def _rows(first: Weight, weights: Sequence[Weight], last: str) -> Iterable[tuple[str, ...]]:
    total = first.amount or 0.0
    yield (capital(first.title), first.found, signed(total), signed(total))
    for weight in weights:
        total += weight.amount or 0.0
        added = "nothing" if weight.amount is None else signed(weight.amount)
        yield (capital(weight.title), weight.found, added, signed(total))
    yield (capital(last), "", signed(total), signed(total))
