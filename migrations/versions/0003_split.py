"""The split of the grams: support apart, estimates, and a file's split kept beside it."""

from pathlib import Path

from alembic import op

from printshop.repo.rows import driver_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0003_split.sql"


def upgrade() -> None:
    """Run the SQL as it stands, on the migration's own transaction."""
    driver = driver_of(op.get_bind())
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
