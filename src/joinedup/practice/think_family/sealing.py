"""Sealing an extract: packed, and encrypted so that what the database holds says nothing.

AES-256-GCM with a random nonce. The key is HKDF-SHA256 of the installation's secret key, salted by
the exercise, so that no two exercises share one; exercise and agency are bound to the text, so that
no extract can be passed off as another's.
"""

import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from joinedup.practice.think_family.rules.extract_file import ExtractRow

_NONCE_BYTES = 12
_USE = b"joined up: sealed extract, 1"


class NotOpenedError(RuntimeError):
    """An extract cannot be opened: the secret key was changed, or the text was."""


def seal(rows: Iterable[ExtractRow], *, exercise_id: UUID, agency_id: UUID) -> bytes:
    """The rows as nobody can read them without the installation's secret key."""
    packed = zlib.compress(json.dumps([asdict(row) for row in rows]).encode())
    nonce = os.urandom(_NONCE_BYTES)
    cipher = _cipher(settings.SECRET_KEY, exercise_id)
    return nonce + cipher.encrypt(nonce, packed, exercise_id.bytes + agency_id.bytes)


def unseal(content: bytes, *, exercise_id: UUID, agency_id: UUID) -> list[ExtractRow]:
    """The rows again. Raises ``NotOpenedError``."""
    nonce, text = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            packed = _cipher(secret, exercise_id).decrypt(
                nonce, text, exercise_id.bytes + agency_id.bytes
            )
        except InvalidTag:
            continue
        return [
            ExtractRow(**{**row, "needs": tuple(row["needs"])})
            for row in json.loads(zlib.decompress(packed))
        ]
    raise NotOpenedError


def _cipher(secret: str, exercise_id: UUID) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=exercise_id.bytes, info=_USE)
    return AESGCM(derived.derive(secret.encode()))
