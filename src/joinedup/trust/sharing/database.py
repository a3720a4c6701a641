"""Enforcing grants: one policy, the same for every protected table, and no rule in it.

A row is visible when a grant, in force now, opens its folder and category for reading to the
viewer or to one of the viewer's teams, and the viewer is not excluded from the folder. Rows can
be added or changed where a grant opens them for writing. Who is asking comes from
``sharing.session`` by way of transaction-local settings; without a session there are no rows.
A row stays in the folder and the category in which it was filed.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from joinedup.base.foundation.rows import AfterTable, RowPolicy, table_of

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_HELD = (
    "g.holder_id = ANY ((SELECT joinedup_holders())::uuid[])"
    " AND g.{access} AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())"
)
_OPENED = (
    "EXISTS (SELECT 1 FROM sharing_grant g"
    " WHERE g.folder_id = {folder} AND g.category = {category} AND {held})"
)
# The same for tables of which a folder has thousands of rows. Where a statement reads a folder
# through (``asking.read_through`` says which), its grants are fetched once and each row is looked
# up among them. Otherwise a row at a time: OFFSET 0 keeps PostgreSQL from fetching all grants of
# the viewer's teams at once, which takes seconds for a team that holds a county.
_OPENED_MANY = (
    "CASE WHEN {folder} = ANY ((SELECT joinedup_read_through())::uuid[])"
    " THEN ({folder}, {category}) IN (SELECT g.folder_id, g.category FROM sharing_grant g"
    " WHERE g.folder_id = ANY ((SELECT joinedup_read_through())::uuid[]) AND {held})"
    " ELSE EXISTS (SELECT 1 FROM sharing_grant g"
    " WHERE g.folder_id = {folder} AND g.category = {category} AND {held} OFFSET 0) END"
)
_NOT_EXCLUDED = "NOT ({folder} = ANY ((SELECT joinedup_excluded())::uuid[]))"


def granted(
    access: str,
    *,
    folder: str = "folder_id",
    category: str = "{table}.category",
    many: bool = False,
) -> str:
    """The condition of every policy, for ``may_read`` or ``may_write``.

    ``many`` asks the same with fewer look-ups where thousands of rows of a folder are read.
    """
    parts = {
        "folder": f"{{table}}.{folder}",
        "category": category,
        "held": _HELD.format(access=access),
    }
    opened = (_OPENED_MANY if many else _OPENED).format(**parts)
    return f"{opened} AND {_NOT_EXCLUDED.format(**parts)}"


class ProtectedByFolder(RowPolicy):
    """The policy of every protected table: a row has one folder and one category.

    ``many`` where a folder has thousands of rows that are read together: who may read which is
    the same, and found out with fewer look-ups.
    """

    def __init__(
        self,
        *,
        name: str = "%(app_label)s_%(class)s_by_folder",
        append_only: bool = False,
        may_delete: bool = False,
        many: bool = False,
    ) -> None:
        super().__init__(
            name=name,
            may_read=granted("may_read", many=many),
            may_write=granted("may_write"),
            may_change=not append_only,
            may_delete=may_delete,
        )
        self.append_only = append_only
        self.many = many

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        kwargs: dict[str, Any] = {"name": self.name}
        if self.append_only:
            kwargs["append_only"] = True
        if self.may_delete:
            kwargs["may_delete"] = True
        if self.many:
            kwargs["many"] = True
        return path, (), kwargs


class StaysFiled(AfterTable):
    """No row moves to another folder, nor, unless ``but_category``, to another category.

    Whoever may write in both could otherwise take a row from where it was decided about to where
    others hold grants. A policy sees either the old row or the new; a trigger sees both.
    """

    def __init__(
        self, *, name: str = "%(app_label)s_%(class)s_stays_filed", but_category: bool = False
    ) -> None:
        super().__init__(name=name)
        self.but_category = but_category

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: "BaseDatabaseSchemaEditor | None"
    ) -> str:
        """The trigger; its function is made in migration 0009 of sharing."""
        columns = ["folder_id"] if self.but_category else ["folder_id", "category"]
        moved = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE UPDATE OF {", ".join(columns)}'
            f' ON "{table_of(model)}" FOR EACH ROW WHEN ({moved})'
            " EXECUTE FUNCTION sharing_stays_filed()"
        )

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: "BaseDatabaseSchemaEditor | None"
    ) -> str:
        """Drop the trigger."""
        return f'DROP TRIGGER "{self.name}" ON "{table_of(model)}"'

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        if self.but_category:
            kwargs["but_category"] = True
        return path, (), kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StaysFiled):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)


class ProtectedByBoth(ProtectedByFolder):
    """For what is about two people, such as that their records look alike: it takes a grant for
    each of their two folders, and for every one of ``categories`` in each.

    Whoever is kept out of either sees nothing, not even how many there are. ``written`` where
    those who may decide about both folders, and write in them, may add rows; ``may_change`` names
    the columns that they may change.
    """

    def __init__(
        self,
        *,
        name: str = "%(app_label)s_%(class)s_by_both",
        other: str,
        categories: list[str],
        written: bool = True,
        may_change: list[str] | None = None,
    ) -> None:
        super().__init__(name=name)
        folders = ("folder_id", other)
        self.may_read = _all_of("may_read", folders, categories)
        decides = " AND ".join(f"sharing_may_decide({{table}}.{column})" for column in folders)
        writes = f"{_all_of('may_write', folders, categories)} AND {decides}"
        self.may_write = writes if written else None
        self.may_change = may_change or False
        self.other, self.categories, self.written = other, categories, written

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        kwargs: dict[str, Any] = {
            "name": self.name,
            "other": self.other,
            "categories": self.categories,
        }
        if not self.written:
            kwargs["written"] = False
        if self.may_change:
            kwargs["may_change"] = self.may_change
        return path, (), kwargs


def _all_of(access: str, folders: tuple[str, str], categories: list[str]) -> str:
    return " AND ".join(
        granted(access, folder=column, category=f"'{category}'")
        for column in folders
        for category in categories
    )


class ProtectedForTeam(ProtectedByFolder):
    """For what was sent to a team: whoever reads it without writing it must be in the team today.

    A grant to a team ends for somebody who leaves it; with this, so does one to a named person.
    ``column`` holds the team.
    """

    def __init__(self, *, name: str = "%(app_label)s_%(class)s_by_folder", column: str) -> None:
        super().__init__(name=name)
        in_team = f"{{table}}.{column} = ANY ((SELECT joinedup_holders())::uuid[])"
        self.may_read += f" AND ({in_team} OR {granted('may_write')})"
        self.column = column

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (), {"name": self.name, "column": self.column}


class ProtectedVersion(ProtectedByFolder):
    """For kept versions: seen where the version's own category and its row as it is now are.

    A row that was filed where the wrong people could read it, and then filed elsewhere, would
    otherwise stay readable to them in its history.
    """

    def __init__(self, *, name: str, of: str) -> None:
        super().__init__(name=name, append_only=True)
        row_now = f'SELECT 1 FROM "{of}" r WHERE r.id = {{table}}.pgh_obj_id'  # noqa: S608 - a model
        self.may_read += f" AND EXISTS ({row_now})"
        self.of = of

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (), {"name": self.name, "of": self.of}


class ProtectedByWriter(RowPolicy):
    """For what belongs to one person alone, such as a draft."""

    def __init__(self, *, name: str = "%(app_label)s_%(class)s_by_writer", column: str) -> None:
        mine = "{table}." + column + " = (SELECT joinedup_viewer())"
        super().__init__(name=name, may_read=mine, may_write=mine, may_delete=True)
        self.column = column

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (), {"name": self.name, "column": self.column}
