"""Made-up documents for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from joinedup.base.documents.document import Block, Document

HANDLING = "Official-Sensitive: for the named recipient only"


def document(*blocks: Block, **changes: object) -> Document:
    said: dict[str, Any] = {
        "title": "What we are sharing with you",
        "reference": "HUB-2026-00417",
        "made_for": "A Placeholder, Northmoor Primary School",
        "made_by": "Westmarch safeguarding hub",
        "made_at": datetime(2026, 6, 1, 14, 5, tzinfo=UTC),
        "handling": HANDLING,
        "blocks": blocks,
    }
    return Document(**(said | changes))
