"""Made-up accounts for tests."""

from datetime import date
from itertools import count

from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Professional

PASSWORD = "three unlikely words"
_numbers = count(1)


def account(*, name: str = "Ada Worker", ends_on: date | None = None) -> User:
    """An account of somebody in post, with ``PASSWORD``."""
    number = next(_numbers)
    council = Organisation.objects.create(slug=f"council-{number}", name="Council", kind="council")
    professional = Professional.objects.create(
        organisation=council, name=name, starts_on=date(2020, 1, 1), ends_on=ends_on
    )
    return User.objects.create_user(
        f"worker{number}@council.example", PASSWORD, professional=professional
    )
