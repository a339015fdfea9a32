"""What the demo shop sells for desk and garden."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import large_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need
from printshop.services.demo.small_shapes import herb_markers

_BY_SA: Final = "CC BY-SA 4.0"
_PUBLIC: Final = "CC0 1.0"
_OWN: Final = "All rights reserved"

_MARKERS: Final = DemoModel(
    key="markers",
    new=NewModel(
        name="Herb Bed Markers",
        designer="Jorun Askeby",
        category=Category.FUNCTIONAL,
        license=_BY_SA,
        description="Stakes for the kitchen garden; outdoors, therefore PETG.",
        tags=("garden", "outdoors"),
    ),
    popularity=4,
    failure_share=0.11,
    failures=(FailureReason.ADHESION, FailureReason.ADHESION, FailureReason.CLOG),
    variants=(
        DemoVariant(
            name="Eight, black and ice blue",
            uploaded_days_ago=174,
            plates=(
                DemoPlate(
                    picture=partial(herb_markers, count=8),
                    print_min=188,
                    units=8,
                    layers=19,
                    changes=1,
                    needs=(need("petg", "41.76"), need("ice", "2.96", flush="1.30")),
                ),
            ),
        ),
        DemoVariant(
            name="Twelve, oak and black",
            uploaded_days_ago=35,
            plates=(
                DemoPlate(
                    picture=partial(herb_markers, count=12),
                    print_min=226,
                    units=12,
                    layers=19,
                    changes=1,
                    needs=(need("wood", "62.64"), need("black", "4.44", flush="0.88")),
                ),
            ),
        ),
    ),
)


_STAND: Final = DemoModel(
    key="stand",
    new=NewModel(
        name="Steady Phone Stand",
        designer="Piet Lommerse",
        category=Category.FUNCTIONAL,
        license=_OWN,
        description="A stand with rubber feet on a plate of their own. The feet press in.",
        tags=("office", "two materials"),
    ),
    popularity=6,
    failure_share=0.1,
    failures=(FailureReason.CLOG, FailureReason.TANGLE, FailureReason.OPERATOR),
    variants=(
        DemoVariant(
            name="Black",
            uploaded_days_ago=185,
            plates=(
                DemoPlate(
                    name="Stand",
                    picture=partial(shapes.phone_stand, count=1),
                    print_min=224,
                    layers=310,
                    needs=(need("petg", "78.90"),),
                ),
                DemoPlate(
                    name="Feet",
                    picture=partial(shapes.feet, count=8),
                    print_min=96,
                    units=2,
                    layers=35,
                    needs=(need("rubber", "27.20"),),
                ),
            ),
        ),
        DemoVariant(
            name="Two, red",
            uploaded_days_ago=83,
            plates=(
                DemoPlate(
                    name="Stands",
                    picture=partial(shapes.phone_stand, count=2),
                    print_min=410,
                    units=2,
                    layers=310,
                    needs=(need("red", "148.60"),),
                ),
                DemoPlate(
                    name="Feet",
                    picture=partial(shapes.feet, count=8),
                    print_min=96,
                    units=2,
                    layers=35,
                    needs=(need("rubber", "27.20"),),
                ),
            ),
        ),
    ),
)

USEFUL_GOODS: Final = (_MARKERS, _STAND)
