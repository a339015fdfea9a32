"""The PostgreSQL that comes with Printshop: its programs, its folder, its start and its end."""

from printshop.platform.postgres.server import LocalPostgres

__all__ = ["LocalPostgres"]
