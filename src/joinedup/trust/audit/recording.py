"""Writing to the log, in the transaction of what is logged."""

import json
from typing import Protocol
from uuid import UUID

from django.db import connection

from joinedup.trust.audit.rules import Action


class Folder(Protocol):
    """What the log needs to know of a sharing folder."""

    @property
    def id(self) -> UUID:
        """The folder's id."""

    @property
    def controller_id(self) -> UUID:
        """The organisation that answers for the folder's content."""


def record(
    action: Action,
    *,
    subject_kind: str,
    subject_id: UUID | None = None,
    folder: Folder | None = None,
    controller_id: UUID | None = None,
    details: dict[str, str | int | bool | list[str] | None] | None = None,
) -> None:
    """Append one entry. Who is asking, for which agency and purpose, the database itself adds.

    ``details`` holds identifiers, codes and counts: never a name, an address or free text, since
    the log outlives what it describes and is read by people who may not see the record.
    ``controller_id`` is the organisation whose governance lead may read an entry that is about
    no folder.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_record(%s, %s, %s, %s, %s, %s::jsonb)",
            [
                action.value,
                subject_kind,
                subject_id,
                folder.id if folder else None,
                folder.controller_id if folder else controller_id,
                json.dumps(details or {}, sort_keys=True),
            ],
        )
