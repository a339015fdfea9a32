"""One search over all that a shop has: its index, what keeps it true, what reads it."""

from pathlib import Path

import psycopg
from alembic import op

from printshop.errors import ConfigError
from printshop.repo.rows import driver_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0008_search.sql"


def upgrade() -> None:
    """Run the SQL as it stands, on the migration's own transaction."""
    driver = driver_of(op.get_bind())
    try:
        driver.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.FeatureNotSupported,
        psycopg.errors.UndefinedFile,
    ) as error:
        raise ConfigError(
            "The search needs the extension pg_trgm, and the database does not let "
            f"{driver.info.user} have it.",
            hint="As an administrator of the database run: CREATE EXTENSION pg_trgm; it is one of "
            "those that come with PostgreSQL. Then start again.",
        ) from error
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
