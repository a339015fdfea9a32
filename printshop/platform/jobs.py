"""The job queue's schema: procrastinate's tables, in a schema of their own.

Jobs are asked for inside the app's own transaction, by the SQL function
`enqueue(task_name, queueing_key, args)` of migrations/sql/0002_jobs.sql.
"""

from procrastinate.schema import SchemaManager

JOBS_SCHEMA = "procrastinate"


def schema_sql() -> str:
    """Return the SQL that creates procrastinate's tables and functions in their schema.

    To be run whole, inside the transaction of a migration and over the
    driver's own connection (it holds `%` and `:` that SQLAlchemy would read).
    procrastinate names nothing with its schema, hence the search path around
    it, which ends with the session's own again. The worker sets the same path
    on each of its connections.
    """
    return "\n".join(
        (
            f"CREATE SCHEMA {JOBS_SCHEMA};",
            f"SET LOCAL search_path TO {JOBS_SCHEMA}, pg_temp;",
            SchemaManager.get_schema(),
            "SET LOCAL search_path TO DEFAULT;",
        ),
    )
