"""Which agencies know somebody whose record is open here."""

from collections.abc import Collection
from uuid import UUID

from joinedup.record.linkage.queries import Located, locate
from joinedup.record.people.queries.known import identity_of
from joinedup.trust.sharing.asking import Viewer


def who_knows(viewer: Viewer, person_id: UUID, *, decisions: Collection[UUID]) -> list[Located]:
    """Whether the agencies that these decisions are about know this person, and whom to ring.

    One answer for each agency that may be asked; an agency without one was not asked. What is
    asked comes from the person's record as far as the viewer may see it.

    Raises ``NotVisible``, and ``ValueError`` when the enquiry has asked too often today.
    """
    return locate(viewer, decisions=decisions, identity=identity_of(person_id))
