"""Bloom filters of records: tokens become bits under the agencies' key.

Every field has a key of its own, drawn from the agencies'; a token's places are read off its
HMAC-SHA-512 one after the other (random hashing: two hash functions added up leave a pattern that
can be recognised).  A field sets about the same number of bits whatever its length, so that the
count of bits tells no length.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.features import Values, tokens
from joinedup.record.linkage.engine.encoding.scheme import Part, Scheme

Bits = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.uint16]

_MOST_BITS = 64
"""Of one token; two of HMAC-SHA-512."""
_AT_ONCE = 20_000
_MOST_KEPT = 300_000
"""Values remembered, so that memory stays bounded; about 150 MB."""
_YEAR = 4


def encode(fields: Mapping[str, Sequence[Values]], scheme: Scheme, key: bytes) -> Bits:
    """A row a record, eight bits a byte, part after part.  The same record gives the same bits."""
    records = len(next(iter(fields.values())))
    maker = _Maker(key)
    made = []
    for start in range(0, records, _AT_ONCE):
        these = {name: rows[start : start + _AT_ONCE] for name, rows in fields.items()}
        made.append(np.hstack([_part(these, part, scheme, maker) for part in scheme.parts]))
    return np.vstack(made)


def _part(
    fields: Mapping[str, Sequence[Values]], part: Part, scheme: Scheme, maker: "_Maker"
) -> Bits:
    records = len(next(iter(fields.values())))
    salts = _salts(fields, records) if scheme.salt and part.salted else [""] * records
    rows, places = [], []
    for name, bits in part.fields:
        for row, (found, salt) in enumerate(zip(fields.get(name, ()), salts, strict=False)):
            if found:
                set_here = maker.places(name, found, salt, bits, part.bits)
                places.append(set_here)
                rows.append((row, len(set_here)))
    filled = np.zeros((records, part.bits), dtype=bool)
    if rows:
        counted = np.array(rows)
        filled[np.repeat(counted[:, 0], counted[:, 1]), np.concatenate(places)] = True
    has = filled.any(axis=1)
    if scheme.noise:
        for row in np.flatnonzero(has).tolist():
            filled[row] ^= maker.noise(filled[row], scheme.noise)
    if scheme.fold:
        filled = filled[:, : part.bits // 2] ^ filled[:, part.bits // 2 :]
    return np.packbits(filled, axis=1)


def _salts(fields: Mapping[str, Sequence[Values]], records: int) -> list[str]:
    births = fields.get("birth", [()] * records)
    return [found[0][:_YEAR] if found else "" for found in births]


@dataclass
class _Maker:
    """Remembers what it has worked out: names and towns come again and again."""

    key: bytes
    _keys: dict[str, bytes] = field(default_factory=dict)
    _tokens: dict[tuple[str, str, str], _Places] = field(default_factory=dict)
    _values: dict[tuple[str, Values, str], _Places] = field(default_factory=dict)

    def places(self, name: str, found: Values, salt: str, bits: int, of: int) -> _Places:
        """Where the values of a field set bits in a filter of so many."""
        known = self._values.get((name, found, salt))
        if known is None:
            every = tokens(name, found)
            each = max(1, min(_MOST_BITS, round(bits / len(every))))
            known = np.concatenate([self._token(name, token, salt)[:each] for token in every])
            if len(self._values) >= _MOST_KEPT:
                self._values.clear()
            self._values[name, found, salt] = known
        return known & np.uint16(of - 1)

    def noise(self, filled: npt.NDArray[np.bool_], chance: float) -> npt.NDArray[np.bool_]:
        """Which bits of a filter are turned over.  Drawn from the filter itself under the key:
        encoding a record twice does not average the noise away."""
        said = hmac.digest(self._key("noise"), np.packbits(filled).tobytes(), "sha512")
        stream = hashlib.shake_256(said).digest(2 * len(filled))
        return np.frombuffer(stream, np.uint16) < chance * 2**16

    def _token(self, name: str, token: str, salt: str) -> _Places:
        known = self._tokens.get((name, token, salt))
        if known is None:
            key, said = self._key(name), f"{salt}\n{token}\n".encode()
            if len(self._tokens) >= _MOST_KEPT:
                self._tokens.clear()
            stream = b"".join(hmac.digest(key, said + half, "sha512") for half in (b"0", b"1"))
            known = self._tokens[name, token, salt] = np.frombuffer(stream, np.uint16)
        return known

    def _key(self, name: str) -> bytes:
        if name not in self._keys:
            self._keys[name] = hmac.digest(self.key, f"joinedup field\n{name}".encode(), "sha512")
        return self._keys[name]
