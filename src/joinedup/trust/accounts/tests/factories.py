"""Made-up accounts for tests."""

from datetime import date
from itertools import count

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Professional

PASSWORD = "three unlikely words"
_numbers = count(1)


def account(*, name: str = "Ada Worker", ends_on: date | None = None) -> User:
    """An account of somebody in post, with ``PASSWORD``."""
    number = next(_numbers)
    with as_owner_of_tables():
        council = Organisation.objects.create(
            slug=f"council-{number}", name="Council", kind="council"
        )
        professional = Professional.objects.create(
            organisation=council, name=name, starts_on=date(2020, 1, 1), ends_on=ends_on
        )
    return User.objects.create_user(
        f"worker{number}@council.example", PASSWORD, professional=professional
    )


def leaves(user: User, on: date) -> None:
    """Somebody's last day in post."""
    user.professional.ends_on = on
    with as_owner_of_tables():
        user.professional.save()
