"""Linking people whose names an agency may not hand over: keyed encodings in their place.

On the agency's own machine a record becomes a row of bits under a secret that only the agencies
have (``keys``, ``features``, ``filters``; ``scheme`` says how).  Whoever links counts the bits that
two rows have in common (``similarity``), finds the rows worth comparing (``candidates``), weighs
them (``weights``) and groups them as clear records are grouped (``joining``, ``outcome``), or looks
one up among many (``index``).  What this protects and what it does not is measured; see the page on
privacy-preserving linkage in the guide.
"""

from joinedup.record.linkage.engine.encoding.encoded import (
    Encoded,
    check_place,
    is_encoded,
    read_encoded,
    read_to_look_up,
    write_encoded,
)
from joinedup.record.linkage.engine.encoding.features import cleaned
from joinedup.record.linkage.engine.encoding.filters import encode
from joinedup.record.linkage.engine.encoding.index import Index, Match
from joinedup.record.linkage.engine.encoding.joining import Joined, join
from joinedup.record.linkage.engine.encoding.keys import new_key, read_key
from joinedup.record.linkage.engine.encoding.lookup import Candidate, EncodedLookup
from joinedup.record.linkage.engine.encoding.outcome import write_joined
from joinedup.record.linkage.engine.encoding.scheme import LAYOUTS, Scheme
from joinedup.record.linkage.engine.encoding.weights import Weighing, read_weighing

__all__ = [
    "LAYOUTS", "Candidate", "Encoded", "EncodedLookup", "Index", "Joined", "Match", "Scheme",
    "Weighing", "check_place", "cleaned", "encode", "is_encoded", "join", "new_key",
    "read_encoded", "read_key", "read_to_look_up", "read_weighing", "write_encoded",
    "write_joined",
]  # fmt: skip
