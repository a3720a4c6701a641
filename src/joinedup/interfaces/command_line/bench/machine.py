"""On what it was measured, and of what size the area was."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from joinedup.interfaces.command_line.bench.scratch import Link

_COUNTED = {
    "people": "people_person",
    "families": "people_household",
    "chronology entries": "chronology_entry",
    "search keys": "people_searchkey",
    "index entries": "linkage_indexentry",
    "grants": "sharing_grant",
    "enquiries": "safeguarding_hub_enquiry",
    "audit entries": "audit_auditentry",
}
_OF = "FROM pg_class WHERE relname ="


@dataclass(frozen=True)
class Machine:
    """The machine and the database."""

    processor: str
    cores: int
    memory_gib: float
    load: float
    python: str
    postgresql: str
    measured_at: str
    rows: dict[str, int]
    database_gb: float


def this_machine(owner: Link) -> Machine:
    """As it is now; ``load`` is the average of the last five minutes."""
    rows = {
        what: int(_one(owner, f"SELECT greatest(reltuples, 0)::bigint {_OF} '{table}'"))
        for what, table in _COUNTED.items()
    }
    return Machine(
        processor=_from("/proc/cpuinfo", "model name") or platform.processor(),
        cores=os.cpu_count() or 1,
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        load=os.getloadavg()[1],
        python=platform.python_version(),
        postgresql=str(_one(owner, "SHOW server_version")),
        measured_at=datetime.now(UTC).isoformat(timespec="minutes"),
        rows=rows,
        database_gb=float(_one(owner, "SELECT pg_database_size(current_database())")) / 1e9,
    )


def _one(owner: Link, query: str) -> str:
    found = owner.execute(query.encode()).fetchone()
    return str(found[0]) if found else ""


def _from(file: str, name: str) -> str:
    path = Path(file)
    if not path.exists():
        return ""
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")
