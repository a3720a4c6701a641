"""Names of all records: each different text is taken apart once, and put together in SQL.

What ``names`` makes of one record is made here of millions.  A record with one column for each
part of the name and at most two words for first and middle names (most are such) is put together
in SQL; any other goes through ``names`` itself, each different combination once.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.cleaning.names import NO_FAMILY, clean_family, clean_given
from joinedup.record.linkage.engine.names import canonical_family, relatives
from joinedup.record.linkage.engine.preparing.names import Names, groups, names, sound, sounds
from joinedup.record.linkage.engine.preparing.texts import BATCH, distinct, each

if TYPE_CHECKING:
    import duckdb

TABLES = ("names_apart", "given_texts", "family_texts", "name_words", "names_whole")
"""What is made on the way and may be dropped when the query has run."""
_COLUMNS = "given, family, middle, groups, known, stems, family_sounds, sounds"
_CHOSEN = ", ".join(f"c.{column}" for column in _COLUMNS.split(", "))


def name_columns(base: "duckdb.DuckDBPyConnection", columns: Sequence[Sequence[str]]) -> str:
    """``columns`` of ``raw`` by their roles: given, middle, family and full name.  A query of
    ``uid`` and the parts of the name, null where unknown."""
    used = [column for role in columns for column in role]
    if not used:
        return f"SELECT uid, {', '.join(_none(c) for c in _COLUMNS.split(', '))} FROM raw"  # noqa: S608
    plain = not columns[3] and all(len(role) <= 1 for role in columns)
    if plain:
        _take_apart(base, columns)
    where = "NOT plain" if plain else "TRUE"
    source = "names_apart" if plain else "raw"
    _put_together(base, columns, source, where)
    joined = " AND ".join(f"c.{column} = r.{column}" for column in used)
    slow = f"SELECT r.uid, {_CHOSEN} FROM {source} r JOIN names_whole c ON {joined} WHERE {where}"  # noqa: S608
    return f"{_QUICK} UNION ALL {slow}" if plain else slow


def _none(column: str) -> str:
    kind = "VARCHAR" if column in {"given", "family", "known"} else "VARCHAR[]"
    return f"NULL::{kind} AS {column}"


# ---- in SQL --------------------------------------------------------------------------------

_QUICK = """
    SELECT a.uid, first AS given, whole AS family, CASE WHEN second IS NOT NULL THEN [second] END
        AS middle, f.groups, f.known, stems, family_sounds,
        nullif(list_distinct([f.sound, s.sound] || coalesce(family_sounds, [])), []) AS sounds
    FROM names_apart a LEFT JOIN name_words f ON f.word = first
    LEFT JOIN name_words s ON s.word = second WHERE plain"""


def _take_apart(base: "duckdb.DuckDBPyConnection", columns: Sequence[Sequence[str]]) -> None:
    """Fill ``names_apart`` (the words of every record) and ``name_words`` (what is known of each
    first or middle name)."""
    given, middle, family = (role[0] if role else "" for role in columns[:3])
    firsts = {"g": given, "m": middle}
    joins, words = [], []
    for name, column in firsts.items():
        if column:
            joins.append(f"LEFT JOIN given_texts {name} ON {name}.text = r.{column}")
            words.append(f"coalesce({name}.words, [])")
    _first_texts(base, [column for column in firsts.values() if column])
    _family_texts(base, family)
    if family:
        joins.append(f"LEFT JOIN family_texts f ON f.text = r.{family}")
    else:
        joins.append("LEFT JOIN family_texts f ON FALSE")
    texts = "".join(f", r.{c}" for c in (given, middle, family) if c)
    base.execute(
        "CREATE OR REPLACE TABLE names_apart AS"  # noqa: S608
        " SELECT * EXCLUDE (words, used), len(words) <= 2 AS plain, words[1] AS first,"
        " CASE WHEN words[2] <> words[1] AND NOT coalesce(list_contains(used, words[2]), FALSE)"
        f" THEN words[2] END AS second FROM (SELECT r.uid{texts},"
        f" {' || '.join(words) or '[]::VARCHAR[]'} AS words, whole, used, stems,"
        f" sounds AS family_sounds FROM raw r {' '.join(joins)})"
    )
    found = distinct(base, "SELECT unnest([first, second]) FROM names_apart")
    rows = [(word, *_word(word)) for word in found]
    _made(base, "name_words", rows, {"word": 0, "groups": 1, "known": 0, "sound": 0})


def _first_texts(base: "duckdb.DuckDBPyConnection", columns: Sequence[str]) -> None:
    query = " UNION ALL ".join(f"SELECT {column} FROM raw" for column in columns)  # noqa: S608
    texts = distinct(base, query) if query else []
    rows = [*zip(texts, each(clean_given, texts), strict=True)]
    _made(base, "given_texts", rows, {"text": 0, "words": 1})


def _family_texts(base: "duckdb.DuckDBPyConnection", column: str) -> None:
    texts = distinct(base, f"SELECT {column} FROM raw") if column else []  # noqa: S608
    rows = [(text, *parts) for text, parts in zip(texts, each(_family, texts), strict=True)]
    kinds = {"text": 0, "whole": 0, "used": 1, "stems": 1, "sounds": 1}
    _made(base, "family_texts", rows, kinds)


def _word(word: str) -> tuple[tuple[str, ...] | None, str | None, str | None]:
    known = "y" if relatives(word) else None
    return groups(word) or None, known, sound(word) if len(word) > 1 else None


_Family = tuple[str | None, tuple[str, ...] | None, tuple[str, ...] | None, tuple[str, ...] | None]


def _family(text: str) -> _Family:
    found = clean_family(text)
    if found == NO_FAMILY:
        return None, None, None, None
    stems = dict.fromkeys(s for s in (found.stem, *found.parts, found.whole) if s)
    spelled = dict.fromkeys(map(canonical_family, stems))
    return found.whole, (found.whole, *found.parts), tuple(spelled), sounds(stems) or None


# ---- by ``names`` --------------------------------------------------------------------------


def _put_together(
    base: "duckdb.DuckDBPyConnection", columns: Sequence[Sequence[str]], source: str, where: str
) -> None:
    """Fill ``names_whole``: every combination of texts that is left, and its parts."""
    used = [column for role in columns for column in role]
    kinds = dict.fromkeys(used, 0) | _KINDS
    _made(base, "names_whole", [], kinds)
    rows = base.cursor().execute(
        f"SELECT DISTINCT {', '.join(used)} FROM {source} WHERE {where}"  # noqa: S608
    )
    while batch := rows.fetchmany(BATCH):
        made = [(*texts, *_parts(_named(columns, texts))) for texts in batch]
        _made(base, "names_whole", made, kinds, more=True)


_KINDS = {
    "given": 0, "family": 0, "middle": 1, "groups": 1, "known": 0, "stems": 1,
    "family_sounds": 1, "sounds": 1,
}  # fmt: skip


def _named(columns: Sequence[Sequence[str]], texts: Sequence[str]) -> Names:
    rest = iter(texts)
    given, middle, family, full = ([next(rest) for _ in role] for role in columns)
    return names(given, middle, family, full)


def _parts(found: Names) -> Iterator[Any]:
    for name in _KINDS:
        value = getattr(found, name)
        yield "y" if value is True else value or None


def _made(
    base: "duckdb.DuckDBPyConnection", table: str, rows: Sequence[Sequence[Any]],
    kinds: dict[str, int], *, more: bool = False,
) -> None:  # fmt: skip
    """Make a table of texts (0) and lists of texts (1) out of rows, or add them to it."""
    import pyarrow as pa

    types = [pa.list_(pa.string()) if listed else pa.string() for listed in kinds.values()]
    columns = [*zip(*rows, strict=True)] or [()] * len(types)
    arrays = [pa.array([*c], kind) for c, kind in zip(columns, types, strict=True)]
    base.register("rows_made", pa.table(arrays, names=[*kinds]))
    how = f"INSERT INTO {table}" if more else f"CREATE OR REPLACE TABLE {table} AS"
    base.execute(f"{how} SELECT * FROM rows_made")  # noqa: S608
    base.unregister("rows_made")
