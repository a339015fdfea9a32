"""Making a filament of the shop from a maker's."""

from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.known_filaments import as_known_values
from printshop.services.shop import Shop
from printshop.services.stock import filaments as shop_filaments


def add_to_shop(shop: Shop, known_id: UUID) -> Filament:
    """Add a maker's filament to the shop, and note what the maker says of it.

    Raises:
        DuplicateError: brand, material, kind, colours and diameter are there already.
        NotFoundError: there is no such maker's filament.

    """
    with shop.unit_of_work() as uow:
        new = uow.known_filaments.get(known_id).as_new_filament()
        filament = shop_filaments.add(uow, new)
        uow.known_filaments.link(filament.id, known_id, as_known_values(new))
        uow.commit()
    return filament
