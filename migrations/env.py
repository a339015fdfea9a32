"""Alembic's entry: migrates over the connection that `printshop.repo.schema` hands in."""

from alembic import context

from printshop.repo.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
