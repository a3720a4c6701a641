"""A finding as one HTML file that needs nothing else."""

from datetime import datetime
from html import escape

from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.repeating import repeating
from joinedup.insight.evaluation.reports.style import STYLE


def as_html(finding: Finding, command: str, made_at: datetime) -> str:
    """English, one heading of level 1, a table under each picture."""
    words = "".join(f"<p>{escape(text)}</p>" for text in finding.in_words)
    warnings = "".join(f"<li>{escape(text)}</li>" for text in finding.in_mind)
    kept = f"<h2>What to keep in mind</h2><ul>{warnings}</ul>" if warnings else ""
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
        for label, value in repeating(finding, command)
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(finding.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(finding.title)}</h1>"
        f'<p class="verdict"><strong>What may be said</strong> {escape(finding.verdict)}</p>'
        f"{words}{kept}{''.join(map(_section, finding.shown))}"
        f"<h2>How to repeat this</h2><dl>{facts}</dl>"
        f"<p>Made on {made_at:%d %B %Y}.</p></main></body></html>\n"
    )


def _section(shown: Shown) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in shown.headings)
    rows = "".join(
        "<tr>"
        f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in shown.rows
    )
    words = f"<p>{escape(shown.words)}</p>" if shown.words else ""
    label = escape(f"{shown.title} (table)", quote=True)
    drawn = escape(f"{shown.title} (picture)", quote=True)
    picture = (
        f'<div class="picture" role="region" tabindex="0" aria-label="{drawn}">{shown.svg}</div>'
        if shown.svg
        else ""
    )
    return (
        f"<section><h2>{escape(shown.title)}</h2>{words}{picture}"
        f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>'
        f'<caption class="unseen">{escape(shown.title)}</caption>'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )
