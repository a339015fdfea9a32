"""What Printshop needs of a database server beside PostgreSQL's own core."""

from printshop.errors import ConfigError
from printshop.platform.roles import connect


def check_trigrams(owner_url: str) -> str:
    """Check that the search's extension is there, or that the migration may make it.

    Raises:
        ConfigError: it is not, and the owner's login may not make it.
        DatabaseUnavailableError: nobody answers, or the login is refused.

    """
    with connect(owner_url) as connection:
        row = connection.execute(
            """
            SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm'),
                   EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm')
                   AND has_database_privilege(current_database(), 'CREATE')
            """
        ).fetchone()
    is_there, may_be_made = row or (False, False)
    if not (is_there or may_be_made):
        raise ConfigError(
            "The database lacks the extension pg_trgm, which the search needs, "
            "and its owner may not make it.",
            hint="As an administrator of the database run: CREATE EXTENSION pg_trgm; it is one "
            "of those that come with PostgreSQL.",
        )
    return "The search's extension pg_trgm is there." if is_there else "pg_trgm can be made."
