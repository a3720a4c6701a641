"""Who is who across the agencies' extracts, by the bulk engine: in memory alone.

To be visited because a program took two people for one is a harm, so a link counts here only when
it is sure: the engine joins the two records, with a weight that is hard to come by, and either a
number is the same on both, or the whole birth date is and the first names are one name. What the
engine joins on less, or leaves open, is uncertain: it makes no family meet the criteria.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from joinedup.practice.think_family.rules.extract_file import ExtractRow
from joinedup.record.linkage.engine.cleaning.names import clean_given
from joinedup.record.linkage.engine.comparing import Level, prepare
from joinedup.record.linkage.engine.comparing.names import compare_names
from joinedup.record.linkage.engine.files import Listed, Mapping, Role
from joinedup.record.linkage.engine.identity import Identity, Name
from joinedup.record.linkage.engine.linking import Linked, Options, link
from joinedup.record.linkage.engine.names import Relation, relation

if TYPE_CHECKING:
    import duckdb

CERTAIN = 10.0
"""Bits from which the engine's weight alone would be believed of strangers."""

_ROLES: tuple[tuple[str, Role], ...] = (
    ("given_names", Role.GIVEN_NAME),
    ("family_name", Role.FAMILY_NAME),
    ("birth_date", Role.BIRTH_DATE),
    ("sex", Role.SEX),
    ("address_line", Role.ADDRESS),
    ("postcode", Role.POSTCODE),
    ("phone", Role.PHONE),
    ("nhs_number", Role.IDENTIFIER),
    ("upn", Role.IDENTIFIER),
)


@dataclass(frozen=True)
class Sent:
    """One row of one agency's extract."""

    agency: str
    row: ExtractRow


@dataclass(frozen=True)
class People:
    """``person`` says for each row whose it is, by sure links alone. ``uncertain`` are pairs of
    rows, by their places, that may be of one person."""

    person: tuple[int, ...]
    uncertain: tuple[tuple[int, int], ...]
    model_sha256: str


class _InMemory(Listed):
    """Rows that are never written to a disk: a run that needs more memory than there is fails."""

    def load(self, base: "duckdb.DuckDBPyConnection") -> None:
        base.execute("SET temp_directory = ''; SET enable_progress_bar = false")
        super().load(base)


def link_people(sent: Sequence[Sent], *, today: date) -> People:
    """Link the rows of all agencies, within each as between them.

    Raises ``engine.files.FileError`` for rows that hold nothing to tell people apart by.
    """
    # a column without a value in any file has nothing to say
    roles = [(name, role) for name, role in _ROLES if any(getattr(s.row, name) for s in sent)]
    records = _InMemory(
        [one.agency for one in sent],
        [one.row.record_id for one in sent],
        {name: [str(getattr(one.row, name)) for one in sent] for name, _ in roles},
    )
    linked = link(records, Mapping("record_id", tuple(roles)), Options(today=today), _say_nothing)
    sure: list[tuple[int, int]] = []
    uncertain: list[tuple[int, int]] = []
    for one, other, joined in _pairs(linked, sent):
        is_sure = joined and surely_one(sent[one].row, sent[other].row)
        (sure if is_sure else uncertain).append((one, other))
    return People(tuple(_joined(len(sent), sure)), tuple(uncertain), linked.model.sha256)


def surely_one(one: ExtractRow, other: ExtractRow) -> bool:
    """Whether two records that the engine takes for one person have what it needs to be sure."""
    born = one.birth_date if one.birth_date == other.birth_date else ""
    given, _ = compare_names(prepare(_named(one)), prepare(_named(other)))
    if _same_number(one, other):
        # a number that was written on somebody else's record agrees with nothing there
        return bool(born) or given.level is not Level.DIFFERENT
    # many whose birth date is not known are given the first of January
    if len(born) < 10 or born.endswith("-01-01"):
        return False
    return given.level is Level.EXACT or (given.level is Level.VARIANT and _one_name(one, other))


def _same_number(one: ExtractRow, other: ExtractRow) -> bool:
    return (one.nhs_number != "" and one.nhs_number == other.nhs_number) or (
        one.upn != "" and one.upn == other.upn
    )


def _one_name(one: ExtractRow, other: ExtractRow) -> bool:
    """A spelling or a short form; what is one name in two languages may be two twins' names."""
    first, second = clean_given(one.given_names), clean_given(other.given_names)
    return bool(first and second) and relation(first[0], second[0]) >= Relation.SHORT_FORM


def _named(row: ExtractRow) -> Identity:
    return Identity(names=(Name(tuple(row.given_names.split()), row.family_name),))


def _pairs(linked: Linked, sent: Sequence[Sent]) -> list[tuple[int, int, bool]]:
    """Every pair that may be one person, by the places of its rows, and whether the engine joins
    it with a weight that is to be believed."""
    place = {(one.agency, one.row.record_id): n for n, one in enumerate(sent)}
    rows = linked.base.execute("SELECT uid, source, record FROM raw").fetchall()
    of = {uid: place[source, record] for uid, source, record in rows}
    pairs = linked.base.execute(
        "SELECT uid_l, uid_r, decision = 'same person' AND kind IS NULL AND weight >= ?"
        " FROM decided WHERE decision <> 'two people' ORDER BY uid_l, uid_r",
        [CERTAIN],
    ).fetchall()
    return [(of[one], of[other], bool(joined)) for one, other, joined in pairs]


def _joined(records: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The least record that each is joined to, by pairs and pairs of pairs."""
    least = list(range(records))

    def of(record: int) -> int:
        while least[record] != record:
            least[record] = least[least[record]]
            record = least[record]
        return record

    for one, other in pairs:
        first, second = sorted((of(one), of(other)))
        least[second] = first
    return [of(record) for record in range(records)]


def _say_nothing(_words: str) -> None:
    """The engine tells how far it is; nobody looks on here."""
