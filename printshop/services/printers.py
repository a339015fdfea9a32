"""The shop's printers: which there are, a new one, and which of them are planned with."""

from uuid import UUID

from printshop.domain.printers import NewPrinter, Printer
from printshop.services.shop import Shop


def list_printers(shop: Shop) -> tuple[Printer, ...]:
    """Every printer of the shop, by name."""
    with shop.unit_of_work() as uow:
        return uow.printers.all()


def create_printer(shop: Shop, new: NewPrinter) -> Printer:
    """Add a printer.

    Raises:
        DuplicateError: its name is taken.

    """
    with shop.unit_of_work() as uow:
        printer = uow.printers.add(new)
        uow.commit()
    return printer


def set_printer_active(shop: Shop, printer_id: UUID, *, is_active: bool) -> None:
    """Take a printer into or out of planning.

    Raises:
        NotFoundError: there is no such printer.

    """
    with shop.unit_of_work() as uow:
        uow.printers.set_active(printer_id, is_active=is_active)
        uow.commit()
