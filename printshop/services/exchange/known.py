"""What the shop has at this moment, looked up by all that a row can call it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from printshop.domain.filament import Filament, NewFilament
from printshop.domain.spools import Spool
from printshop.repo import UnitOfWork
from printshop.services.exchange.faults import RowFaultError

KindKey = tuple[object, ...]


def kind_key(new: NewFilament) -> KindKey:
    """What two filaments that are the same agree in."""
    return (
        new.brand.lower(),
        new.material,
        new.slicer_name.lower(),
        new.color_hex,
        new.other_color_hexes,
        new.diameter_mm,
    )


class Known:
    """The shop's filaments and spools, those put away too."""

    def __init__(self, filaments: Sequence[Filament], spools: Sequence[Spool]) -> None:
        """Take all of the shop."""
        self.filaments = {filament.id: filament for filament in filaments}
        self.spools = {spool.id: spool for spool in spools}
        self._of_kind = {kind_key(filament): filament for filament in filaments}
        self._of_brand: dict[str, list[Filament]] = defaultdict(list)
        for filament in filaments:
            self._of_brand[filament.brand.lower()].append(filament)
        self._of_number = {spool.number: spool for spool in spools}
        self._of_purchase: dict[UUID, list[Spool]] = defaultdict(list)
        for spool in spools:
            self._of_purchase[spool.purchase_id].append(spool)

    @classmethod
    def within(cls, uow: UnitOfWork) -> "Known":
        """Read the shop."""
        return cls(uow.filaments.list(with_archived=True), uow.spools.all(with_archived=True))

    def spool_of_number(self, number: int) -> Spool | None:
        """The spool with this number on its label."""
        return self._of_number.get(number)

    def of_purchase(self, purchase_id: UUID) -> Sequence[Spool]:
        """The spools of a purchase, by number."""
        return self._of_purchase.get(purchase_id, ())

    def filament_of(self, spool: Spool) -> Filament:
        """What is on a spool."""
        return self.filaments[spool.filament_id]

    def twin_of(self, new: NewFilament) -> Filament | None:
        """The filament that a new one would be a double of; the heir where it was merged."""
        twin = self._of_kind.get(kind_key(new))
        return None if twin is None else self.heir(twin)

    def heir(self, filament: Filament) -> Filament:
        """The filament that stands in for one that was merged."""
        seen = set()
        while filament.merged_into_id is not None and filament.id not in seen:
            seen.add(filament.id)
            filament = self.filaments[filament.merged_into_id]
        return filament

    def like(self, **said: object) -> tuple[Filament, ...]:
        """The filaments that agree with all that is said, capitals aside; no merged ones."""
        brand = str(said["brand"]).lower()
        return tuple(
            filament
            for filament in self._of_brand.get(brand, ())
            if filament.merged_into_id is None
            and all(_same(getattr(filament, name), value) for name, value in said.items())
        )


def usable(filament: Filament) -> Filament:
    """A filament that spools can be received of.

    Raises:
        RowFaultError: it is put away.

    """
    if filament.archived_at is not None:
        raise RowFaultError(f"{filament.label} is put away. Take it out again first.")
    return filament


def _same(one: object, other: object) -> bool:
    if isinstance(one, Decimal) or not isinstance(one, str):
        return one == other
    return one.lower() == str(other).lower()
