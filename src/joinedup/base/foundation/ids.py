"""Identifiers that say nothing about the person they stand for."""

import secrets
import time
from threading import Lock
from uuid import UUID

_TICKS = 4096  # in a millisecond: what the twelve bits beside the milliseconds can count
_NANOSECONDS = 1_000_000  # in a millisecond

_one_at_a_time = Lock()
_last = 0


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): random, yet in the order of its making, so indexes stay small.

    Those of one process are strictly in that order, also where two are made in one millisecond or
    the clock is set back (RFC 9562, 6.2, methods 1 and 3): rows that were written at one moment
    keep the order in which they were named. PostgreSQL 15 has no ``uuidv7()``, so it is made here.
    """
    global _last
    with _one_at_a_time:
        _last = ticks = max(time.time_ns() * _TICKS // _NANOSECONDS, _last + 1)
    value = (ticks // _TICKS & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= ticks % _TICKS << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)
