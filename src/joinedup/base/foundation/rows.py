"""Row-level security as a Django constraint: a table and its policy travel in one migration.

The policies are for the application's role alone. The owner of the tables, who runs migrations
and the few functions that may look across agencies, is not subject to them; no person and no
page ever works as the owner.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.constraints import BaseConstraint

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APPLICATION_ROLE = "joinedup_app"


class AfterTable(BaseConstraint):
    """What PostgreSQL makes of a table once it is there, and enforces by itself."""

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: "BaseDatabaseSchemaEditor | None"
    ) -> str:
        """Nothing inside CREATE TABLE; the rest follows in the same transaction."""
        if schema_editor is not None:
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def validate(self, *args: object, **kwargs: object) -> None:
        """The database enforces it; there is nothing to check on one instance."""


class RowPolicy(AfterTable):
    """Which rows of a table the application may read, add and change.

    ``may_read`` and ``may_write`` are SQL conditions on the row; ``{table}`` stands for the
    table's name. Without ``may_write`` nothing can be added or changed. ``may_change=False``
    makes the table append-only; a list of columns opens those alone. Rows are deleted by the
    application only where ``may_delete`` says so.
    """

    def __init__(
        self,
        *,
        name: str,
        may_read: str,
        may_write: str | None = None,
        may_change: bool | list[str] = True,
        may_delete: bool = False,
    ) -> None:
        super().__init__(name=name)
        self.may_read = may_read
        self.may_write = may_write
        self.may_change = may_change
        self.may_delete = may_delete

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: "BaseDatabaseSchemaEditor | None"
    ) -> str:
        """The statements that close the table and open it again for the rows meant."""
        table = table_of(model)
        read = self.may_read.format(table=f'"{table}"')
        statements = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'REVOKE ALL ON "{table}" FROM {APPLICATION_ROLE}',
            f'GRANT SELECT ON "{table}" TO {APPLICATION_ROLE}',
            self._policy(table, "SELECT", f"USING ({read})"),
        ]
        if self.may_write is not None:
            write = self.may_write.format(table=f'"{table}"')
            statements += [
                f'GRANT INSERT ON "{table}" TO {APPLICATION_ROLE}',
                self._policy(table, "INSERT", f"WITH CHECK ({write})"),
            ]
            if self.may_change:
                columns = ""
                if isinstance(self.may_change, list):
                    columns = f" ({', '.join(self.may_change)})"
                statements += [
                    f'GRANT UPDATE{columns} ON "{table}" TO {APPLICATION_ROLE}',
                    self._policy(table, "UPDATE", f"USING ({write}) WITH CHECK ({write})"),
                ]
            if self.may_delete:
                statements += [
                    f'GRANT DELETE ON "{table}" TO {APPLICATION_ROLE}',
                    self._policy(table, "DELETE", f"USING ({write})"),
                ]
        return ";\n".join(statements)

    def _policy(self, table: str, command: str, condition: str) -> str:
        name = f"{self.name}_{command.lower()}"
        return (
            f'CREATE POLICY "{name}" ON "{table}" FOR {command} TO {APPLICATION_ROLE} {condition}'
        )

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: "BaseDatabaseSchemaEditor | None"
    ) -> str:
        """Drop the policies. The table stays closed: without a policy no row is visible."""
        table = table_of(model)
        return ";\n".join(
            f'DROP POLICY IF EXISTS "{self.name}_{command}" ON "{table}"'
            for command in ("select", "insert", "update", "delete")
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        kwargs |= {"may_read": self.may_read, "may_write": self.may_write}
        if self.may_change is not True:
            kwargs["may_change"] = self.may_change
        if self.may_delete:
            kwargs["may_delete"] = True
        return path, (), kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RowPolicy):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)


def table_of(model: type[models.Model] | None) -> str:
    """The table to which a constraint belongs."""
    if model is None:
        raise ValueError("A policy belongs to a model's table.")
    return model._meta.db_table
