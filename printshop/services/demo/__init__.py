"""The demo shop: six months of a small 3D-printing business, to look around in.

`load_demo` plans it (planning, orders, stock: pure, decided by the seed), draws and
writes its files (content, rendering), and stores all in one transaction (loading).
`remove_demo` takes it away again.
"""

import contextlib
from collections.abc import Collection, Generator
from datetime import UTC, datetime

from printshop.analytics.staffed_hours import StaffedHours
from printshop.errors import InvalidInputError, PrintshopError, RuleError
from printshop.repo.one_transaction import OneTransaction
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.content import Progress, draw_files
from printshop.services.demo.filaments import FILAMENTS
from printshop.services.demo.goods import MODELS
from printshop.services.demo.loading import Loading
from printshop.services.demo.noting_store import NotingStore
from printshop.services.demo.planning import make_plan
from printshop.services.planning.timing import staffed_hours
from printshop.services.shop import Shop
from printshop.services.stock.valuing import revalue_filament

__all__ = ["load_demo", "remove_demo"]


def load_demo(
    shop: Shop,
    *,
    seed: int = 1,
    as_of: datetime | None = None,
    progress: Progress = lambda _done, _text: None,
) -> None:
    """Fill a shop with the demo, beside whatever is in it already: all of it or nothing.

    Args:
        shop: where to.
        seed: the same seed and moment give the same content; identifiers differ.
        as_of: the moment up to which the history goes, aware; now when not given.
        progress: told how far it is, 0 to 1, and what is being done. What it raises
            stops the loading, and nothing remains.

    Raises:
        RuleError: the demo is loaded already, or a file of it is among the shop's own.
        InvalidInputError: `as_of` has no time zone.
        StorageError, DatabaseUnavailableError: it could not be stored; nothing remains.

    """
    as_of = as_of or datetime.now(UTC)
    if as_of.tzinfo is None:
        raise InvalidInputError(f"The time {as_of.isoformat()} needs a time zone.")
    _refuse_a_second(is_there=_is_there(shop))
    calendar = Calendar(
        # A shop without opening hours gets a demo whose people never sleep.
        staffed=staffed_hours(shop.settings()) or StaffedHours.always(),
        as_of=as_of.astimezone(UTC).replace(microsecond=0),
    )
    plan = make_plan(MODELS, FILAMENTS, seed=seed, calendar=calendar)
    files = draw_files(MODELS, FILAMENTS, progress)
    store = NotingStore(shop.store)
    with _nothing_left_of(store, shop), shop.unit_of_work() as uow:
        loading = Loading(uow, Shop(OneTransaction(uow), store, shop.user_id), plan, calendar)
        # The row that hands out numbers is locked first: of two loads at once
        # the second waits here, and then sees what the first has made.
        loading.take_numbers()
        _refuse_a_second(is_there=uow.demo.is_there())
        loading.run(MODELS, FILAMENTS, files, progress)
        uow.commit()
    progress(1.0, "The demo shop is ready.")


def remove_demo(shop: Shop) -> None:
    """Take the demo away in one step; without a demo nothing happens.

    What the demo made goes, its spools also where they were merged into a filament of the
    shop, and with it versions and jobs that were added to its models. The shop's own
    models stay; where they used a filament of the demo, they are unmatched. Its own spools
    stay, and so does a filament of the demo that it bought spools of.

    Raises:
        StorageError: the rows are gone, but a file could not be deleted.
        DatabaseUnavailableError: the database does not answer; nothing was removed.

    """
    with shop.unit_of_work() as uow:
        keys = uow.demo.storage_keys()
        shared = uow.filaments.lock(sorted(uow.demo.shared_filaments()))
        uow.demo.remove()
        for filament in shared:
            revalue_filament(uow, filament.id)
        unused = uow.demo.unused(keys)
        uow.commit()
    _delete(shop, unused)


@contextlib.contextmanager
def _nothing_left_of(store: NotingStore, shop: Shop) -> Generator[None]:
    """Take out of the store again what a load put there that did not end well."""
    try:
        yield
    except BaseException:  # also what is no Exception: a page that is left stops that way
        with contextlib.suppress(PrintshopError):
            with shop.unit_of_work() as uow:
                unused = uow.demo.unused(store.noted)
            _delete(shop, unused)
        raise


def _is_there(shop: Shop) -> bool:
    with shop.unit_of_work() as uow:
        return uow.demo.is_there()


def _refuse_a_second(*, is_there: bool) -> None:
    if is_there:
        raise RuleError("The demo shop is loaded already.", hint="Remove it first to load it anew.")


def _delete(shop: Shop, keys: Collection[str]) -> None:
    for key in sorted(keys):
        shop.store.delete(key)
