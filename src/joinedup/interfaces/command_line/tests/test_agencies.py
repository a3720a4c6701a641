"""From an empty, migrated database to people who sign in and a worry on the hub's list."""

import argparse
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from joinedup.interfaces.command_line import account, agencies
from joinedup.trust.agencies.queries import hub_is_staffed, organisations
from joinedup.trust.agencies.register import EXAMPLE

pytestmark = pytest.mark.django_db

PASSWORD = "three unlikely words"
SAM, WIL, PAT = (
    "sam.screener@council.example",
    "wil.worker@council.example",
    "pat.police@police.example",
)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The example, of people who began long ago and stay."""
    written = tmp_path / "agencies.toml"
    text = EXAMPLE.read_text().replace("= 2026-", "= 2020-").replace("= 2027-", "= 2099-")
    written.write_text(text)
    return written


def joinedup_agencies(*given: object) -> int:
    parser = argparse.ArgumentParser()
    agencies.add_arguments(parser)
    return agencies.run(parser.parse_args([str(one) for one in given]))


def signed_in(email: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(account, "getpass", lambda _: PASSWORD)
    parser = argparse.ArgumentParser()
    account.add_arguments(parser)
    account.run(parser.parse_args(["password", email]))
    client = Client()
    client.post("/account/sign-in/", {"login": email, "password": PASSWORD})
    return client


WORRY = {
    "submission_key": "0195f0a0-0000-7000-8000-000000000009",
    "children": "1",
    "adults": "0",
    "child0-given": "Little boy",
    "worry": "I hear him cry at night.",
    "immediate_danger": "no",
    "who_you_are": "anonymous",
    "step": "send",
}


def test_from_nothing_to_a_worry_on_the_hubs_list(file, monkeypatch, capsys):
    assert joinedup_agencies("apply", file) == 0
    said = capsys.readouterr().out
    assert "sam.screener@council.example: appointed, with an account" in said
    assert "No worry can be sent yet" not in said
    assert Client().post("/tell-us/", WORRY).status_code == 302
    screener = signed_in(SAM, monkeypatch)
    assert "Little boy" in screener.get("/hub/").content.decode()
    assert signed_in(PAT, monkeypatch).get("/checks/").status_code == 200


def test_applied_again_it_says_so(file, capsys):
    joinedup_agencies("apply", file)
    capsys.readouterr()
    assert joinedup_agencies("apply", file) == 0
    assert "Nothing had to be changed." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "police"', 'kind = "constabulary"', "'constabulary' is none of"),
        ('team = "police-desk"', 'team = "nowhere"', "there is no team nowhere"),
    ],
)
def test_a_bad_file_is_one_line_and_changes_nothing(file, capsys, old, new, said):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    assert joinedup_agencies("apply", file) == 2
    told = capsys.readouterr()
    assert told.out == ""
    [line] = told.err.splitlines()
    assert said in line
    assert str(file) in line
    assert not organisations()


def test_a_file_that_is_not_there_or_no_text(tmp_path, capsys):
    assert joinedup_agencies("apply", tmp_path / "none.toml") == 2
    assert "No such file" in capsys.readouterr().err
    latin = tmp_path / "latin.toml"
    latin.write_bytes("name = 'Zoë'".encode("latin-1"))
    assert joinedup_agencies("apply", latin) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_the_list_and_the_example(file, capsys):
    assert joinedup_agencies("list") == 0
    assert "No worry can be sent yet" in capsys.readouterr().out
    assert not hub_is_staffed()
    joinedup_agencies("apply", file)
    capsys.readouterr()
    joinedup_agencies("list")
    said = capsys.readouterr().out
    for shown in (
        "council  Brackenshire Council (council)",
        "  team  hub  Safeguarding hub (hub)",
        f"  Wil Worker  {WIL}  from 2020-09-01",
        "    referrer in hub  from 2020-09-01 until 2020-10-31",
    ):
        assert shown in said
    assert "front" not in said
    joinedup_agencies("example")
    assert capsys.readouterr().out == EXAMPLE.read_text()
