"""Names of files that others send us, or that we offer for download."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_LONGEST = 120
_UNSAFE = re.compile(r"[^\w .()+-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_file_name(name: str, *, fallback: str = "file") -> str:
    """`name` without folders, control or re-ordering characters, quotes and reserved words.

    Letters of any script stay. At most 120 bytes as UTF-8, the ending kept. Never empty, never
    hidden (no leading dot), and safe inside a Content-Disposition header.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = " ".join(_UNSAFE.sub("_", last).split()).strip(". ")
    if not clean.strip("_. "):
        return fallback
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    path = PurePosixPath(clean)
    ending = path.suffix if len(path.suffix) <= 10 else ""
    stem = clean.removesuffix(ending).encode()[: _LONGEST - len(ending.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + ending
