"""Who signs in. What they may see is not decided here: see ``sharing``."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from joinedup.base.foundation.ids import new_id
from joinedup.trust.agencies.models import Professional


class Users(BaseUserManager["User"]):
    """Finds and makes accounts by e-mail address, whatever its capitals."""

    def create_user(
        self,
        email: str,
        password: str | None = None,
        **fields: Any,  # noqa: ANN401 - columns
    ) -> "User":
        """Make an account; without a password it can only be used by single sign-on or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account: one e-mail address, at most one professional."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254)
    professional = models.OneToOneField(
        Professional, models.PROTECT, null=True, related_name="user"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Users()

    class Meta:
        verbose_name = "account"
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_once")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """What the header of every page calls them."""
        return self.professional.name if self.professional else self.email
