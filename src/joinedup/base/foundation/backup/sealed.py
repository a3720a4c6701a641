"""A file that only the holder of a secret can read, and that shows any change.

The file is a magic line, a header (one line of JSON, not secret) and chunks. A chunk is its length
in four bytes, then AES-256-GCM. The key is scrypt of the secret and a fresh salt, so that no key
is used for two files; the nonce is the number of the chunk and whether it is the last (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so that a chunk cannot be moved,
left out or cut off. The header is bound to every chunk.
"""

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CHUNK_BYTES = 1 << 20

_MAGIC = b"joinedup backup 1\n"
_HEADER_BYTES = 65_536
_TAG_BYTES = 16
_SCRYPT_COST = 1 << 16  # with block size 8: 64 MiB and a fraction of a second


class SealError(RuntimeError):
    """The file cannot be opened; the message is one line."""


def seal(
    blocks: Iterable[bytes], target: BinaryIO, secret: bytes, about: Mapping[str, str]
) -> None:
    """Write `blocks`, of any size, encrypted. `about` can be read by anybody."""
    salt = os.urandom(16)
    header = (
        _MAGIC + json.dumps({**about, "salt": base64.b64encode(salt).decode()}).encode() + b"\n"
    )
    target.write(header)
    cipher = _cipher(secret, salt)
    number = 0
    waiting = bytearray()
    for block in blocks:
        waiting += block
        # The last chunk may be a full one, so it is kept back until more follows.
        while len(waiting) > CHUNK_BYTES:
            _write_chunk(target, cipher, number, bytes(waiting[:CHUNK_BYTES]), header, last=False)
            del waiting[:CHUNK_BYTES]
            number += 1
    _write_chunk(target, cipher, number, bytes(waiting), header, last=True)


def about(source: BinaryIO) -> dict[str, str]:
    """Return what a sealed file says openly about itself. Nobody has vouched for it yet."""
    return _read_header(source)[1]


def unseal(source: BinaryIO, secret: bytes) -> Iterator[bytes]:
    """Yield what was sealed, from the beginning of the file, each block after its check.

    Raises `SealError` for a wrong secret and for a file that was changed or cut off. The cut is
    known only at the end, so whoever acts on a block must be able to take it back.
    """
    source.seek(0)
    header, described = _read_header(source)
    cipher = _cipher(secret, base64.b64decode(described["salt"]))
    number = 0
    last = False
    while not last:
        size = int.from_bytes(source.read(4), "big")
        if not _TAG_BYTES <= size <= CHUNK_BYTES + _TAG_BYTES:
            raise SealError("the backup is damaged or was cut off")
        sealed = source.read(size)
        following = source.read(1)
        source.seek(-len(following), os.SEEK_CUR)
        last = not following
        try:
            yield cipher.decrypt(_nonce(number, last=last), sealed, header)
        except InvalidTag as error:
            reason = "the key is not the one it was made with, or the backup is damaged"
            raise SealError(
                reason if number == 0 else "the backup is damaged or was cut off"
            ) from error
        number += 1


def _write_chunk(
    target: BinaryIO, cipher: AESGCM, number: int, block: bytes, header: bytes, *, last: bool
) -> None:
    sealed = cipher.encrypt(_nonce(number, last=last), block, header)
    target.write(len(sealed).to_bytes(4, "big") + sealed)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_SCRYPT_COST, r=8, p=1).derive(secret))


def _read_header(source: BinaryIO) -> tuple[bytes, dict[str, str]]:
    magic = source.readline(len(_MAGIC))
    line = source.readline(_HEADER_BYTES)
    if magic != _MAGIC or not line.endswith(b"\n"):
        raise SealError("this is not a backup made by Joined Up")
    try:
        described: dict[str, str] = json.loads(line)
        base64.b64decode(described["salt"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise SealError("this is not a backup made by Joined Up") from error
    return magic + line, described
