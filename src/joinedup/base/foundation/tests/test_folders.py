"""A folder of results: whole or as before, and nothing is left beside it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from joinedup.base.foundation.folders import written_whole

# Fills the folder, says so, and waits to be killed; or is killed with the earlier one moved away.
KILLED = """
import pathlib, signal, sys
from joinedup.base.foundation.folders import written_whole
with written_whole(pathlib.Path(sys.argv[1])) as made:
    (made / "half").write_text("half")
    if sys.argv[2] == "moved":
        pathlib.Path(sys.argv[1]).rename(made.parent / "earlier")
    print("filled", flush=True)
    signal.pause()
"""


def killed(out: Path, when: str) -> None:
    """A process that fills a folder and is killed."""
    arguments = [sys.executable, "-c", KILLED, str(out), when]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"filled\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def write(out: Path, text: str = "new") -> None:
    with written_whole(out) as made:
        (made / "result").write_text(text)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def all_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_it_is_made_and_replaced_and_nothing_is_left_beside_it(out: Path, tmp_path: Path) -> None:
    write(out)
    assert all_of(tmp_path) == ["out", "out/result"]
    write(out, "newer")
    assert (out / "result").read_text() == "newer"
    assert all_of(tmp_path) == ["out", "out/result"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_goes_wrong_leaves_the_earlier_one(
    out: Path, tmp_path: Path, fault: BaseException
) -> None:
    write(out, "earlier")
    with pytest.raises(BaseException) as raised, written_whole(out) as made:  # noqa: PT011, PT012
        (made / "half").write_text("half")
        raise fault
    assert raised.type in (KeyboardInterrupt, OSError)
    assert (out / "result").read_text() == "earlier"
    assert all_of(tmp_path) == ["out", "out/result"]


def test_what_cannot_take_its_place_puts_the_earlier_one_back(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(out, "earlier")
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "made":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space"):
            write(out)
    assert (out / "result").read_text() == "earlier"
    assert all_of(tmp_path) == ["out", "out/result"]


@pytest.mark.parametrize("when", ["filled", "moved"])
def test_what_a_killed_run_left_is_cleared_by_the_next(
    out: Path, tmp_path: Path, when: str
) -> None:
    write(out, "earlier")
    killed(out, when)
    assert (tmp_path / ".out.writing" / "made" / "half").exists()
    with pytest.raises(KeyboardInterrupt), written_whole(out):
        raise KeyboardInterrupt
    assert (out / "result").read_text() == "earlier", "also when it was moved away already"
    assert all_of(tmp_path) == ["out", "out/result"]
    killed(out, when)
    write(out)
    assert (out / "result").read_text() == "new"
    assert all_of(tmp_path) == ["out", "out/result"]


def test_two_at_once_do_not_clear_what_the_other_writes(out: Path, tmp_path: Path) -> None:
    with written_whole(out) as made:
        (made / "result").write_text("first")
        with pytest.raises(BlockingIOError, match="another run is writing it"):
            write(out)
        write(tmp_path / "elsewhere")
    assert (out / "result").read_text() == "first"
    assert all_of(tmp_path) == ["elsewhere", "elsewhere/result", "out", "out/result"]


def test_what_no_run_has_left_is_not_cleared(out: Path, tmp_path: Path) -> None:
    mine = tmp_path / ".out.writing" / "mine"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(FileExistsError, match="holds mine, which no run has left"):
        write(out)
    assert mine.read_text() == "mine"
    assert not out.exists()
