"""The mapping: a TOML file that says which column holds what."""

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class FileError(Exception):
    """A file that cannot be used; the message is one line for the person who gave it."""


class Role(StrEnum):
    """What a column can be."""

    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    DEATH_DATE = "death_date"
    SEX = "sex"
    POSTCODE = "postcode"
    ADDRESS = "address"
    PLACE = "place"
    PHONE = "phone"
    EMAIL = "email"
    IDENTIFIER = "identifier"
    ATTRIBUTE = "attribute"


NAMES = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME})


@dataclass(frozen=True)
class Mapping:
    """``columns`` in the order of the file: name of the column, and its role."""

    record_id: str
    columns: tuple[tuple[str, Role], ...]

    def of(self, *roles: Role) -> tuple[str, ...]:
        """The columns of these roles."""
        return tuple(name for name, role in self.columns if role in roles)


def read_mapping(path: Path) -> Mapping:
    """Read and check it.

    :raises FileError: unreadable, or a role that does not exist.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path} is not TOML: {error}") from error
    record_id = table.get("record_id")
    if not isinstance(record_id, str) or not record_id.strip():
        raise FileError(f'{path} does not name the record\'s id: record_id = "column"')
    columns = table.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise FileError(f"{path} has no table [columns]")
    if unknown := set(table) - {"record_id", "columns"}:
        raise FileError(f"{path}: nothing is called {min(unknown)!r} in a mapping")
    mapping = Mapping(record_id.strip(), _roles(path, columns))
    if not mapping.of(*NAMES, Role.IDENTIFIER):
        raise FileError(f"{path} maps no name and no identifier, so nobody can be told apart")
    return mapping


def _roles(path: Path, columns: Table[str, object]) -> tuple[tuple[str, Role], ...]:
    roles: dict[str, Role] = {}
    for column, role in columns.items():
        if role not in list(Role):
            known = ", ".join(Role)
            raise FileError(f"{path}: {role!r} of column {column!r} is not a role ({known})")
        if column.strip() in roles:
            raise FileError(f"{path} maps column {column.strip()!r} twice")
        roles[column.strip()] = Role(str(role))
    return tuple(roles.items())
