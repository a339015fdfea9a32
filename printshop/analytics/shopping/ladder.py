"""What 1, 2, 4 … packs cost, and a gram of them: shipping is spread over more."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from printshop.domain.units import CENTIGRAMS_PER_GRAM, to_cost_per_gram, to_money

_STEPS: Final = (1, 2, 4, 8)
_MILLION: Final = 1_000_000
_CENTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """So many packs, what they cost with shipping where that is known, and a gram of them."""

    packs: int
    rolls: int
    cost: Decimal
    per_gram: Decimal


def ladder(
    *,
    roll_cg: int,
    pack_size: int,
    cost_e6: int | None,
    goods_e6: int | None,
    shipping_cents: int | None,
    packs: Sequence[int] = _STEPS,
) -> tuple[Offer, ...]:
    """What packs cost at the price of the last purchase, with the last shipping of its supplier.

    Where the price is known only with its shipping in it, a gram costs the same at any number.
    Worked example: rolls of 1,000 g at 0.01799 without shipping, 6.90 shipping, packs of one:
    0.02489 a gram for 1, 0.02144 for 2, 0.019715 for 4.

    Args:
        roll_cg: what a roll holds, centigrams; above zero.
        pack_size: rolls of a pack.
        cost_e6: what a gram costs with shipping, millionths; None is unknown.
        goods_e6: the same without; None is unknown.
        shipping_cents: the shipping of an order, hundredths; None is unknown.
        packs: how many.

    Returns:
        An offer for each number of packs; none where no price is known.

    """
    if cost_e6 is None:
        return ()
    is_apart = goods_e6 is not None and shipping_cents is not None
    per_gram_e6 = goods_e6 if is_apart else cost_e6
    shipping = Decimal(shipping_cents) / _CENTS if is_apart else Decimal(0)
    found = []
    for n_packs in packs:
        n_rolls = n_packs * pack_size
        grams = Decimal(roll_cg * n_rolls) / CENTIGRAMS_PER_GRAM
        cost = grams * per_gram_e6 / _MILLION + shipping
        found.append(
            Offer(
                packs=n_packs,
                rolls=n_rolls,
                cost=to_money(cost),
                per_gram=to_cost_per_gram(cost / grams),
            )
        )
    return tuple(found)


def cost_of_rolls(n_rolls: int, *, roll_g: Decimal, cost_e6: int | None) -> Decimal | None:
    """What rolls cost at the price of the last purchase; None where no price is known."""
    return None if cost_e6 is None else to_money(roll_g * n_rolls * cost_e6 / _MILLION)
