"""Names that others chose for their files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.base.documents.file_names import safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.csv", "x.csv"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("con.txt", "_con.txt"),
        ('a"; filename="b.exe', "a__ filename__b.exe"),
        ("a\r\nSet-Cookie: x.csv", "a__Set-Cookie_ x.csv"),
        ("fdp\u202eexe.csv", "fdp_exe.csv"),
        ("nul\x00l.csv", "nul_l.csv"),
        ("tŷ Łukasz.csv", "tŷ Łukasz.csv"),
    ],
)
def test_hostile_names(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    name = safe_file_name("ŵ" * 5000 + ".csv")
    assert name.endswith(".csv")
    assert len(name.encode()) <= 120


@given(st.text(max_size=200))
def test_any_name_is_safe_and_stays_the_same_the_second_time(name: str) -> None:
    safe = safe_file_name(name)
    assert safe
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\"\r\n\x00;')
    assert len(safe.encode()) <= 130
