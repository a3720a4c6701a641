import io
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.backup import dump, sealed
from joinedup.base.foundation.backup.dump import BackupError, make_backup, restore_backup
from joinedup.base.foundation.backup.sealed import SealError, seal, unseal
from joinedup.base.foundation.roles import prepare_roles

SECRET = b"only for the tests of backups"
PASSWORD = "of the application"

# What a record has: rows under a policy, a table that only grows, a function with owner's rights.
TABLES = """
CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY short ON note FOR ALL TO joinedup_app USING (length(text) < 9);
CREATE TABLE log (line text);
REVOKE UPDATE, DELETE ON log FROM joinedup_app;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'only grows'; END $$;
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE FUNCTION everything() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS 'SELECT count(*) FROM note';
REVOKE EXECUTE ON FUNCTION everything() FROM joinedup_app;
INSERT INTO note (text) VALUES ('Zoë'), ('a long secret'), ('emoji 🏠');
INSERT INTO log VALUES ('first');
"""

PRIVILEGES = """
SELECT relname, coalesce(relacl, acldefault('r', relowner))::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
UNION ALL SELECT proname, coalesce(proacl, acldefault('f', proowner))::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT policyname, concat(roles, cmd, qual, with_check) FROM pg_policies
UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT defaclobjtype::text, defaclacl::text FROM pg_default_acl
UNION ALL SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname = 'public'
ORDER BY 1, 2
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def empty(database_server: DatabaseAddress) -> Iterator[list[DatabaseAddress]]:
    """Two empty databases on the server of this run."""
    made = [database_server.with_name(f"test_{os.getpid()}_backup{number}") for number in (1, 2)]
    with psycopg.connect(**database_server.psycopg(), autocommit=True) as link:
        for database in made:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database.name)))
        yield made
        for database in made:
            name = sql.Identifier(database.name)
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def filled(empty: list[DatabaseAddress]) -> DatabaseAddress:
    with psycopg.connect(**empty[0].psycopg(), autocommit=True) as link:
        prepare_roles(link, PASSWORD, keep_password=True)
        link.execute(TABLES)
    return empty[0]


def answers(database: DatabaseAddress, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(**database.psycopg()) as link:
        return link.execute(question).fetchall()


def restore(database: DatabaseAddress, file: Path, secret: bytes = SECRET) -> None:
    restore_backup(database, file, secret, PASSWORD, keep_password=True)


def test_a_restored_database_is_the_same_in_rows_and_in_rights(
    empty: list[DatabaseAddress], filled: DatabaseAddress, folder: Path
) -> None:
    size = make_backup(filled, folder / "backup", SECRET)
    assert size == (folder / "backup").stat().st_size
    restore(empty[1], folder / "backup")
    assert answers(empty[1], PRIVILEGES) == answers(filled, PRIVILEGES)
    rows = "SELECT id, text FROM note ORDER BY id"
    assert answers(empty[1], rows) == answers(filled, rows)
    assert len(answers(empty[1], rows)) == 3
    assert answers(empty[1], "INSERT INTO note (text) VALUES ('x') RETURNING id") == [(4,)]


def test_a_backup_shows_no_row_and_only_its_owner_can_read_it(
    filled: DatabaseAddress, folder: Path
) -> None:
    file = folder / "backup"
    make_backup(filled, file, SECRET)
    content = file.read_bytes()
    for word in (b"secret", b"note", b"PGDMP", b"joinedup_app"):
        assert word not in content.partition(b"\n")[2].partition(b"\n")[2]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in folder.iterdir()] == ["backup"]


def test_an_existing_file_is_never_replaced(filled: DatabaseAddress, folder: Path) -> None:
    (folder / "backup").write_text("the last good one")
    with pytest.raises(BackupError, match="exists already"):
        make_backup(filled, folder / "backup", SECRET)
    assert (folder / "backup").read_text() == "the last good one"


def test_a_backup_that_would_miss_rows_fails_and_leaves_nothing(
    filled: DatabaseAddress, folder: Path
) -> None:
    with psycopg.connect(**filled.psycopg()) as link:
        link.execute("ALTER TABLE note FORCE ROW LEVEL SECURITY")
    with pytest.raises(BackupError, match="row-level security"):
        make_backup(filled, folder / "backup", SECRET)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("spoil", ["key", "flip", "cut", "swap"])
def test_a_wrong_key_or_a_changed_file_restores_nothing(
    empty: list[DatabaseAddress],
    filled: DatabaseAddress,
    folder: Path,
    spoil: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealed, "CHUNK_BYTES", 1024)
    file = folder / "backup"
    make_backup(filled, file, SECRET)
    content = bytearray(file.read_bytes())
    size = 4 + 1024 + 16
    first = content.index(b"\n", content.index(b"\n") + 1) + 1
    if spoil == "flip":
        content[-20] ^= 1
    elif spoil == "cut":
        del content[first + size * 2 :]
    elif spoil == "swap":
        one, two = content[first : first + size], content[first + size : first + 2 * size]
        content[first : first + 2 * size] = two + one
    file.write_bytes(content)
    with pytest.raises(SealError):
        restore(empty[1], file, b"another key" if spoil == "key" else SECRET)
    assert answers(empty[1], "SELECT relname FROM pg_class WHERE relname = 'note'") == []


def test_a_database_that_holds_something_is_not_restored_over(
    filled: DatabaseAddress, folder: Path
) -> None:
    make_backup(filled, folder / "backup", SECRET)
    with pytest.raises(BackupError, match="not empty"):
        restore(filled, folder / "backup")
    assert answers(filled, "SELECT count(*) FROM note") == [(3,)]


def test_a_file_of_another_kind_is_refused(empty: list[DatabaseAddress], folder: Path) -> None:
    for content in (b"", b"PGDMP", b"joinedup backup 1\n", b"joinedup backup 1\n{}\n"):
        (folder / "other").write_bytes(content)
        with pytest.raises(SealError, match="not a backup"):
            restore(empty[1], folder / "other")


def test_without_a_program_of_the_version_it_says_what_to_install(
    filled: DatabaseAddress, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "_program_major", lambda program: 9)
    monkeypatch.setattr(dump, "PROGRAMS_MAJOR", 9)
    with pytest.raises(BackupError, match="install the PostgreSQL client programs"):
        make_backup(filled, folder / "backup", SECRET)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.binary(max_size=70), max_size=6))
def test_what_is_unsealed_is_what_was_sealed(blocks: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "CHUNK_BYTES", 32)
        patch.setattr(sealed, "_SCRYPT_COST", 2)
        file = io.BytesIO()
        seal(blocks, file, SECRET, {"made": "today"})
        file.seek(0)
        assert sealed.about(file)["made"] == "today"
        assert b"".join(unseal(file, SECRET)) == b"".join(blocks)
