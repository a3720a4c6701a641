"""Blocks: the keys under which a record lies in the index, and under which one is sought.

Every key is of several facts together, so that few records share one however many there are; a
block gives at most ``most`` records.  What depends on the question (day and month swapped, names
in swapped order) is on the question's side only.  The ``wide`` blocks are asked where the others
found nobody who fits: half of a misspelled name is right, and a sound survives most slips.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from joinedup.record.linkage.engine.live.prepared import BETWEEN
from joinedup.record.linkage.engine.names import canonical
from joinedup.record.linkage.engine.preparing.names import sound

MOST_KEYS = 4
"""Of one record in one block: a name of more forms or parts is found by these."""
_OFFSET = 1 << 31


Some = tuple[str, ...]
"""Values of which there may be none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What keys are made of; a fact that is not known is empty.  ``born`` is a whole birth date,
    ``day`` its month and day (1 January stands for "only the year is known")."""

    stems: Some
    sounds: Some
    groups: Some
    given: str
    family: str
    born: Some
    year: Some
    day: Some
    postcodes: Some
    phones: Some
    emails: Some
    lines: Some
    identifiers: Some
    others: Some


@dataclass(frozen=True)
class Block:
    """``needs``: one of these prepared columns must be there at all; ``unless``: none of these, of
    which more telling keys are made; ``asked``: the keys of a question, where they are not those of
    a record."""

    name: str
    keys: Callable[[Facts], Sequence[str]]
    needs: frozenset[str]
    most: int = 24
    wide: bool = False
    unless: frozenset[str] = frozenset()
    asked: Callable[[Facts], Sequence[str]] | None = None


def facts(record: Mapping[str, str]) -> Facts:
    """Of a prepared record."""
    stems = _several(record, "stems")
    given, birth = record["given"], record.get("birth", "")
    whole = len(birth) == 8
    identifiers, others = _numbered(record)
    return Facts(
        stems,
        tuple(dict.fromkeys([sound(stem) for stem in stems])),
        _several(record, "groups") or _some(given),
        given,
        record["family"],
        (birth,) if whole else (),
        _some(birth[:4]),
        _some(birth[4:]) if whole and birth[4:] != "0101" else (),
        _several(record, "postcodes"),
        _several(record, "phones"),
        _several(record, "emails"),
        _several(record, "lines"),
        identifiers,
        others,
    )


def _several(record: Mapping[str, str], name: str) -> Some:
    text = record.get(name)
    return tuple(text.split(BETWEEN)) if text else ()


def _some(text: str) -> Some:
    return (text,) if text else ()


def _numbered(record: Mapping[str, str]) -> tuple[Some, Some]:
    identifiers, others = [], []
    for name, value in record.items():
        if value and name[-1].isdigit():
            if name.startswith("identifier_"):
                identifiers.append(f"{name}={value}")
            elif not name.startswith("address_"):
                others.append(f"{name}={value}")
    return tuple(identifiers), tuple(others)


def _two(one: Some, other: Some) -> Sequence[str]:
    return [f"{a}|{b}" for a in one for b in other]


def _three(one: Some, other: Some, third: Some) -> Sequence[str]:
    return [f"{a}|{b}|{c}" for a in one for b in other for c in third]


def _ends(name: str) -> Some:
    """The first letter and the last: of a name in which another one is wrong, both are right."""
    return (f"{name[0]}{name[-1]}",) if name else ()


def _names_alone(found: Facts) -> Sequence[str]:
    """Apart for those who have a birth date: many share a name."""
    return _three(found.sounds, found.groups, (_DATED if found.born else _UNDATED,))


def _asked_by_names(found: Facts) -> Sequence[str]:
    """Who has a birth date is found by it, unless it is the question that has none."""
    which = (_UNDATED,) if found.born else (_UNDATED, _DATED)
    return _three(found.sounds, found.groups, which)


_DATED, _UNDATED = "dated", "undated"
_BORN = frozenset({"birth"})
_HOME = frozenset({"postcodes"})
_LINES = frozenset({"lines"})
_NAMED = frozenset({"given"})
_OTHERS = frozenset({"place_1", "attribute_1"})

BLOCKS: tuple[Block, ...] = (
    Block("identifier", lambda f: f.identifiers, frozenset({"identifier_1"})),
    Block("telephone", lambda f: f.phones, frozenset({"phones"})),
    Block("e-mail", lambda f: f.emails, frozenset({"emails"})),
    Block("sound of surname, birth date", lambda f: _two(f.sounds, f.born), _BORN),
    Block("first name, birth date", lambda f: _two(f.groups, f.born), _BORN),
    Block("initials, birth date",
          lambda f: _three(_some(f.given[:1]), _some(f.family[:1]), f.born), _BORN),
    Block("postcode, birth date", lambda f: _two(f.postcodes, f.born), _HOME),
    Block("postcode, first name", lambda f: _two(f.postcodes, f.groups), _HOME),
    Block("postcode, sound of surname", lambda f: _two(f.postcodes, f.sounds), _HOME),
    Block("full name, birth year", lambda f: _three(f.stems, f.groups, f.year), _BORN),
    Block("full name, day and month", lambda f: _three(f.sounds, f.groups, f.day), _BORN),
    Block("address, first name", lambda f: _two(f.lines, f.groups), _LINES),
    Block("ends of surname, first name, birth year",
          lambda f: _three(_ends(f.family), f.groups, f.year), _BORN, 12, wide=True),
    Block("start of first name, sound of surname, birth year",
          lambda f: _three(_some(f.given[:2]), f.sounds, f.year), _BORN, 12, wide=True),
    Block("ends of surname, birth date",
          lambda f: _two(_ends(f.family), f.born), _BORN, wide=True),
    Block("ends of first name, birth date",
          lambda f: _two(_ends(f.given), f.born), _BORN, wide=True),
    Block("postcode, birth year", lambda f: _two(f.postcodes, f.year), _HOME, 12, wide=True),
    Block("sound of surname, first name", _names_alone, _NAMED, wide=True, asked=_asked_by_names),
    Block("address, sound of surname", lambda f: _two(f.lines, f.sounds), _LINES, wide=True),
    Block("place or attribute, full name", lambda f: _three(f.others, f.sounds, f.groups),
          _OTHERS, wide=True),
    Block("place or attribute, initial, birth year",
          lambda f: _three(f.others, _some(f.given[:1]), f.year), _OTHERS, wide=True, unless=_HOME),
    Block("postcode, initial of first name",
          lambda f: _two(f.postcodes, _some(f.given[:1])), _HOME, wide=True, unless=_BORN),
    Block("postcode, initial of surname",
          lambda f: _two(f.postcodes, _some(f.family[:1])), _HOME, wide=True, unless=_BORN),
    Block("address", lambda f: f.lines, _LINES, 12, wide=True, unless=_BORN),
)  # fmt: skip


def blocks_for(columns: frozenset[str]) -> tuple[Block, ...]:
    """Those for which records have the columns."""
    return tuple(b for b in BLOCKS if b.needs & columns and not b.unless & columns)


def hashed(text: str) -> int:
    """A key as the index holds it: 32 bits with a sign.  Two that fall together cost a glance."""
    return crc32(text.encode()) - _OFFSET


def keys_of(block: Block, found: Facts) -> list[int]:
    """Of one record in one block."""
    keys = block.keys(found)
    if len(keys) > 1:
        keys = [*dict.fromkeys(keys)][:MOST_KEYS]
    return [hashed(key) for key in keys]


def sought(block: Block, readings: Iterable[Facts]) -> list[int]:
    """To look up, of every way in which a question may be read, each once."""
    make = block.asked or block.keys
    found = [key for reading in readings for key in make(reading)]
    if len(found) > 1:
        found = [*dict.fromkeys(found)]
    return [hashed(key) for key in found]


def readings(found: Facts) -> Iterator[Facts]:
    """The question as it is; with day and month swapped; with its names in swapped order.  One
    mistake at a time: beside it, what else is asked for is right."""
    yield found
    bare = replace(found, identifiers=(), phones=(), emails=(), others=())
    if found.born and (turned := _turned(found.born[0])) != found.born[0]:
        yield replace(
            bare, given="", family="", born=(turned,), year=(), day=(), postcodes=(), lines=()
        )
    if found.given and found.family:
        yield replace(
            bare,
            stems=(found.given,),
            sounds=(sound(found.given),),
            groups=() if found.born else tuple(sorted(canonical(found.family))),
            given="",
            family="",
        )


def _turned(born: str) -> str:
    return f"{born[:4]}{born[6:]}{born[4:6]}"
