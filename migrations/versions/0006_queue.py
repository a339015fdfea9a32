"""The queue: abilities of printers, what is loaded, wishes and ends of jobs, word of changes."""

from pathlib import Path

from alembic import op

from printshop.repo.rows import driver_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0006_queue.sql"


def upgrade() -> None:
    """Run the SQL as it stands, on the migration's own transaction."""
    driver = driver_of(op.get_bind())
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
