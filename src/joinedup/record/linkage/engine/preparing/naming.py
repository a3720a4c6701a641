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

TABLES = ("given_texts", "family_texts", "names_whole")
"""What is made on the way and may be dropped when the query has run."""
COLUMNS = ("given", "family", "middle", "groups", "known", "stems", "family_sounds", "sounds")
_LISTS = frozenset(COLUMNS) - {"given", "family", "known"}


def name_columns(base: "duckdb.DuckDBPyConnection", columns: Sequence[Sequence[str]]) -> str:
    """``columns`` of ``raw`` by their roles: given, middle, family and full name.  A query of
    ``raw`` and, beside it, the parts of the name (``COLUMNS``), null where unknown."""
    used = [column for role in columns for column in role]
    if not used:
        return f"SELECT *, {', '.join(map(_none, COLUMNS))} FROM raw"  # noqa: S608
    plain = not columns[3] and all(len(role) <= 1 for role in columns)
    source = _take_apart(base, columns) if plain else "raw"
    _put_together(base, columns, source, "NOT plain" if plain else "TRUE")
    joined = " AND ".join(f"c.{column} = r.{column}" for column in used)
    chosen = ", ".join(f"c.{column}" for column in COLUMNS)
    if not plain:
        return f"SELECT r.*, {chosen} FROM raw r JOIN names_whole c ON {joined}"  # noqa: S608
    if not base.execute("SELECT 1 FROM names_whole LIMIT 1").fetchall():
        return f"SELECT * FROM ({_quick(source)})"  # noqa: S608
    either = ", ".join(f"CASE WHEN plain THEN r.{c} ELSE c.{c} END AS {c}" for c in COLUMNS)
    return (
        f"SELECT r.* REPLACE ({either}) FROM ({_quick(source)}) r"  # noqa: S608
        f" LEFT JOIN names_whole c ON NOT plain AND {joined}"
    )


def _none(column: str) -> str:
    return f"NULL::VARCHAR{'[]' if column in _LISTS else ''} AS {column}"


# ---- in SQL --------------------------------------------------------------------------------


def _take_apart(base: "duckdb.DuckDBPyConnection", columns: Sequence[Sequence[str]]) -> str:
    """Fill ``given_texts`` and ``family_texts``: what each text comes to.  A query of ``raw`` and
    the words of every record: the first two of the first and middle names, how they sound, and
    what is known of the first; ``plain`` where there are no more."""
    given, middle, family = (role[0] if role else "" for role in columns[:3])
    _first_texts(base, [column for column in (given, middle) if column])
    _family_texts(base, family)
    joins = (
        f"LEFT JOIN {table} {name} ON {f'{name}.text = r.{column}' if column else 'FALSE'}"
        for table, name, column in (
            ("given_texts", "g", given), ("given_texts", "m", middle), ("family_texts", "f", family)
        )
    )  # fmt: skip
    return f"({_WORDS} FROM raw r {' '.join(joins)})"


_WORDS = """
    SELECT r.*, coalesce(g.n, 0) + coalesce(m.n, 0) <= 2 AS plain, coalesce(g.one, m.one) AS first,
        CASE WHEN g.n >= 2 THEN g.two WHEN g.n = 1 THEN m.one ELSE m.two END AS second,
        CASE WHEN g.n >= 1 THEN g.sound ELSE m.sound END AS sound,
        CASE WHEN g.n >= 2 THEN g.other WHEN g.n = 1 THEN m.sound ELSE m.other END AS other,
        CASE WHEN g.n >= 1 THEN g.groups ELSE m.groups END AS groups,
        CASE WHEN g.n >= 1 THEN g.known ELSE m.known END AS known,
        whole, used, stems, family_sounds"""


def _quick(source: str) -> str:
    """The name of every record that is ``plain``; a second word that is the first again, or a part
    of the surname, counts once, and so does every sound."""
    return f"""
        SELECT * EXCLUDE (first, second, sound, other, whole, used, again, one, two),
            first AS given, whole AS family, CASE WHEN NOT again THEN [second] END AS middle,
            CASE WHEN one IS NULL AND two IS NULL THEN family_sounds
                WHEN two IS NULL THEN [one] || coalesce(family_sounds, [])
                WHEN one IS NULL THEN [two] || coalesce(family_sounds, [])
                ELSE [one, two] || coalesce(family_sounds, []) END AS sounds
        FROM (SELECT *,
                CASE WHEN {_unheard("sound")} THEN sound END AS one,
                CASE WHEN NOT again AND other IS DISTINCT FROM sound AND {_unheard("other")}
                    THEN other END AS two
            FROM (SELECT *, second IS NULL OR second = first OR list_contains(used, second)
                IS TRUE AS again FROM {source}))"""  # noqa: S608


def _unheard(sound: str) -> str:
    return f"list_contains(family_sounds, {sound}) IS NOT TRUE"


def _first_texts(base: "duckdb.DuckDBPyConnection", columns: Sequence[str]) -> None:
    query = " UNION ALL ".join(f"SELECT {column} FROM raw" for column in columns)  # noqa: S608
    texts = distinct(base, query) if query else []
    rows = [(text, *parts) for text, parts in zip(texts, each(_firsts, texts), strict=True)]
    kinds = dict.fromkeys(("text", "n", "one", "two", "sound", "other", "groups", "known"), 0)
    _made(base, "given_texts", rows, kinds | {"groups": 1})
    base.execute("ALTER TABLE given_texts ALTER n TYPE TINYINT")


def _family_texts(base: "duckdb.DuckDBPyConnection", column: str) -> None:
    texts = distinct(base, f"SELECT {column} FROM raw") if column else []  # noqa: S608
    rows = [(text, *parts) for text, parts in zip(texts, each(_family, texts), strict=True)]
    kinds = {"text": 0, "whole": 0, "used": 1, "stems": 1, "family_sounds": 1}
    _made(base, "family_texts", rows, kinds)


_Text = str | None
_Firsts = tuple[str, _Text, _Text, _Text, _Text, tuple[str, ...] | None, _Text]


def _firsts(text: str) -> _Firsts:
    """How many words (three stand for any more), the first two and their sounds, and what is known
    of the first."""
    words = clean_given(text)
    one, two = (*words, None, None)[:2]
    if one is None:
        return "0", None, None, None, None, None, None
    known = "y" if relatives(one) else None
    return str(min(len(words), 3)), one, two, _heard(one), _heard(two), groups(one) or None, known


def _heard(word: _Text) -> _Text:
    return sound(word) if word and len(word) > 1 else None


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
    rows = base.sql(
        f"SELECT DISTINCT {', '.join(used)} FROM {source} w WHERE {where}"  # noqa: S608
    ).to_arrow_table()
    for batch in rows.to_batches(max_chunksize=BATCH):
        columns_of_texts = (column.to_pylist() for column in batch.columns)
        made = [
            (*texts, *_parts(_named(columns, texts)))
            for texts in zip(*columns_of_texts, strict=True)
        ]
        _made(base, "names_whole", made, kinds, more=True)


_KINDS = {column: int(column in _LISTS) for column in COLUMNS}


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
    how = f"INSERT INTO {table}" if more else f"CREATE OR REPLACE TEMP TABLE {table} AS"
    base.execute(f"{how} SELECT * FROM rows_made")  # noqa: S608
    base.unregister("rows_made")
