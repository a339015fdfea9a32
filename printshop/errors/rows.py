"""What the stored rows do not allow, and frames that break their contract."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from printshop.errors.base import PrintshopError, shown_amount


class RepoError(PrintshopError):
    """The database refused."""


class NotFoundError(RepoError):
    """There is no such thing in this shop."""

    def __init__(self, kind: str, key: object) -> None:
        """Name what was looked for."""
        super().__init__(
            f"There is no {kind} {key} in this shop.",
            hint="It may have been removed. Reload the page.",
        )
        self.kind = kind


class DuplicateError(RepoError):
    """This already exists."""

    def __init__(
        self, message: str | None = None, *, hint: str = "", existing_id: UUID | None = None
    ) -> None:
        """Say it; `existing_id` is what is there already, where it is known."""
        super().__init__(message, hint=hint)
        self.existing_id = existing_id


# As the pages call them; what is not here is called by its own words.
_FIELDS: Final = {
    "location": "Place",
    "batch_identifier": "Lot",
    "tare_g": "Empty reel, g",
    "net_g": "Full spool, g",
    "low_stock_g": "Low at, g",
    "low_stock_spools": "Low at, unopened",
    "lead_time_days": "Lead time, days",
    "pack_size": "Pack of",
    "purchase_url": "Where to buy it",
    "slicer_name": "Kind",
    "color_name": "Colour name",
    "color_hex": "Colour",
    "other_color_hexes": "Further colours",
    "cost_per_gram_base": "Price per gram",
    "gtin": "Barcode",
    "bambu_id": "Bambu id",
    "maker_code": "Maker's code",
    "opened_on": "Opened",
    "dried_on": "Dried",
    "expires_on": "Expires",
    "purchased_on": "Bought",
}


class ChangedMeanwhileError(RepoError):
    """Somebody else changed the same fields meanwhile."""

    def __init__(
        self,
        what: str,
        fields: Mapping[str, tuple[object, object, object]],
        *,
        hint: str = "Nothing was saved, and what you typed is kept. "
        "Save again to put yours instead.",
    ) -> None:
        """Name what was changed.

        Args:
            what: whose fields they are.
            fields: by name: what it was, what somebody else made of it, what was to be saved;
                none where it is one thing as a whole.
            hint: what to do.

        """
        said = "; ".join(
            f"{_FIELDS.get(name, name.replace('_', ' '))} is {_shown(now)} now, "
            f"it was {_shown(was)}"
            for name, (was, now, _) in fields.items()
        )
        super().__init__(
            f"Somebody else changed {what} meanwhile{': ' if said else ''}{said}.", hint=hint
        )
        self.fields = dict(fields)


def _shown(value: object) -> str:
    return "empty" if value is None or value == "" else shown_amount(value)


class FrameContractError(PrintshopError):
    """A table does not have the columns that were agreed on."""
