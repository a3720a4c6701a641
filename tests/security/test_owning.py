"""Agencies and their people are the owner's to write: at the command line, and nowhere else."""

import argparse
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from joinedup.base.foundation import owning
from joinedup.base.foundation.ids import new_id
from joinedup.interfaces.command_line import account
from joinedup.interfaces.command_line import agencies as agencies_command
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Membership, Organisation
from joinedup.trust.agencies.register import EXAMPLE
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

_really = owning._other_connection
TABLES = ("organisation", "service", "team", "professional", "membership")


@pytest.fixture
def really_as_owner(committed_database, monkeypatch):
    """The owner's own connection, as at the command line."""
    monkeypatch.setattr(owning, "_other_connection", _really)


def user() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_only_this_thread_and_only_until_the_block_ends(really_as_owner):
    assert user() == "joinedup_app"
    with owning.as_owner_of_tables():
        assert user() == connections["owner"].settings_dict["USER"]
    assert user() == "joinedup_app"
    with pytest.raises(ZeroDivisionError), owning.as_owner_of_tables():
        raise ZeroDivisionError
    assert user() == "joinedup_app"


def test_not_inside_a_transaction_of_the_application(really_as_owner):
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="transaction of the application"),
        owning.as_owner_of_tables(),
    ):
        pass


def test_who_does_not_know_the_owner_is_told(really_as_owner, monkeypatch):
    monkeypatch.setattr(owning, "OWNER", "nobody")
    with (
        pytest.raises(owning.OwnerUnknownError, match="set DATABASE_URL"),
        owning.as_owner_of_tables(),
    ):
        pass
    with pytest.raises(RefusalError, match="set DATABASE_URL"):
        open_account("hub")


def open_account(team: str) -> int:
    parser = argparse.ArgumentParser()
    account.add_arguments(parser)
    given = ["open", "ada@council.example", "--name", "Ada", "--team", team, "--role", "screener"]
    return account.run(parser.parse_args(given))


def test_the_administrator_opens_an_account_as_the_owner_and_the_log_says_so(
    really_as_owner, owner_connection
):
    hub = agencies.team()
    assert open_account(hub.slug) == 0
    opened = User.objects.get(email="ada@council.example")
    member = Membership.objects.get(professional=opened.professional_id)
    assert (member.team, member.role) == (hub, str(Role.SCREENER))
    logged = AuditEntry.objects.using("owner").values_list("subject_kind", "subject_id")
    assert ("membership", member.pk) in logged
    assert ("account", opened.pk) in logged


def test_a_register_is_carried_out_as_the_owner_whole_or_not_at_all(
    really_as_owner, owner_connection, tmp_path, capsys
):
    file = tmp_path / "agencies.toml"
    text = EXAMPLE.read_text()
    file.write_text(text.replace('team = "police-desk"', 'team = "nowhere"'))
    assert apply_register(file) == 2
    assert "no team nowhere" in capsys.readouterr().err
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    assert not AuditEntry.objects.using("owner").exists()
    file.write_text(text)
    assert apply_register(file) == 0
    logged = AuditEntry.objects.using("owner").values_list("subject_kind", "subject_id")
    assert {("membership", one) for one in ids(Membership)} <= set(logged)
    assert {("account", one) for one in ids(User)} <= set(logged)
    assert apply_register(file) == 0


def apply_register(file: Path) -> int:
    parser = argparse.ArgumentParser()
    agencies_command.add_arguments(parser)
    return agencies_command.run(parser.parse_args(["apply", str(file)]))


def ids(model):
    return model.objects.values_list("pk", flat=True)


@pytest.mark.django_db
def test_the_application_writes_none_of_these_tables():
    team = agencies.team(is_hub=True)
    somebody = viewer_for(agencies.professional((agencies.team(), Role.REFERRER)).pk)
    joining = (
        "INSERT INTO agencies_membership (id, professional_id, team_id, role, starts_on)"
        f" VALUES ('{new_id()}', '{somebody.professional_id}', '{team.pk}', 'screener',"
        " '2020-01-01')"
    )
    statements = [joining, "UPDATE agencies_membership SET role = 'decision_maker'"]
    statements += [f"DELETE FROM agencies_{table}" for table in TABLES]
    statements += [f"UPDATE agencies_{table} SET id = id" for table in TABLES]
    statements += [f"TRUNCATE agencies_{table} CASCADE" for table in TABLES]
    statements += [f"INSERT INTO agencies_{t} SELECT * FROM agencies_{t}" for t in TABLES]
    for statement in statements:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            session(somebody, Purpose.DIRECT_WORK),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert viewer_for(somebody.professional_id).roles == {Role.REFERRER}
