"""A page that stands by itself: a title, paragraphs and tables."""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #b1b4b6 }
td.n, th.n { text-align: right }
"""


def page(title: str, parts: Iterable[str], *, style: str = "") -> str:
    """The whole of it; the parts are HTML, ``style`` what their pictures need."""
    body = "\n".join((f"<h1>{escape(title)}</h1>", *parts))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head>\n<body><main>\n{body}\n"
        "</main></body></html>\n"
    )


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """With its title; the cells are text or numbers."""
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join(
        "<tr>" + "".join(f"<td{_number(value)}>{_said(value)}</td>" for value in row) + "</tr>"
        for row in rows
    )
    if not lines:
        return f"<h2>{escape(title)}</h2><p>None.</p>"
    whole = f"<thead><tr>{cells}</tr></thead><tbody>{lines}</tbody>"
    return f"<h2>{escape(title)}</h2><table>{whole}</table>"


def _number(value: object) -> str:
    return ' class="n"' if isinstance(value, int | float) else ""


def _said(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else escape(str(value))
