"""Every table is protected, or stands on a short list that says why it need not be."""

import pytest
from django.apps import apps
from django.db import connection

from joinedup.trust.sharing.models import KeptVersion, Protected

pytestmark = pytest.mark.django_db

PUBLIC = {
    # Signing in happens before anybody is known.
    "accounts_user": "accounts: an e-mail address and a password hash",
    "account_emailaddress": "addresses of accounts",
    "account_emailconfirmation": "confirmation of addresses of accounts",
    "mfa_authenticator": "second factors, needed before anybody is known",
    "socialaccount_socialaccount": "links of accounts to single sign-on",
    "socialaccount_socialapp": "set-up of single sign-on",
    "socialaccount_socialtoken": "not used: tokens are not stored",
    "usersessions_usersession": "where an account is signed in",
    "django_session": "sign-in sessions; they hold no case data",
    "axes_accessattempt": "failed sign-ins, for the lock-out",
    "axes_accessattemptexpiration": "failed sign-ins, for the lock-out",
    "axes_accessfailurelog": "failed sign-ins, for the lock-out",
    "axes_accesslog": "sign-ins, for the lock-out",
    # Django's own, about the program and not about people.
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "auth_permission": "not used",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    # Background work: arguments hold ids alone (test_side_doors).
    "procrastinate_events": "when a job ran",
    "procrastinate_jobs": "names and ids of jobs",
    "procrastinate_periodic_defers": "when a periodic job ran",
    "procrastinate_workers": "which workers are alive",
    "pghistory_context": "not used: versions carry their own context",
}


def _tables() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def _policies() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, cmd FROM pg_policies WHERE schemaname = 'public'")
        found: dict[str, set[str]] = {}
        for table, command in cursor.fetchall():
            found.setdefault(table, set()).add(command)
        return found


def test_every_table_is_protected_or_explained():
    unprotected = {table for table, secured in _tables().items() if not secured}
    assert unprotected - set(PUBLIC) == set(), "protect these, or say in PUBLIC why not"


def test_the_list_of_public_tables_names_no_protected_or_missing_one():
    tables = _tables()
    assert {t for t in PUBLIC if t not in tables or tables[t]} == set()


def test_every_protected_table_can_be_read_by_policy_alone():
    secured = {table for table, on in _tables().items() if on}
    without = {table for table in secured if "SELECT" not in _policies().get(table, set())}
    assert without == set()


def test_every_model_of_ours_about_a_folder_is_protected():
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("joinedup."):
            continue
        fields = {field.name for field in model._meta.get_fields()}
        if {"folder", "category"} <= fields and model._meta.model_name != "grant":
            assert issubclass(model, Protected | KeptVersion), model
            assert "SELECT" in _policies()[model._meta.db_table]


def test_the_application_owns_nothing_and_bypasses_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("joinedup_app", False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member ="
            " (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_functions_that_run_as_the_owner_are_few_and_closed_to_the_public():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('public', p.oid, 'EXECUTE'), proconfig"
            " FROM pg_proc p WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        for name, open_to_all, settings in cursor.fetchall():
            assert not open_to_all, f"{name} can be called by every role"
            assert any(s.startswith("search_path=") for s in settings or ()), name


def test_no_table_of_history_or_audit_can_be_changed_by_the_application():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
            " AND (relname LIKE '%keptversion' OR relname LIKE 'audit_%')"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert len(tables) > 10
        for table in tables:
            for privilege in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, privilege])
                assert cursor.fetchone() == (False,), f"{privilege} on {table}"
