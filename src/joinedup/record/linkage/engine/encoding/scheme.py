"""How people are encoded: which fields, in how many bits, and what makes it harder to undo."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

FORMAT = 1
_CHECK = b"joinedup encoding, check value\n"


@dataclass(frozen=True)
class Part:
    """A Bloom filter of ``bits`` (a power of two).  ``fields`` and about how many bits a field
    sets whatever its length; ``overlap``: of several values any one may be known on one side
    only, so that what the shorter side has is what counts."""

    name: str
    title: str
    bits: int
    fields: tuple[tuple[str, int], ...]
    overlap: bool = False
    salted: bool = False
    """Whether the salt, where there is one, goes into it."""


_WHO = (("given", 120), ("family", 120), ("middle", 40), ("birth", 160), ("sex", 20))
_HOME = (("postcode", 60), ("address", 90), ("place", 40), ("attribute", 15))
_OTHERS = (
    ("phone", "telephone", 60),
    ("email", "e-mail", 80),
    ("nhs", "NHS number", 100),
    ("upn", "unique pupil number", 100),
    ("number", "number of another kind", 100),
)

PARTS = (
    Part("person", "names, birth date, sex", 1024, _WHO, salted=True),
    Part("home", "address", 512, _HOME, salted=True),
    *(Part(name, title, 256, ((name, bits),), overlap=True) for name, title, bits in _OTHERS),
)
WHOLE = (
    Part(
        "record",
        "the whole record",
        1024,
        (*_WHO, *_HOME, *((name, bits) for name, _, bits in _OTHERS)),
        salted=True,
    ),
)
LAYOUTS = {"parts": PARTS, "whole": WHOLE}
"""``parts``: names, birth date and sex always together, because a name by itself is undone by
counting; addresses, telephones and identifiers each apart, so that what is missing or has changed
on one side does not hide the rest.  ``whole``: everything in one filter."""


@dataclass(frozen=True)
class Scheme:
    """``noise``: the chance that a bit is turned over.  ``fold``: each filter's halves laid over
    each other by exclusive or.  ``salt``: a person's birth year goes into every bit of names and
    address, so that only records of one birth year agree in them."""

    layout: str = "parts"
    noise: float = 0.0
    fold: bool = True
    salt: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """In the order in which their bits stand."""
        return LAYOUTS[self.layout]

    def bits(self, part: Part) -> int:
        """Of this part, as they leave the agency."""
        return part.bits // 2 if self.fold else part.bits

    @property
    def size(self) -> int:
        """Bytes of one encoding."""
        return sum(self.bits(part) for part in self.parts) // 8

    def described(self) -> dict[str, object]:
        """Everything but the key; two encodings agree only where this agrees."""
        return {
            "format": FORMAT,
            "filter": "Bloom, HMAC-SHA-512 by field, random hashing, pairs of letters",
            **asdict(self),
            "parts": {p.name: {"bits": self.bits(p), "fields": dict(p.fields)} for p in self.parts},
        }

    def check_value(self, key: bytes) -> str:
        """Sixteen digits that tell two keys or two schemes apart and give neither away."""
        said = json.dumps(self.described(), sort_keys=True, separators=(",", ":")).encode()
        return hmac.new(key, _CHECK + said, hashlib.sha256).hexdigest()[:16]
