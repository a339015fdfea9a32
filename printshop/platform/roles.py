"""The database roles, and whether a server and a login are fit for Printshop.

`printshop_app` serves the pages and `printshop_worker` runs the jobs. Both log
in, own nothing, are bound by row-level security and are members of
`printshop_tenant`, which the migrations grant the shop's tables to. A login of
another name becomes a member too.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from printshop.database_urls import APP_ROLE, TENANT_ROLE, WORKER_ROLE
from printshop.errors import ConfigError, DatabaseUnavailableError

OLDEST_SERVER = 15
_CONNECT_TIMEOUT_S = 10
_PLAIN = sql.SQL("NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFacts:
    """What a login may do on a server. A member of the tables' owner owns them too."""

    user: str
    server_version: str
    server_major: int
    is_superuser: bool
    bypasses_rls: bool
    owns_tables: bool

    @property
    def is_plain(self) -> bool:
        """Whether row-level security binds this login."""
        return not (self.is_superuser or self.bypasses_rls or self.owns_tables)


def connect(url: str) -> psycopg.Connection:
    """Open a connection for the start-up work, safe behind a pooler.

    Raises:
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    try:
        return psycopg.connect(
            url,
            connect_timeout=_CONNECT_TIMEOUT_S,
            autocommit=True,
            prepare_threshold=None,
        )
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1].removeprefix("connection failed: ")
        raise DatabaseUnavailableError(
            f"The database does not answer: {reason.rstrip('.')}.",
            hint="Check DATABASE_URL and that the server is running.",
        ) from error


def login_facts(url: str) -> LoginFacts:
    """Ask what the login of a URL may do.

    Raises:
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    with connect(url) as connection:
        row = connection.execute(
            """
            SELECT r.rolname, current_setting('server_version'),
                   current_setting('server_version_num')::int / 10000,
                   r.rolsuper, r.rolbypassrls,
                   EXISTS (
                       SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                       WHERE c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')
                         AND n.nspname IN ('public', 'procrastinate')
                   )
            FROM pg_roles AS r WHERE r.rolname = current_user
            """,
        ).fetchone()
    if row is None:
        raise DatabaseUnavailableError("The database does not say who is logged in.")
    return LoginFacts(
        user=row[0],
        server_version=row[1],
        server_major=row[2],
        is_superuser=row[3],
        bypasses_rls=row[4],
        owns_tables=row[5],
    )


def check_server(owner_url: str) -> LoginFacts:
    """Check that the server is new enough.

    Raises:
        ConfigError: it is older than PostgreSQL 15.
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    facts = login_facts(owner_url)
    if facts.server_major < OLDEST_SERVER:
        raise ConfigError(
            f"The database is PostgreSQL {facts.server_version}, "
            f"and Printshop needs {OLDEST_SERVER} or newer.",
            hint="Upgrade the server, or unset DATABASE_URL to use the built-in one.",
        )
    return facts


def check_plain_login(url: str) -> LoginFacts:
    """Check that row-level security binds a login.

    Raises:
        ConfigError: it is a superuser, bypasses row-level security or owns tables.
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    facts = login_facts(url)
    if not facts.is_plain:
        why = (
            "is a superuser"
            if facts.is_superuser
            else "bypasses row-level security"
            if facts.bypasses_rls
            else "owns the tables"
        )
        raise ConfigError(
            f"The app must not log in as {facts.user}, which {why}.",
            hint="Give the owner's login as PRINTSHOP_DATABASE_OWNER_URL and a plain one as "
            "DATABASE_URL, or only the owner's as DATABASE_URL.",
        )
    return facts


def ensure_roles(
    conninfo: str,
    *,
    password: str | None = None,
    app_login: str = APP_ROLE,
    worker_login: str = WORKER_ROLE,
) -> None:
    """Have the three roles, idempotently, from any number of processes at once.

    Args:
        conninfo: login of a superuser, or of an owner that may create roles.
        password: of both roles; None where the server trusts its socket. Set on
            creation and when `reset_passwords` is called, never on every start.
        app_login: name that the app logs in with.
        worker_login: name that the worker logs in with.

    Raises:
        ConfigError: the login may not create roles.
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    with connect(conninfo) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('printshop roles'))")
        try:
            _ensure_role(connection, TENANT_ROLE, sql.SQL("NOLOGIN"))
            login = _login(connection, password)
            for role in (APP_ROLE, WORKER_ROLE):
                _ensure_role(connection, role, login)
                _ensure_member(connection, TENANT_ROLE, role)
            _ensure_member(connection, TENANT_ROLE, app_login)
            _ensure_member(connection, WORKER_ROLE, worker_login)
        except psycopg.errors.InsufficientPrivilege as error:
            raise _may_not_create_roles(connection) from error


def reset_passwords(conninfo: str, password: str) -> None:
    """Give both roles this password.

    Raises:
        ConfigError: the login may not change these roles.
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    with connect(conninfo) as connection:
        for role in (APP_ROLE, WORKER_ROLE):
            try:
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                        sql.Identifier(role),
                        _verifier(connection, password),
                    ),
                )
            except psycopg.errors.InsufficientPrivilege as error:
                raise ConfigError(
                    f"The database refuses the password of {role}, "
                    f"and {connection.info.user} may not change it.",
                    hint="Set PRINTSHOP_APP_DB_PASSWORD to the password of printshop_app and "
                    "printshop_worker.",
                ) from error


def _login(connection: psycopg.Connection, password: str | None) -> sql.Composable:
    if password is None:
        return sql.SQL("LOGIN")
    return sql.SQL("LOGIN PASSWORD {}").format(_verifier(connection, password))


def _ensure_role(connection: psycopg.Connection, role: str, login: sql.Composable) -> None:
    if not _exists(connection, role):
        connection.execute(
            sql.SQL("CREATE ROLE {} {} {}").format(sql.Identifier(role), _PLAIN, login),
        )


def _ensure_member(connection: psycopg.Connection, role: str, login: str) -> None:
    if login == role or not _exists(connection, login):
        return
    member = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [login, role]).fetchone()
    if member is None or not member[0]:
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)),
        )


def _exists(connection: psycopg.Connection, role: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return found is not None


def _verifier(connection: psycopg.Connection, password: str) -> sql.Literal:
    """Return the hashed form, so that no server log ever shows the password."""
    hashed = connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256")
    return sql.Literal(hashed.decode())


def _may_not_create_roles(connection: psycopg.Connection) -> ConfigError:
    user = connection.info.user
    return ConfigError(
        f"The database lacks the roles of Printshop, and {user} may not create them.",
        hint=f"As an administrator run: ALTER ROLE {user} CREATEROLE; or create "
        f"{TENANT_ROLE} and its members {APP_ROLE} and {WORKER_ROLE} yourself "
        "and set PRINTSHOP_APP_DB_PASSWORD.",
    )
