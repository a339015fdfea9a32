"""Stock: filaments whole, purchases, states of spools, stock-takes, makers' filaments, alerts."""

from pathlib import Path

from alembic import op

from printshop.repo.rows import driver_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql" / "0005_stock.sql"


def upgrade() -> None:
    """Run the SQL as it stands, on the migration's own transaction."""
    driver = driver_of(op.get_bind())
    driver.execute(SQL.read_bytes())


def downgrade() -> None:
    """Migrations go forward only; a backup is the way back."""
    raise NotImplementedError
