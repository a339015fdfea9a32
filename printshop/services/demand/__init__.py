"""What filaments and products are asked for, as every page says it.

One snapshot of the shop: what the queue takes comes from its plan, the rest from what was used and
sold. Nothing of it is stored.
"""

from printshop.services.demand.filaments import filament, filaments, filaments_within
from printshop.services.demand.products import product, products, products_within

__all__ = [
    "filament",
    "filaments",
    "filaments_within",
    "product",
    "products",
    "products_within",
]
