"""What the administrator does with accounts at the command line."""

import argparse

import pytest
from django.test import Client

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.interfaces.command_line import account
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.trust.accounts.queries import account_with_email, in_post
from joinedup.trust.agencies.commands import add_organisation, add_team
from joinedup.trust.agencies.rules import OrganisationKind

pytestmark = pytest.mark.django_db
PASSWORD = "three unlikely words"


@pytest.fixture(autouse=True)
def hub() -> None:
    with as_owner_of_tables():
        council = add_organisation(slug="council", name="Council", kind=OrganisationKind.COUNCIL)
        add_team(council, slug="hub", name="Safeguarding hub", is_hub=True)


def joinedup_account(*given: str) -> int:
    parser = argparse.ArgumentParser()
    account.add_arguments(parser)
    return account.run(parser.parse_args(given))


def open_account(email: str = "ada@council.example", team: str = "hub", *more: str) -> int:
    options = ("--name", "Ada Worker", "--team", team, "--role", "screener", *more)
    return joinedup_account("open", email, *options)


def signs_in(email: str) -> bool:
    client = Client()
    client.post(
        "/account/sign-in/", {"login": email, "password": PASSWORD, "next": "/account/sessions/"}
    )
    return "_auth_user_id" in client.session


def test_an_account_is_opened_closed_and_opened_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(account, "getpass", lambda _: PASSWORD)
    assert open_account("Ada@council.example", "hub", "--ask-password") == 0
    assert "Screening officer in Safeguarding hub" in capsys.readouterr().out
    assert in_post(account_with_email("ada@council.example").pk)
    assert signs_in("ada@council.example")
    joinedup_account("close", "ada@council.example")
    assert not signs_in("ada@council.example")
    joinedup_account("reopen", "ada@council.example")
    assert signs_in("ada@council.example")
    joinedup_account("reset-second-factor", "ada@council.example")


def test_without_a_password_only_other_ways_lead_in() -> None:
    open_account()
    assert not account_with_email("ada@council.example").has_usable_password()


def test_what_cannot_be_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusalError, match="no team nowhere"):
        open_account(team="nowhere")
    with pytest.raises(RefusalError, match="no account of nobody"):
        joinedup_account("close", "nobody@council.example")
    monkeypatch.setattr(account, "getpass", lambda _: "short")
    with pytest.raises(RefusalError, match="too short"):
        open_account("bob@council.example", "hub", "--ask-password")
    answers = iter(["one long enough", "another long enough"])
    monkeypatch.setattr(account, "getpass", lambda _: next(answers))
    with pytest.raises(RefusalError, match="differ"):
        open_account("bob@council.example", "hub", "--ask-password")
    open_account()
    with pytest.raises(RefusalError, match="already"):
        open_account("ADA@council.example")
