"""The application's role in the database: it may work with rows and owns nothing.

`prepare_roles` makes it so on any server: where the owner is a superuser, where the owner may
make roles, and where a database administrator made the role beforehand.
"""

from typing import Any

from psycopg import Connection, errors, sql

from joinedup.base.foundation.addresses import APPLICATION_ROLE

_ROLE = sql.Identifier(APPLICATION_ROLE)

# What the owner makes later is covered by default privileges, what it made before by the rest.
# A function is callable by nobody until it is granted to the application, which by default it
# is; those that run with the owner's rights revoke that in the migration that makes them.
_PRIVILEGES = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
    ),
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
)


class RoleError(RuntimeError):
    """The application's role is not as it must be; the message says what to run."""


def prepare_roles(
    owner: Connection[Any], application_password: str, *, keep_password: bool = False
) -> None:
    """Make or renew the application's role and what it may do in this database.

    `owner` is a connection of the owner of the tables to the database, in autocommit or not.
    With `keep_password` a role that is there keeps the one it has.
    Raises `RoleError`.
    """
    with owner.transaction():
        make_role(owner, application_password, keep_password=keep_password)
        _refuse_powers(owner)
        _grant(owner)


def _grant(owner: Connection[Any]) -> None:
    # On somebody else's database the server would only warn, and leave it open.
    found = owner.execute(
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if found != (True,):
        raise RoleError(
            "the owner must own the database; as a superuser run: "
            f'ALTER DATABASE "{owner.info.dbname}" OWNER TO "{owner.info.user}"'
        )
    database = sql.Identifier(owner.info.dbname)
    owner.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    owner.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, _ROLE))
    for statement in _PRIVILEGES:
        owner.execute(sql.SQL(statement).format(role=_ROLE))


def make_role(owner: Connection[Any], password: str, *, keep_password: bool = False) -> None:
    """Make the application's role or renew its password, and grant it nothing."""
    known = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
    exists = known.fetchone() is not None
    if exists and keep_password:
        return
    verb = sql.SQL("ALTER" if exists else "CREATE")
    statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, _ROLE, sql.Literal(password))
    try:
        with owner.transaction():
            owner.execute(statement)
    except errors.InsufficientPrivilege as error:
        raise RoleError(_ask_for_password() if exists else _ask_for_role()) from error


def _refuse_powers(owner: Connection[Any]) -> None:
    """Refuse a role that the row-level security policies would not hold."""
    found = owner.execute(
        """
        SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication,
               rolcanlogin, pg_has_role(%(role)s, current_user, 'MEMBER'),
               EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
        FROM pg_roles WHERE rolname = %(role)s
        """,
        {"role": APPLICATION_ROLE},
    ).fetchone()
    powerful, may_login, is_owner, owns = found or (False, False, False, False)
    if powerful or not may_login:
        raise RoleError(
            f"the role {APPLICATION_ROLE} must be able to log in and nothing more; as a "
            f"superuser run: ALTER ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS "
            "NOCREATEROLE NOCREATEDB NOREPLICATION"
        )
    if is_owner or owns:
        raise RoleError(
            f"the role {APPLICATION_ROLE} must own nothing and be no member of the owner's role: "
            "policies do not hold an owner"
        )


def _ask_for_role() -> str:
    return (
        f"the owner may not make roles; as a superuser run: CREATE ROLE {APPLICATION_ROLE} LOGIN "
        "PASSWORD '...' and set APPLICATION_DATABASE_URL to its address"
    )


def _ask_for_password() -> str:
    return (
        f"the owner may not set the password of {APPLICATION_ROLE}: set APPLICATION_DATABASE_URL "
        "to its address, with the password that the role has"
    )
