"""Made-up people who write drafts."""

from itertools import count

from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests.factories import professional, team

PASSWORD = "three unlikely words"
_numbers = count(1)


def writer(name: str = "Ada Worker") -> User:
    """An account of a referrer in post, with ``PASSWORD``."""
    person = professional((team(), Role.REFERRER), name=name)
    return User.objects.create_user(
        f"writer{next(_numbers)}@council.example", PASSWORD, professional=person
    )
