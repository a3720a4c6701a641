"""An area read back from its files."""

import csv
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from joinedup.interfaces.demonstration.area import AGENCIES, AreaSummary


class Area:
    """An area read back from its files."""

    def __init__(self, summary: AreaSummary) -> None:
        self.summary = summary
        self.out = summary.out
        self.people = self._read("people")
        self.events = self._read("events")
        self.relationships = self._read("relationships")
        self.truth = self._rows(self.out / "truth.csv")
        self.stories: dict[str, Any] = {
            story["slug"]: story
            for story in tomllib.loads((self.out / "stories.toml").read_text("utf-8"))["story"]
        }

    def _read(self, name: str) -> dict[str, list[dict[str, str]]]:
        files = {agency: self.out / agency / f"{name}.csv" for agency in AGENCIES}
        return {agency: self._rows(path) for agency, path in files.items() if path.exists()}

    @staticmethod
    def _rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def everybody(self) -> list[tuple[str, dict[str, str]]]:
        """(agency, row of people.csv) of every record."""
        return [(agency, row) for agency, rows in self.people.items() for row in rows]

    def records_by_person(self) -> dict[str, list[tuple[str, dict[str, str]]]]:
        """Every record of each person, by the truth."""
        rows = {(agency, row["record_id"]): row for agency, row in self.everybody()}
        found = defaultdict(list)
        for line in self.truth:
            key = line["agency"], line["record_id"]
            found[line["person_id"]].append((line["agency"], rows[key]))
        return found
