"""Whether a database stands at the newest migration, asked without loading Alembic.

Loading it takes longer than a warm start of everything else.
"""

import ast
from pathlib import Path

import psycopg

from printshop.platform.roles import connect


def is_at_head(url: str, versions: Path) -> bool:
    """Whether the database was migrated to the newest file in `versions`.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    with connect(url) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            return False
    return {row[0] for row in found} == heads(versions)


def heads(versions: Path) -> set[str]:
    """Return the revisions that no other one follows."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for file in versions.glob("*.py"):
        named = _constants(file)
        revisions.update(_names(named.get("revision")))
        followed.update(_names(named.get("down_revision")))
    return revisions - followed


def _constants(file: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}:
                value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
                found[target.id] = ast.literal_eval(value) if value else None
    return found


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else ()
