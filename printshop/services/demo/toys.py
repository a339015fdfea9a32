"""What the demo shop sells for play."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel, VariantStatus
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import large_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need

_BY_SA: Final = "CC BY-SA 4.0"
_BY_NC: Final = "CC BY-NC 4.0"
_OWN: Final = "All rights reserved"

_DRAGON: Final = DemoModel(
    key="dragon",
    new=NewModel(
        name="Kelp Dragon, Jointed",
        designer="Mirela Oakhurst",
        category=Category.DECORATION,
        license=_BY_NC,
        description="Twenty-four links that move as they come off the plate. No supports.",
        tags=("animals", "jointed", "children"),
    ),
    popularity=9,
    failure_share=0.09,
    failures=(FailureReason.ADHESION, FailureReason.LAYER_SHIFT, FailureReason.TANGLE),
    variants=(
        DemoVariant(
            name="One, teal",
            uploaded_days_ago=187,
            status=VariantStatus.RETIRED,
            plates=(
                DemoPlate(
                    picture=partial(shapes.dragons, count=1),
                    print_min=172,
                    layers=92,
                    needs=(need("teal", "44.60"),),
                ),
            ),
        ),
        DemoVariant(
            name="Teal with a gold crest",
            uploaded_days_ago=139,
            plates=(
                DemoPlate(
                    picture=partial(shapes.dragons, count=1),
                    print_min=248,
                    layers=92,
                    changes=9,
                    needs=(
                        need("teal", "41.10", tower="3.20", flush="4.42"),
                        need("gold", "5.35", tower="2.90", flush="4.10"),
                    ),
                ),
            ),
        ),
        DemoVariant(
            name="Three, pink and navy",
            uploaded_days_ago=52,
            plates=(
                DemoPlate(
                    picture=partial(shapes.dragons, count=3),
                    print_min=602,
                    units=3,
                    layers=92,
                    changes=9,
                    needs=(
                        need("pink", "123.30", tower="3.20", flush="4.42"),
                        need("navy", "16.05", tower="2.90", flush="4.10"),
                    ),
                ),
            ),
        ),
    ),
)


_TOWER: Final = DemoModel(
    key="tower",
    new=NewModel(
        name="Castle Dice Tower",
        designer="Tobias Renn",
        category=Category.DECORATION,
        license=_OWN,
        description="For the table-top evening: dice in at the battlements, out at the gate. "
        "A commission; the file is not sliced yet.",
        tags=("games", "commission"),
    ),
    popularity=0,
    variants=(
        DemoVariant(
            name="Draft of the customer",
            uploaded_days_ago=3,
            status=VariantStatus.UNTESTED,
            is_sliced=False,
            notes="Ask for the size of the dice before slicing.",
            plates=(
                DemoPlate(
                    name="Tower and tray",
                    picture=partial(shapes.dice_tower, count=1),
                    print_min=0,
                    needs=(need("grey", "0"),),
                ),
            ),
        ),
    ),
)

TOYS: Final = (_DRAGON, _TOWER)
