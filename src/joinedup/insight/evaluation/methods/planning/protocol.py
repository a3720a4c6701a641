"""What was promised before anybody looked, and whether the report kept it."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from joinedup.insight.evaluation.methods.tables import DataError

NEEDED = ("title", "registered", "question", "action")
KNOWN = (*NEEDED, "author", "settings", "families", "data_sha256", "notes")
NOT_SETTINGS = frozenset(
    {"file", "out", "json", "protocol", "data", "subcommand", "action", "to", "log", "check"}
)
"""Arguments that say where things are, not what is done."""


@dataclass(frozen=True)
class Protocol:
    """``settings`` are the options of the action by name; ``families`` how many were planned for;
    ``data_sha256`` the fingerprint of the file, where it was fixed already."""

    title: str
    registered: date
    question: str
    action: str
    settings: Mapping[str, object] = field(default_factory=dict)
    author: str = ""
    families: int | None = None
    data_sha256: str = ""
    notes: str = ""

    @property
    def sha256(self) -> str:
        """Of what it says, however the file is laid out."""
        said = json.dumps(self.as_map(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def as_map(self) -> dict[str, object]:
        """For JSON; what is empty is left out."""
        whole = {
            "title": self.title,
            "registered": self.registered.isoformat(),
            "question": self.question,
            "action": self.action,
            "author": self.author,
            "settings": {name: self.settings[name] for name in sorted(self.settings)},
            "families": self.families,
            "data_sha256": self.data_sha256,
            "notes": self.notes,
        }
        return {name: value for name, value in whole.items() if value not in (None, "", {})}

    def as_toml(self) -> str:
        """For a file that people read and sign."""
        lines = [f"{name} = {_toml(value)}" for name, value in self.as_map().items()
                 if name not in ("settings", "registered")]  # fmt: skip
        lines.insert(1, f"registered = {self.registered.isoformat()}")
        lines += ["", "[settings]"]
        lines += [f"{name} = {_toml(self.settings[name])}" for name in sorted(self.settings)]
        return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """JSON's texts, numbers and lists are TOML's as well."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{json.dumps(name)} = {_toml(each)}" for name, each in value.items())
        return f"{{{inside}}}"
    return json.dumps(value, ensure_ascii=False)


def read_protocol(text: str) -> Protocol:
    """From TOML, or the JSON of ``as_map``.

    :raises DataError: it is neither, lacks something, or says something that nobody would check.
    """
    try:
        kept = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"the protocol is no TOML or JSON: {str(error)[:120]}") from error
    missing = [name for name in NEEDED if not kept.get(name)]
    if missing:
        raise DataError(f"the protocol does not say its {missing[0]}")
    odd = [name for name in kept if name not in KNOWN]
    if odd:
        raise DataError(f"the protocol says {odd[0]}, which nothing checks; put words into notes")
    for name in ("title", "question", "action"):
        if not isinstance(kept[name], str):
            raise DataError(f"the protocol's {name} is no text")
    settings = kept.get("settings", {})
    if not isinstance(settings, dict):
        raise DataError("the protocol's settings are no table")
    families = kept.get("families")
    if families is not None and (not isinstance(families, int) or families < 1):
        raise DataError("the protocol's families are no whole number above 0")
    return Protocol(
        title=str(kept["title"]),
        registered=_day(kept["registered"]),
        question=str(kept["question"]),
        action=str(kept["action"]),
        settings={name.replace("-", "_"): _plain(value) for name, value in settings.items()},
        author=str(kept.get("author", "")),
        families=families,
        data_sha256=str(kept.get("data_sha256", "")).lower(),
        notes=str(kept.get("notes", "")),
    )


def _day(value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise DataError(f"the protocol's registered is no date: {value}") from error


def _plain(value: object) -> object:
    """Lists, texts, numbers and truth, in one shape wherever they come from."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


@dataclass(frozen=True)
class Done:
    """What a report did: its settings and those that it would have without being asked, how many
    families it counted, and the fingerprints of what it read."""

    action: str
    settings: Mapping[str, object]
    defaults: Mapping[str, object]
    families: int | None
    fingerprints: Sequence[str]


def deviations(protocol: Protocol, done: Done) -> tuple[str, ...]:
    """Each thing that was promised and not done, or done and not promised; empty when kept."""
    found: list[str] = []
    if done.action != protocol.action:
        found.append(f"promised was {protocol.action}, done was {done.action}")
    settings = {n: _plain(v) for n, v in done.settings.items() if n not in NOT_SETTINGS}
    for name, promised in protocol.settings.items():
        if name not in settings:
            found.append(f"{_said(name)} was promised, which {done.action} does not know")
        elif not _same(settings[name], promised):
            found.append(
                f"{_said(name)} was promised as {_value(promised)} and was {_value(settings[name])}"
            )
    for name, value in settings.items():
        default = _plain(done.defaults.get(name))
        if name not in protocol.settings and not _same(value, default):
            found.append(f"{_said(name)} was {_value(value)}, of which the protocol does not speak")
    if protocol.data_sha256 and protocol.data_sha256 not in done.fingerprints:
        found.append("the data are not the file that was promised")
    if protocol.families and done.families is not None and done.families < protocol.families:
        found.append(
            f"{protocol.families:,} families were planned for, {done.families:,} were counted"
        )
    return tuple(found)


def _same(one: object, other: object) -> bool:
    """``a,b`` and a list of a and b are the same; so are nothing and an empty list."""
    if one in (None, "", [], {}) and other in (None, "", [], {}):
        return True
    lists = [
        value.split(",") if isinstance(value, str) and isinstance(against, list) else value
        for value, against in ((one, other), (other, one))
    ]
    return one == other or lists[0] == lists[1]


def _said(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value in (None, "") else str(value)
