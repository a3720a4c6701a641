"""The folder that a run leaves: report.html, report.pdf and figures.json."""

import json
from datetime import UTC, datetime
from pathlib import Path

from joinedup.base.documents.pdf import as_pdf
from joinedup.base.foundation.folders import written_whole
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.document import as_document
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.web import as_html

FILES = frozenset({"report.html", "report.pdf", "figures.json"})


def check_folder(out: Path) -> None:
    """Before any work is done.

    :raises DataError: the folder holds something else, or cannot be made.
    """
    if out.exists():
        others = sorted({p.name for p in out.iterdir()} - FILES) if out.is_dir() else [out.name]
        if others:
            raise DataError(f"{out} is there and holds {others[0]}: name an empty folder")
    if not out.resolve().parent.is_dir():
        raise DataError(f"{out.resolve().parent} is no folder")


def write_report(finding: Finding, out: Path, *, command: str) -> None:
    """An earlier report in the same place is replaced when the new one is whole.

    :raises DataError: it cannot be written.
    """
    made_at = datetime.now(UTC)
    try:
        with written_whole(out) as made:
            figures = json.dumps(finding.figures, indent=1, allow_nan=False)
            (made / "figures.json").write_text(figures + "\n", encoding="utf-8")
            (made / "report.html").write_text(as_html(finding, command, made_at), encoding="utf-8")
            (made / "report.pdf").write_bytes(as_pdf(as_document(finding, command, made_at)))
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error.strerror}") from error
