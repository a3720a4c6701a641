"""What everybody who is told something must know about telling the family."""

from joinedup.trust.sharing.rules import Told

UNSAFE = (
    "Do not tell the family about this, or that you were asked: it is recorded that telling them"
    " would not be safe. Ask the hub first."
)
NOT_TOLD = "The family has not been told. Ask the hub before you speak to them about this."


def caution(told: Told, referrer_said: str = "") -> str:
    """The warning that travels with a question or an information product; none when told.

    What the referrer said counts until the hub has recorded that the family was told.
    """
    if told is Told.YES:
        return ""
    if Told.UNSAFE in (told, referrer_said):
        return UNSAFE
    return NOT_TOLD
