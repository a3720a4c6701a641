"""Authenticator apps and passkeys: their secrets are not kept in the clear."""

import base64
import hashlib
from typing import cast

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from joinedup.trust.accounts.models import User


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"joinedup second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Where allauth asks about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Enter the six numbers that your app shows now",
    }

    def encrypt(self, text: str) -> str:
        """Whoever reads a backup must not be able to make somebody's codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other half of ``encrypt``; keys in SECRET_KEY_FALLBACKS still open old secrets."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator app calls this account."""
        return cast("User", user).email

    def generate_authenticator_name(self, user: AbstractBaseUser, type: object) -> str:  # noqa: A002 - allauth's name
        """What a new passkey is called until its owner says otherwise."""
        return "My passkey"
