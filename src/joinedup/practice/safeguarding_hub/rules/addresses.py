"""What a manager is told before an address leaves the hub: one in the wrong hands is harm."""

from collections.abc import Sequence
from dataclasses import dataclass

TELL_NOBODY = "Tell nobody else where this is, the rest of the family included."


@dataclass(frozen=True)
class Whereabouts:
    """One address as the record has it, and what else is known that bears on sending it.

    ``not_there`` are the others whom the enquiry is about and who are not recorded as living there.
    """

    whose: str
    others: int
    refuge: bool
    named_people_only: bool
    telling_unsafe: bool
    not_there: Sequence[str]

    @property
    def to_be_kept(self) -> bool:
        """Whether whoever is sent it must tell nobody else."""
        return self.refuge or self.named_people_only or self.telling_unsafe


def cautions(where: Whereabouts) -> list[str]:
    """What to think of before it is sent, the gravest first; nothing where nothing is known."""
    found = []
    if where.refuge:
        found.append("This is a refuge. Send it only if the refuge agrees.")
    if where.named_people_only:
        found.append(f"The record of {where.whose} is open to named people only.")
    if where.telling_unsafe:
        found.append("It is recorded that telling the family would not be safe.")
    if where.not_there:
        others = ", ".join(where.not_there)
        found.append(f"Not recorded as living here, and perhaps not to learn of it: {others}.")
    if where.others:
        found.append(
            f"{where.whose} has more than one current address. Find out first which is right."
        )
    return found
