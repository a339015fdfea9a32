"""PostgreSQL: the only room that knows SQLAlchemy.

`Database` gives a `UnitOfWork` bound to one user; on it stands one repository
per topic, which takes and returns frozen domain models. `frames` is the read
side for analytics. `schema` migrates.
"""

from printshop.repo.database import Database, DatabaseHealth
from printshop.repo.files import FileRecord
from printshop.repo.unit_of_work import UnitOfWork

__all__ = ["Database", "DatabaseHealth", "FileRecord", "UnitOfWork"]
