"""The shop's currency: every amount follows it, once, and all together."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from printshop.domain.users import ShopSettings
from printshop.errors import InvalidInputError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

_LOWEST: Final = Decimal("0.000001")
_HIGHEST: Final = Decimal(1_000_000)
# As the rate is kept: eight digits behind the point.
_RATE: Final = TypeAdapter(
    Annotated[Decimal, Field(ge=_LOWEST, le=_HIGHEST, decimal_places=8, allow_inf_nan=False)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyChange:
    """What became of a shop's amounts. is_done: false where they were in that currency already."""

    before: str
    after: str
    rate: Decimal
    is_done: bool


def amounts(shop: Shop) -> int:
    """How many amounts of a shop are in its currency: what was paid and booked, rates, prices."""
    with shop.unit_of_work() as uow:
        return uow.currency.count_amounts()


def change(shop: Shop, to_currency: str, rate: Decimal) -> CurrencyChange:
    """Put all of a shop's amounts into another currency.

    Each is converted once and rounded as it is kept; an amount above zero stays above it.
    A second click finds the shop in that currency, and changes nothing.

    Args:
        shop: whose.
        to_currency: ISO 4217.
        rate: how many of the new one of the old is; 1 where only the sign was wrong, and the
            numbers stay as they are.

    Raises:
        InvalidInputError: there is no such currency or rate, or an amount grows beyond
            what can be kept.
        RuleError: somebody else changed the currency meanwhile.

    """
    after, checked = _known(to_currency), _checked(rate)
    with shop.unit_of_work() as uow:
        before = uow.users.settings().currency
        is_done = before != after
        if is_done and not uow.currency.change(before, after, checked):
            now = uow.users.settings().currency
            is_done = False
            if now != after:
                raise RuleError(
                    f"Somebody changed the shop's currency to {now} meanwhile.",
                    hint="Nothing was converted. Look at the settings again.",
                )
        uow.commit()
    return CurrencyChange(before=before, after=after, rate=checked, is_done=is_done)


def hold(uow: UnitOfWork, currency: str | None) -> None:
    """Hold the shop to a currency until the transaction ends; None is whichever it has.

    Args:
        uow: the transaction, in which filaments are locked already where any are.
        currency: in which amounts were typed that are about to be booked.

    Raises:
        RuleError: the shop has another one by now.

    """
    if currency is None:
        return
    now = uow.users.settings(lock=True).currency
    if now != currency:
        raise RuleError(
            f"These amounts were typed in {currency}, and the shop's currency is {now} by now.",
            hint=f"Nothing was saved. Say them in {now}, and save again.",
        )


def _known(currency: str) -> str:
    try:
        return ShopSettings(currency=currency.strip().upper()).currency
    except ValidationError as error:
        raise InvalidInputError(
            f"{currency.strip()[:20]} is no currency.", hint="Three letters, such as EUR or USD."
        ) from error


def _checked(rate: Decimal) -> Decimal:
    try:
        return _RATE.validate_python(rate)
    except ValidationError as error:
        raise InvalidInputError(
            f"{rate} is no rate.",
            hint="Say how many of the new currency one of the old is, such as 0.92.",
        ) from error
