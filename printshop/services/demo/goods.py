"""Everything that the demo shop sells."""

from typing import Final

from printshop.services.demo.home_goods import HOME_GOODS
from printshop.services.demo.keychains import KEYCHAINS
from printshop.services.demo.ornaments import ORNAMENTS
from printshop.services.demo.storage_goods import STORAGE_GOODS
from printshop.services.demo.toys import TOYS
from printshop.services.demo.useful_goods import USEFUL_GOODS

MODELS: Final = (
    *STORAGE_GOODS,
    *KEYCHAINS,
    *HOME_GOODS,
    *ORNAMENTS,
    *USEFUL_GOODS,
    *TOYS,
)
