"""What a document says, whatever format it is read in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_UK = ZoneInfo("Europe/London")

# A picture is drawn from this text alone: anything that could fetch, include or run something
# else is refused, whoever drew it.
_NOT_SELF_CONTAINED = re.compile(
    r"<!(?:DOCTYPE|ENTITY)|<\s*(?:\w+:)?(?:image|foreignObject|script|use)\b|@import"
    r"|url\(\s*['\"]?(?!#)|href\s*=\s*['\"]\s*(?!#)",
    re.IGNORECASE,
)


class DocumentError(ValueError):
    """The document cannot be made as described. The message never repeats its contents."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document; level 1 comes straight under the title."""

    text: str
    level: Literal[1, 2, 3] = 1

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise DocumentError("A heading needs words.")
        if self.level not in (1, 2, 3):
            raise DocumentError("A heading has level 1, 2 or 3.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A blank line starts a new paragraph; a single line break is kept."""

    text: str


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of points in no particular order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts with their labels, such as ("Date of birth", "3 May 2018, aged 8")."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. The caption says what the table shows; `empty` is said if no rows."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "Nothing recorded."

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise DocumentError("A table needs a caption.")
        if not self.headings or not all(heading.strip() for heading in self.headings):
            raise DocumentError("Every column of a table needs a heading.")
        if any(len(row) != len(self.headings) for row in self.rows):
            raise DocumentError("Every row of a table needs one cell for each heading.")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must not miss; `title` is the word that marks it."""

    text: str
    title: str = "Important"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's own words, and whose they are."""

    text: str
    said_by: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG text, which stands on its own, and the words that say the same.

    Raises DocumentError without alternative text, or when the SVG refers to anything outside.
    """

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise DocumentError("A picture needs alternative text.")
        if "<svg" not in self.svg or _NOT_SELF_CONTAINED.search(self.svg):
            raise DocumentError("A picture must be an SVG that refers to nothing outside itself.")


Block = (
    Heading | Paragraph | BulletList | KeyValues | Table | Notice | Quotation | PageBreak | Picture
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document for one recipient.

    `language` is a BCP 47 tag such as "en-GB" or "cy"; `made_at` is aware; `handling` is how the
    reader must treat it ("Official-Sensitive: for the named recipient only") and is repeated on
    every page. Raises DocumentError when a required part is missing.
    """

    title: str
    reference: str
    made_for: str
    made_by: str
    made_at: datetime
    handling: str
    blocks: tuple[Block, ...] = field(default=())
    language: str = "en-GB"

    def __post_init__(self) -> None:
        for name in ("title", "reference", "made_for", "made_by", "handling"):
            if not getattr(self, name).strip():
                raise DocumentError(f"A document needs its {name.replace('_', ' ')}.")
        if not _LANGUAGE.fullmatch(self.language):
            raise DocumentError("The language must be a tag such as en-GB or cy.")
        if self.made_at.tzinfo is None:
            raise DocumentError("The time that a document was made needs its time zone.")

    @property
    def made_at_words(self) -> str:
        """When it was made, as UK clocks showed it: "22 November 2026 at 3:05pm"."""
        local = self.made_at.astimezone(_UK)
        hour = local.hour % 12 or 12
        half = "am" if local.hour < 12 else "pm"
        return f"{local.day} {local:%B %Y} at {hour}:{local:%M}{half}"

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """Label and value of what stands at the head of every format."""
        return (
            ("For", self.made_for),
            ("From", self.made_by),
            ("Reference", self.reference),
            ("Made on", self.made_at_words),
            ("Handling", self.handling),
        )
