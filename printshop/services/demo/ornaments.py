"""The earrings and hanging ornaments that the demo shop sells."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel, VariantStatus
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import small_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need

_BY_SA: Final = "CC BY-SA 4.0"
_BY_NC: Final = "CC BY-NC 4.0"
_OWN: Final = "All rights reserved"

_MOON: Final = DemoModel(
    key="moon",
    new=NewModel(
        name="Crescent Moon Earrings",
        designer="Ines Valdair",
        category=Category.EARRING,
        license=_BY_NC,
        description="A crescent with a small star, 2.4 mm thin. Needs hooks of 6 mm.",
        tags=("jewellery", "light"),
    ),
    popularity=7,
    failure_share=0.13,
    failures=(FailureReason.ADHESION, FailureReason.ADHESION, FailureReason.QUALITY),
    variants=(
        DemoVariant(
            name="Three pairs, gold and white",
            uploaded_days_ago=186,
            layer_height_mm="0.12",
            plates=(
                DemoPlate(
                    picture=partial(shapes.moon_earrings, count=6),
                    print_min=88,
                    units=3,
                    layers=20,
                    changes=3,
                    needs=(need("gold", "8.94", flush="2.20"), need("white", "1.32", flush="1.71")),
                ),
            ),
        ),
        DemoVariant(
            name="Six pairs, navy and yellow",
            uploaded_days_ago=118,
            layer_height_mm="0.12",
            plates=(
                DemoPlate(
                    picture=partial(shapes.moon_earrings, count=12),
                    print_min=163,
                    units=6,
                    layers=20,
                    changes=3,
                    needs=(
                        need("navy", "17.88", flush="2.35"),
                        need("yellow", "2.64", flush="1.92"),
                    ),
                ),
            ),
        ),
    ),
)


_LEAF: Final = DemoModel(
    key="leaf",
    new=NewModel(
        name="Hexa Leaf Earrings",
        designer="Ines Valdair",
        category=Category.EARRING,
        license=_OWN,
        description="Six-sided leaves with raised veins; very light, four pairs a plate.",
        tags=("jewellery", "nature"),
    ),
    popularity=5,
    failure_share=0.12,
    failures=(FailureReason.ADHESION, FailureReason.QUALITY),
    variants=(
        DemoVariant(
            name="Teal with gold veins",
            uploaded_days_ago=183,
            layer_height_mm="0.12",
            plates=(
                DemoPlate(
                    picture=partial(shapes.leaf_earrings, count=8),
                    print_min=97,
                    units=4,
                    layers=20,
                    changes=1,
                    needs=(need("teal", "9.12"), need("gold", "1.88", flush="0.94")),
                ),
            ),
        ),
        DemoVariant(
            name="Oak, plain",
            uploaded_days_ago=131,
            layer_height_mm="0.16",
            plates=(
                DemoPlate(
                    picture=partial(shapes.leaf_earrings, count=6),
                    print_min=61,
                    units=3,
                    layers=15,
                    needs=(need("wood", "8.31"),),
                ),
            ),
        ),
    ),
)


_STAR: Final = DemoModel(
    key="star",
    new=NewModel(
        name="Winter Star Ornament",
        designer="Jorun Askeby",
        category=Category.DECORATION,
        license=_BY_SA,
        description="Three stars on top of each other, to hang in a window or on a tree.",
        tags=("winter", "hanging", "market"),
        source_url="https://example.org/winter-star",
    ),
    popularity=8,
    failure_share=0.06,
    failures=(FailureReason.QUALITY, FailureReason.TANGLE),
    variants=(
        DemoVariant(
            name="One large, gold",
            uploaded_days_ago=180,
            plates=(
                DemoPlate(
                    picture=partial(shapes.winter_stars, count=1),
                    print_min=118,
                    layers=40,
                    changes=2,
                    needs=(
                        need("gold", "31.65", flush="1.40"),
                        need("white", "6.22", flush="1.12"),
                    ),
                ),
            ),
        ),
        DemoVariant(
            name="Four, red and white",
            uploaded_days_ago=88,
            plates=(
                DemoPlate(
                    picture=partial(shapes.winter_stars, count=4),
                    print_min=412,
                    units=4,
                    layers=40,
                    changes=2,
                    needs=(
                        need("red", "126.60", flush="1.44"),
                        need("white", "24.88", flush="1.95"),
                    ),
                ),
            ),
        ),
        DemoVariant(
            name="Ice blue, not sliced yet",
            uploaded_days_ago=6,
            status=VariantStatus.UNTESTED,
            is_sliced=False,
            notes="Try PETG for the window: does the light come through?",
            plates=(
                DemoPlate(
                    picture=partial(shapes.winter_stars, count=2),
                    print_min=0,
                    units=2,
                    needs=(need("ice", "0"),),
                ),
            ),
        ),
    ),
)

ORNAMENTS: Final = (_MOON, _LEAF, _STAR)
