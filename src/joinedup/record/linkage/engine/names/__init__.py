"""Nicknames, spellings and transliterations: which names may be one name.

The tables are data (``given_names.csv``, ``family_names.csv``), their sources in ``SOURCES.md``.
"""

from joinedup.record.linkage.engine.names.variants import (
    Relation,
    canonical,
    canonical_family,
    family_relatives,
    family_variants,
    relation,
    relatives,
)

__all__ = [
    "Relation",
    "canonical",
    "canonical_family",
    "family_relatives",
    "family_variants",
    "relation",
    "relatives",
]
