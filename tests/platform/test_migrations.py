"""The newest migration is found without Alembic, and is the one Alembic finds."""

from pathlib import Path

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory

from printshop.platform.migrations import heads, is_at_head
from printshop.platform.postgres import LocalPostgres

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def test_the_newest_migration_is_the_one_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    expected = set(ScriptDirectory.from_config(config).get_heads())

    assert heads(MIGRATIONS / "versions") == expected


def test_a_merge_of_two_branches_is_one_head(tmp_path: Path) -> None:
    for name, text in {
        "1.py": 'revision = "1"\ndown_revision = None\n',
        "2.py": 'revision: str = "2"\ndown_revision: str | None = "1"\n',
        "3.py": 'revision = "3"\ndown_revision = "1"\n',
        "4.py": 'revision = "4"\ndown_revision = ("2", "3")\n',
    }.items():
        (tmp_path / name).write_text(text)

    assert heads(tmp_path) == {"4"}


def test_a_database_is_at_the_newest_migration_only_when_it_says_so(
    server: LocalPostgres,
    tmp_path: Path,
) -> None:
    (tmp_path / "1.py").write_text('revision = "1"\ndown_revision = None\n')
    empty = is_at_head(server.urls.owner, tmp_path)
    with psycopg.connect(server.urls.owner) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('1')")

    migrated = is_at_head(server.urls.owner, tmp_path)

    with psycopg.connect(server.urls.owner) as connection:
        connection.execute("DROP TABLE alembic_version")
    assert (empty, migrated) == (False, True)
