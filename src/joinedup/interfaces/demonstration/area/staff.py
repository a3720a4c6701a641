"""The demo's staff: one or more made-up people for every role, read from `data/staff.toml`."""

from dataclasses import dataclass

from joinedup.interfaces.demonstration.area.catalogue import read_table


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A made-up member of staff. `agency` is a slug; `hub` when seconded to the hub."""

    name: str
    email: str
    agency: str
    team: str
    title: str
    roles: tuple[str, ...]
    hub: bool = False


STAFF: tuple[StaffMember, ...] = tuple(
    StaffMember(**{**row, "roles": tuple(row["roles"])})
    for row in read_table("staff.toml")["staff"]
)
