"""The filaments on the demo shop's shelf."""

from decimal import Decimal
from typing import Final

from printshop.domain.filament import Finish, Material, NewFilament
from printshop.domain.units import GRAMS_PER_KILOGRAM, cost_per_gram
from printshop.services.demo.assortment import DemoFilament

_DENSITY_G_CM3: Final = {
    Material.PLA: Decimal("1.24"),
    Material.PETG: Decimal("1.27"),
    Material.TPU: Decimal("1.21"),
    Material.ASA: Decimal("1.07"),
}
_TEMPERATURES_C: Final = {
    Material.PLA: (220, 55),
    Material.PETG: (250, 70),
    Material.TPU: (230, 35),
    Material.ASA: (260, 95),
}
_FINISHES: Final = {
    "PLA Matte": Finish.MATTE,
    "PLA Silk+": Finish.SILK,
    "PolyLite Silk PLA": Finish.SILK,
    "PLA Wood": Finish.WOOD,
}
_LAYERWORKS: Final = "Layerworks Supply"
_NOZZLE_CO: Final = "Nozzle & Co."
_MAKER_DEPOT: Final = "Maker Depot"


def _new(
    brand: str,
    kind: tuple[Material, str],
    color: tuple[str, str],
    bambu_id: str,
    price_usd: str,
) -> NewFilament:
    """What the box says: maker, material and product, colour's name and shade, price per kg."""
    material, product = kind
    return NewFilament(
        brand=brand,
        material=material,
        slicer_name=product,
        finish=_FINISHES.get(product, Finish.PLAIN),
        color_name=color[0],
        color_hex=color[1],
        cost_per_gram_base=cost_per_gram(Decimal(price_usd), Decimal(GRAMS_PER_KILOGRAM)),
        density_g_cm3=_DENSITY_G_CM3[material],
        bambu_id=bambu_id,
        low_stock_g=Decimal(250),
    )


def _demo(
    key: str,
    new: NewFilament,
    preset: str,
    supplier: str,
    *,
    opening: int = 2,
    pack: int = 2,
    shelf_life_days: int | None = None,
    net_g: int = 1000,
    runs_down_to_g: str | None = None,
    unweighed: int = 0,
) -> DemoFilament:
    nozzle_c, bed_c = _TEMPERATURES_C[new.material]
    return DemoFilament(
        key=key,
        new=new,
        preset=preset,
        nozzle_temperature_c=nozzle_c,
        bed_temperature_c=bed_c,
        price_usd=new.cost_per_gram_base * GRAMS_PER_KILOGRAM,
        supplier=supplier,
        net_g=Decimal(net_g),
        opening=opening,
        pack=pack,
        shelf_life_days=shelf_life_days,
        is_bought_again=runs_down_to_g is None,
        rest_g=Decimal(runs_down_to_g or 0),
        unweighed=unweighed,
    )


_BASIC: Final = (Material.PLA, "PLA Basic")
_MATTE: Final = (Material.PLA, "PLA Matte")
_SILK: Final = (Material.PLA, "PLA Silk+")

FILAMENTS: Final = {
    filament.key: filament
    for filament in (
        _demo(
            "black",
            _new("Bambu Lab", _BASIC, ("Black", "#161616"), "GFA00", "19.99"),
            "Bambu PLA Basic",
            _LAYERWORKS,
            opening=3,
            pack=3,
        ),
        _demo(
            "white",
            _new("Bambu Lab", _BASIC, ("Jade White", "#FFFFFF"), "GFA00", "19.99"),
            "Bambu PLA Basic",
            _LAYERWORKS,
            opening=3,
            pack=4,
        ),
        _demo(
            "red",
            _new("Bambu Lab", _BASIC, ("Red", "#C12E1F"), "GFA00", "19.99"),
            "Bambu PLA Basic",
            _LAYERWORKS,
        ),
        _demo(
            "pink",
            _new("Bambu Lab", _MATTE, ("Sakura Pink", "#E8AFCF"), "GFA01", "21.99"),
            "Bambu PLA Matte",
            _LAYERWORKS,
        ),
        _demo(
            "navy",
            _new("Bambu Lab", _MATTE, ("Dark Blue", "#042F56"), "GFA01", "21.99"),
            "Bambu PLA Matte",
            _LAYERWORKS,
        ),
        _demo(
            "gold",
            _new("Bambu Lab", _SILK, ("Gold", "#F4A925"), "GFA06", "24.99"),
            "Bambu PLA Silk+",
            _LAYERWORKS,
            opening=1,
            runs_down_to_g="0",
        ),
        _demo(
            "teal",
            _new(
                "Polymaker", (Material.PLA, "PolyLite PLA"), ("Teal", "#00837E"), "GFL00", "22.50"
            ),
            "PolyLite PLA",
            _NOZZLE_CO,
        ),
        _demo(
            "yellow",
            _new(
                "Polymaker",
                (Material.PLA, "PolyLite Silk PLA"),
                ("Honey", "#F2B544"),
                "GFL01",
                "19.50",
            ),
            "PolyLite Silk PLA",
            _NOZZLE_CO,
            opening=5,
            # Enough to stand in for the gold once, not twice.
            runs_down_to_g="55",
        ),
        _demo(
            "grey",
            _new("eSUN", (Material.PLA, "PLA+"), ("Cold Grey", "#8A8D8F"), "GFL03", "17.90"),
            "eSUN PLA+",
            _MAKER_DEPOT,
        ),
        _demo(
            "orange",
            _new("Overture", (Material.PLA, "PLA"), ("Orange", "#F26A21"), "GFL04", "18.40"),
            "Overture PLA",
            _MAKER_DEPOT,
        ),
        _demo(
            "wood",
            _new("eSUN", (Material.PLA, "PLA Wood"), ("Oak", "#B98A5A"), "GFL99", "26.90"),
            "eSUN PLA Wood",
            _MAKER_DEPOT,
            shelf_life_days=201,
        ),
        _demo(
            "petg",
            _new("Bambu Lab", (Material.PETG, "PETG HF"), ("Black", "#1B1B1D"), "GFG02", "21.99"),
            "Bambu PETG HF",
            _LAYERWORKS,
            opening=3,
            pack=3,
            shelf_life_days=540,
        ),
        _demo(
            "ice",
            _new(
                "Polymaker",
                (Material.PETG, "PolyLite PETG"),
                ("Ice Blue", "#8FC7E8"),
                "GFG60",
                "23.90",
            ),
            "PolyLite PETG",
            _NOZZLE_CO,
            shelf_life_days=420,
        ),
        _demo(
            "rubber",
            _new("Bambu Lab", (Material.TPU, "TPU 95A HF"), ("Grey", "#6B7078"), "GFU00", "41.99"),
            "Bambu TPU 95A HF",
            _LAYERWORKS,
            opening=1,
            shelf_life_days=365,
            net_g=500,
            runs_down_to_g="6.40",
            unweighed=1,
        ),
        _demo(
            "slate",
            _new(
                "Polymaker",
                (Material.ASA, "PolyLite ASA"),
                ("Slate Grey", "#55606B"),
                "GFB60",
                "29.90",
            ),
            "PolyLite ASA",
            _NOZZLE_CO,
            opening=3,
            shelf_life_days=197,
        ),
    )
}
