"""What can stand in a chronology. Codes from the draft national standard (17 July 2026)."""

from enum import StrEnum


class EntryType(StrEnum):
    """A single happening, or a bounded period of a service."""

    LIFE_EVENT = "life_event"
    SERVICE_EPISODE = "service_episode"


class Impact(StrEnum):
    """What it meant for the child or the family: good things are recorded too."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
