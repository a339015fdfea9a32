"""Money: prices, costs over time, the shopping list, what was sold."""

from pathlib import Path

from alembic import op

from printshop.repo.rows import driver_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0007_money.sql"


def upgrade() -> None:
    """Run the SQL as it stands, on the migration's own transaction."""
    driver = driver_of(op.get_bind())
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
