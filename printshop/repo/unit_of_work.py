"""The unit of work: one transaction of one user, and on it a repository per topic."""

from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

import orjson
from sqlalchemy import Connection, NestedTransaction, text
from sqlalchemy.exc import DBAPIError

from printshop.repo.access_tokens import AccessTokens
from printshop.repo.alerts import Alerts
from printshop.repo.currency import Currency
from printshop.repo.demo import Demo
from printshop.repo.faults import translated
from printshop.repo.filament_choices import FilamentChoices
from printshop.repo.filaments import Filaments
from printshop.repo.files import Files
from printshop.repo.found_rows import FoundRows
from printshop.repo.frames import Frames
from printshop.repo.history import History
from printshop.repo.incoming import Incoming
from printshop.repo.job_spools import JobSpools
from printshop.repo.job_steps import JobSteps
from printshop.repo.jobs import Jobs
from printshop.repo.known_filaments import KnownFilaments
from printshop.repo.ledger import Ledger
from printshop.repo.models import Models
from printshop.repo.named_needs import NamedNeeds
from printshop.repo.plates import Plates
from printshop.repo.printer_slots import PrinterSlots
from printshop.repo.printers import Printers
from printshop.repo.product_movements import ProductMovements
from printshop.repo.purchases import Purchases
from printshop.repo.reels import Reels
from printshop.repo.search import Search
from printshop.repo.shopping_items import ShoppingItems
from printshop.repo.splits import Splits
from printshop.repo.spools import Spools
from printshop.repo.stock_takes import StockTakes
from printshop.repo.stored_keys import StoredKeys
from printshop.repo.users import Users
from printshop.repo.variant_costs import VariantCosts
from printshop.repo.variants import Variants
from printshop.repo.versions import Versions


class Beginning(Protocol):
    """Whatever begins transactions: the pool of connections."""

    def begin(self, user_id: UUID, *, is_snapshot: bool = False, actor: str = "") -> Connection:
        """A connection in a transaction in which row-level security knows the user."""
        ...


class UnitOfWork:
    """One transaction of one user; leaving the block without `commit` rolls back.

    Attributes are the repositories, one per topic. `enqueue` defers background work
    inside the same transaction.
    """

    models: Models
    variants: Variants
    versions: Versions
    plates: Plates
    files: Files
    stored_keys: StoredKeys
    splits: Splits
    incoming: Incoming
    access_tokens: AccessTokens
    filaments: Filaments
    filament_choices: FilamentChoices
    named_needs: NamedNeeds
    spools: Spools
    ledger: Ledger
    reels: Reels
    purchases: Purchases
    stock_takes: StockTakes
    known_filaments: KnownFilaments
    alerts: Alerts
    jobs: Jobs
    job_steps: JobSteps
    job_spools: JobSpools
    printers: Printers
    printer_slots: PrinterSlots
    users: Users
    shopping_items: ShoppingItems
    product_movements: ProductMovements
    variant_costs: VariantCosts
    currency: Currency
    search: Search
    found_rows: FoundRows
    frames: Frames
    history: History
    demo: Demo

    def __init__(
        self, database: Beginning, user_id: UUID, *, is_snapshot: bool = False, actor: str = ""
    ) -> None:
        """Bind to a user; the transaction begins with the block."""
        self._begin = database.begin
        self._actor = actor
        self._user_id = user_id
        self._is_snapshot = is_snapshot

    def __enter__(self) -> Self:
        """Begin, and tell the database who asks."""
        with translated():
            connection = self._begin(
                self._user_id, is_snapshot=self._is_snapshot, actor=self._actor
            )
            self._bind(connection, self._user_id)
        return self

    def _bind(self, connection: Connection, user_id: UUID) -> None:
        self.connection = connection
        self.models = Models(connection, user_id)
        self.variants = Variants(connection, user_id)
        self.versions = Versions(connection)
        self.plates = Plates(connection, user_id)
        self.files = Files(connection, user_id)
        self.stored_keys = StoredKeys(connection)
        self.splits = Splits(connection, user_id)
        self.incoming = Incoming(connection, user_id)
        self.access_tokens = AccessTokens(connection, user_id)
        self.filaments = Filaments(connection, user_id)
        self.filament_choices = FilamentChoices(connection, user_id)
        self.named_needs = NamedNeeds(connection)
        self.spools = Spools(connection, user_id)
        self.ledger = Ledger(connection, user_id)
        self.reels = Reels(connection)
        self.purchases = Purchases(connection, user_id)
        self.stock_takes = StockTakes(connection, user_id)
        self.known_filaments = KnownFilaments(connection, user_id)
        self.alerts = Alerts(connection, user_id)
        self.jobs = Jobs(connection, user_id)
        self.job_steps = JobSteps(connection, user_id)
        self.job_spools = JobSpools(connection, user_id)
        self.printers = Printers(connection, user_id)
        self.printer_slots = PrinterSlots(connection, user_id)
        self.users = Users(connection, user_id)
        self.shopping_items = ShoppingItems(connection, user_id)
        self.product_movements = ProductMovements(connection, user_id)
        self.variant_costs = VariantCosts(connection)
        self.currency = Currency(connection)
        self.search = Search(connection)
        self.found_rows = FoundRows(connection)
        self.frames = Frames(connection)
        self.history = History(connection, user_id)
        self.demo = Demo(connection, user_id)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back what was not committed, and translate the database's faults."""
        try:
            self.connection.close()
        except DBAPIError:
            # The connection is gone, and with it the transaction: nothing to roll back.
            if not self.connection.closed:
                self.connection.invalidate()
        if isinstance(error, DBAPIError):
            with translated():
                raise error

    def commit(self) -> None:
        """Make all of it last.

        Raises:
            DatabaseUnavailableError: the connection broke; the database may or may not have
                it, which is why every request carries a key that makes it repeatable.

        """
        with translated():
            self.connection.commit()

    def savepoint(self) -> NestedTransaction:
        """A moment to go back to by its `rollback`, which gives back what was locked since."""
        return self.connection.begin_nested()

    def enqueue(self, task: str, *, key: str, **args: str) -> None:
        """Give the worker a task when, and only when, this transaction commits."""
        with translated():
            self.connection.execute(
                text("SELECT enqueue(:task, :key, cast(:args AS jsonb))"),
                {"task": task, "key": key, "args": orjson.dumps(args).decode()},
            )
