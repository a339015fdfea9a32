"""Background jobs: procrastinate's own schema, and the one door the app has to it."""

from pathlib import Path

from alembic import op

from printshop.platform.jobs import schema_sql
from printshop.repo.rows import driver_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0002_jobs.sql"


def upgrade() -> None:
    """Run procrastinate's SQL in a schema of its own, then ours."""
    driver = driver_of(op.get_bind())
    driver.execute(schema_sql().encode())
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
