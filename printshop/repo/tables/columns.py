"""What the columns of all tables are made of."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    String,
    Table,
    Uuid,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)


def enum_of(kind: type[StrEnum], name: str) -> Enum:
    """A PostgreSQL enum with the values of this one."""
    return Enum(kind, name=name, values_callable=lambda k: [member.value for member in k])


def grams(name: str, *, nullable: bool = False, default: str | None = None) -> Column[Any]:
    """Grams to the hundredth."""
    return Column(name, Numeric(10, 2), nullable=nullable, server_default=_default(default))


def cost(name: str) -> Column[Any]:
    """A cost per gram, 0 where unknown."""
    return Column(name, Numeric(10, 6), nullable=False, server_default=text("0"))


def _default(value: str | None) -> Any:  # noqa: ANN401 - SQLAlchemy's own argument type
    return None if value is None else text(value)


def short_text(name: str, length: int) -> Column[Any]:
    """Text that is empty where nobody said anything."""
    return Column(name, String(length), nullable=False, server_default=text("''"))


def moment(name: str, *, nullable: bool = True) -> Column[Any]:
    """An aware time; now, where it must not be missing."""
    default = None if nullable else text("now()")
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


def flag(name: str, *, default: bool) -> Column[Any]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False, server_default=text(str(default).lower()))


def row_id() -> Column[Any]:
    """The row's own id."""
    return Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()"))


def owner_id() -> Column[Any]:
    """Whose row it is."""
    return Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


def within_shop(column: str, parent: str, ondelete: str | None) -> ForeignKeyConstraint:
    """A reference that cannot leave the shop: the user's id goes with it."""
    return ForeignKeyConstraint(
        ["user_id", column], [f"{parent}.user_id", f"{parent}.id"], ondelete=ondelete
    )


def set_null(column: str, parent: str) -> ForeignKeyConstraint:
    """A reference within the shop that is emptied when what it points to goes."""
    return within_shop(column, parent, f"SET NULL ({column})")


def tenant_table(name: str, *items: Any, stamps: Iterable[str] = ()) -> Table:  # noqa: ANN401 - columns and constraints alike
    """A table of the shop; `stamps` are its times of making and changing."""
    return Table(
        name,
        metadata,
        *items,
        *(moment(stamp, nullable=False) for stamp in stamps),
    )


STAMPS: Final = ("created_at", "updated_at")
