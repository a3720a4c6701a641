"""Checking the log against itself, and against a checkpoint that was kept elsewhere.

Nothing here trusts what the database computes: each entry's hash is worked out again from its
fields, in Python. What can be found, and named:

- an entry that was altered, removed, moved, put in, or replaced with its hash made to fit;
- a tail that was cut off, as long as the chain's head was forgotten;
- with a checkpoint, also a tail cut off with its head, or a chain written anew from some entry on.

A log whose owner rewrote all of it since the last checkpoint looks whole: keep checkpoints where
the owner of the database cannot reach them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

CHAINS = 128
_FETCHED_AT_ONCE = 5_000
_TOLD_EVERY = 20_000
_MOST_FINDINGS = 1_000
_FORMAT = "joined up audit checkpoint 1"
_SEPARATOR = "\x1f"


class Wrong(StrEnum):
    """What can be wrong with an entry or with a chain."""

    ALTERED = "altered"
    MOVED = "moved"
    MISSING = "missing"
    REPLACED = "replaced"
    PUT_IN = "put in"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"
    HEAD = "head"


@dataclass(frozen=True)
class Finding:
    """Something wrong: in which chain, at which position or positions, which entry, in words."""

    wrong: Wrong
    chain: int
    position: int
    words: str
    last_position: int | None = None
    entry_id: str | None = None

    def __str__(self) -> str:
        last = self.last_position
        many = last is not None and last != self.position
        place = f"positions {self.position} to {last}" if many else f"position {self.position}"
        entry = f", entry {self.entry_id}" if self.entry_id else ""
        return f"chain {self.chain}, {place}{entry}: {self.words}"


@dataclass(frozen=True)
class Report:
    """What was checked and what was found; ``more`` when findings were too many to keep."""

    entries: int
    chains: int
    findings: tuple[Finding, ...]
    more: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


class Head(NamedTuple):
    """The last position of a chain and the hash there."""

    position: int
    hash: bytes


@dataclass(frozen=True)
class _Row:
    """One entry of the log as stored; UUIDs and details as text, None where the column is null."""

    id: str
    chain: int
    position: int
    at: datetime
    actor_id: str | None
    actor_agency_id: str | None
    action: str
    subject_kind: str
    subject_id: str | None
    folder_id: str | None
    controller_id: str | None
    purpose: str
    details: str
    previous_hash: bytes
    hash: bytes

    def computed(self, position: int | None = None) -> bytes:
        """The hash that these fields give, at their own position or at another."""
        parts = (
            self.previous_hash.hex(),
            str(self.chain),
            str(self.position if position is None else position),
            self.id,
            self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
            self.actor_id or "-",
            self.actor_agency_id or "-",
            self.action,
            self.subject_kind,
            self.subject_id or "-",
            self.folder_id or "-",
            self.controller_id or "-",
            self.purpose,
            self.details,
        )
        return hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()


_ENTRIES = """
    SELECT id::text, chain, position, at, actor_id::text, actor_agency_id::text, action,
        subject_kind, subject_id::text, folder_id::text, controller_id::text, purpose,
        details::text AS details, previous_hash, hash
    FROM audit_auditentry ORDER BY chain, position
"""

Link = psycopg.Connection[Any]
Tell = Callable[[int, int], None]


def genesis(chain: int) -> bytes:
    """What the first entry of a chain is linked to."""
    return hashlib.sha256(f"joined up audit chain {chain}".encode()).digest()


def verify(
    link: Link, *, against: Mapping[int, Head] | None = None, progress: Tell | None = None
) -> Report:
    """Walk every chain in order, on the connection of the owner of the tables.

    One snapshot: what is written meanwhile is neither checked nor missed. Memory does not grow
    with the log. ``progress`` is told (entries checked, entries expected).
    """
    with link.transaction():
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        heads = read_heads(link)
        walk = _Walk(heads, against or {}, progress)
        with link.cursor("audit_entries", row_factory=class_row(_Row)) as entries:
            entries.itersize = _FETCHED_AT_ONCE
            entries.execute(_ENTRIES)
            for chain, rows in groupby(entries, key=lambda row: row.chain):
                walk.chain(chain, rows)
    walk.chains_without_entries()
    return Report(
        entries=walk.checked,
        chains=len(heads),
        findings=tuple(sorted(walk.findings, key=lambda f: (f.chain, f.position))),
        more=walk.more,
    )


def read_heads(link: Link) -> dict[int, Head]:
    """The head of each chain."""
    rows = link.execute("SELECT id, position, hash FROM audit_auditchain ORDER BY id").fetchall()
    return {chain: Head(position, bytes(hash_)) for chain, position, hash_ in rows}


@dataclass
class _Walk:
    """One walk through all chains."""

    heads: Mapping[int, Head]
    against: Mapping[int, Head]
    progress: Tell | None
    findings: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    checked: int = 0
    more: bool = False

    def chain(self, number: int, rows: Iterator[_Row]) -> None:
        """Check one chain from its first entry to its head."""
        self.seen.add(number)
        expected, previous = 1, genesis(number)
        before: _Row | None = None
        sound = True
        misfits: list[_Row] = []
        gaps: list[int] = []
        for row in rows:
            self._count()
            if row.position != expected:
                self._missing(number, expected, row.position - 1, before, row)
                gaps += range(expected, min(row.position, expected + _MOST_FINDINGS))
            elif row.previous_hash != previous and sound and row.hash == row.computed():
                self._replaced(row, before)
            sound = row.hash == row.computed()
            if not sound and len(misfits) < _MOST_FINDINGS:
                misfits.append(row)
            self._compare_with_checkpoint(row)
            expected, previous, before = row.position + 1, row.hash, row
        self._misfits(misfits, gaps)
        self._end(number, Head(expected - 1, previous), before)

    def chains_without_entries(self) -> None:
        """Chains of which no entry, or not even the head, is there."""
        for number in range(1, CHAINS + 1):
            if number not in self.heads:
                self._found(Wrong.HEAD, number, 0, "the head of this chain is gone.")
            if number not in self.seen:
                self._end(number, Head(0, genesis(number)), None)

    def _end(self, number: int, last: Head, row: _Row | None) -> None:
        head = self.heads.get(number)
        kept = self.against.get(number)
        entry = row.id if row else None
        if head is not None and head.position > last.position:
            words = "the end of the chain was cut off; its head knows of more entries."
            self._found(Wrong.CUT_OFF, number, last.position + 1, words, until=head.position)
        elif head is not None and head.position < last.position:
            words = "entries stand after the head of the chain: they were put in."
            until = last.position
            self._found(Wrong.PUT_IN, number, head.position + 1, words, until=until)
        elif head is not None and head.hash != last.hash:
            words = "the last entry is not the one that the head of the chain knows."
            self._found(Wrong.REPLACED, number, last.position, words, entry=entry)
        elif kept is not None and kept.position > last.position:
            words = "these entries were there at the checkpoint: the end was cut off, head and all."
            self._found(Wrong.CUT_OFF, number, last.position + 1, words, until=kept.position)

    def _compare_with_checkpoint(self, row: _Row) -> None:
        kept = self.against.get(row.chain)
        if kept is not None and kept.position == row.position and kept.hash != row.hash:
            words = "this is not the entry of the checkpoint: the chain was written anew."
            self._found(Wrong.REWRITTEN, row.chain, row.position, words, entry=row.id)

    def _missing(self, chain: int, first: int, last: int, before: _Row | None, after: _Row) -> None:
        if last < first:
            words = "an entry stands before the beginning of the chain: it was put in."
            self._found(Wrong.PUT_IN, chain, after.position, words, entry=after.id)
            return
        left = f"after entry {before.id}" if before else "at the beginning"
        words = f"missing, {left} and before entry {after.id}."
        self._found(Wrong.MISSING, chain, first, words, until=last)

    def _replaced(self, row: _Row, before: _Row | None) -> None:
        if before is None:
            words = "this entry does not begin the chain."
            self._found(Wrong.REPLACED, row.chain, row.position, words, entry=row.id)
            return
        words = (
            f"this is not the entry that the next one, {row.id}, was linked to: it was replaced."
        )
        self._found(Wrong.REPLACED, row.chain, before.position, words, entry=before.id)

    def _misfits(self, rows: list[_Row], gaps: list[int]) -> None:
        """Entries whose hash does not fit: moved, where it fits another free place, or altered."""
        places = [*(row.position for row in rows), *gaps]
        for row in rows:
            home = next((p for p in places if row.computed(p) == row.hash), None)
            if home is None:
                words = "altered: its fields do not give its hash."
                self._found(Wrong.ALTERED, row.chain, row.position, words, entry=row.id)
            else:
                words = f"moved: it belongs at position {home}."
                self._found(Wrong.MOVED, row.chain, row.position, words, entry=row.id)

    def _found(
        self,
        wrong: Wrong,
        chain: int,
        position: int,
        words: str,
        *,
        until: int | None = None,
        entry: str | None = None,
    ) -> None:
        if len(self.findings) >= _MOST_FINDINGS:
            self.more = True
            return
        self.findings.append(Finding(wrong, chain, position, words, until, entry))

    def _count(self) -> None:
        self.checked += 1
        if self.progress is not None and self.checked % _TOLD_EVERY == 0:
            self.progress(self.checked, sum(head.position for head in self.heads.values()))


class CheckpointError(ValueError):
    """A checkpoint cannot be written or read; the message says why."""


def write_checkpoint(link: Link, file: Path) -> int:
    """Write the heads of all chains to a new file; return how many entries they stand for."""
    heads = read_heads(link)
    content = {
        "format": _FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "chains": {
            str(chain): {"position": head.position, "hash": head.hash.hex()}
            for chain, head in heads.items()
        },
    }
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(json.dumps(content, indent=1) + "\n")
    except FileExistsError as error:
        raise CheckpointError(
            f"{file} is there already: a checkpoint is never overwritten"
        ) from error
    except OSError as error:
        raise CheckpointError(f"{file} cannot be written: {error.strerror}") from error
    return sum(head.position for head in heads.values())


def read_checkpoint(file: Path) -> dict[int, Head]:
    """Read a file of ``write_checkpoint``. Raises ``CheckpointError``."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            raise CheckpointError(f"{file} is not a checkpoint of this version")
        return {
            int(chain): Head(int(head["position"]), bytes.fromhex(head["hash"]))
            for chain, head in content["chains"].items()
        }
    except OSError as error:
        raise CheckpointError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"{file} is not a checkpoint") from error
