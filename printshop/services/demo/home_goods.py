"""The pots, lamps and bookends that the demo shop sells."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import large_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need

_BY_SA: Final = "CC BY-SA 4.0"
_BY_NC: Final = "CC BY-NC 4.0"
_OWN: Final = "All rights reserved"

_PLANTER: Final = DemoModel(
    key="planter",
    new=NewModel(
        name="Ripple Planter",
        designer="Studio Halden",
        category=Category.DECORATION,
        license=_OWN,
        description="A pot whose wall runs in waves, with a saucer that fits. Watertight "
        "with three walls.",
        tags=("plants", "home"),
    ),
    popularity=7,
    failure_share=0.07,
    failures=(FailureReason.SPAGHETTI, FailureReason.CLOG, FailureReason.POWER),
    variants=(
        DemoVariant(
            name="Small, teal",
            uploaded_days_ago=189,
            plates=(
                DemoPlate(
                    name="Pot",
                    picture=partial(shapes.planter, count=1),
                    print_min=265,
                    layers=370,
                    needs=(need("teal", "86.40"),),
                ),
                DemoPlate(
                    name="Saucer",
                    picture=partial(shapes.saucers, count=2),
                    print_min=74,
                    units=2,
                    layers=55,
                    needs=(need("teal", "31.20"),),
                ),
            ),
        ),
        DemoVariant(
            name="Large, yellow",
            uploaded_days_ago=142,
            plates=(
                DemoPlate(
                    name="Pot",
                    picture=partial(shapes.planter, count=1, radius=64, height=104),
                    print_min=498,
                    layers=520,
                    needs=(need("yellow", "172.85"),),
                ),
                DemoPlate(
                    name="Saucer",
                    picture=partial(shapes.saucers, count=1, radius=68),
                    print_min=66,
                    layers=55,
                    needs=(need("yellow", "33.90"),),
                ),
            ),
        ),
        DemoVariant(
            name="Two small ones, pink",
            uploaded_days_ago=47,
            plates=(
                DemoPlate(
                    picture=partial(shapes.planter, count=2),
                    print_min=520,
                    units=2,
                    layers=370,
                    needs=(need("pink", "172.80"),),
                ),
            ),
        ),
    ),
)


_LAMP: Final = DemoModel(
    key="lamp",
    new=NewModel(
        name="Tidal Lamp Shade",
        designer="Studio Halden",
        category=Category.DECORATION,
        license=_OWN,
        description="A shade that turns as it rises; for E27 sockets, LED only. One wall, "
        "so look at the first twenty layers.",
        tags=("light", "home", "tall"),
    ),
    popularity=3,
    failure_share=0.2,
    failures=(FailureReason.LAYER_SHIFT, FailureReason.SPAGHETTI, FailureReason.POWER),
    variants=(
        DemoVariant(
            name="White",
            uploaded_days_ago=179,
            printer="Bambu Lab X1 Carbon",
            plates=(
                DemoPlate(
                    picture=partial(shapes.lamp_shade, count=1),
                    print_min=872,
                    layers=675,
                    needs=(need("white", "184.30", support="6.15"),),
                ),
            ),
        ),
        DemoVariant(
            name="Oak",
            uploaded_days_ago=77,
            printer="Bambu Lab X1 Carbon",
            notes="Wood clogs nozzles of 0.4 mm when it pauses: never stop this one.",
            plates=(
                DemoPlate(
                    picture=partial(shapes.lamp_shade, count=1, radius=48),
                    print_min=790,
                    layers=675,
                    needs=(need("wood", "151.70", support="5.40"),),
                ),
            ),
        ),
    ),
)


_BOOKENDS: Final = DemoModel(
    key="bookends",
    new=NewModel(
        name="Ridge Bookends",
        designer="Jorun Askeby",
        category=Category.DECORATION,
        license=_BY_SA,
        description="A mountain range in two halves, with snow. Glue felt under the foot.",
        tags=("books", "mountains"),
    ),
    popularity=4,
    failure_share=0.08,
    failures=(FailureReason.LAYER_SHIFT, FailureReason.RUN_OUT),
    variants=(
        DemoVariant(
            name="Cold grey",
            uploaded_days_ago=176,
            plates=(
                DemoPlate(
                    name="Left",
                    picture=partial(shapes.bookend, count=1),
                    print_min=318,
                    layers=520,
                    changes=3,
                    needs=(
                        need("grey", "98.15"),
                        need("white", "7.84", tower="6.10", flush="1.02"),
                    ),
                ),
                DemoPlate(
                    name="Right",
                    picture=partial(shapes.bookend, count=1, peaks=(96, 66, 108, 52)),
                    print_min=326,
                    layers=540,
                    changes=3,
                    needs=(
                        need("grey", "101.60"),
                        need("white", "8.02", tower="6.30", flush="1.02"),
                    ),
                ),
            ),
        ),
        DemoVariant(
            name="Night blue, both halves",
            uploaded_days_ago=59,
            plates=(
                DemoPlate(
                    picture=partial(shapes.bookend, count=2, peaks=(74, 100, 60)),
                    print_min=655,
                    units=2,
                    layers=500,
                    changes=3,
                    needs=(
                        need("navy", "198.20"),
                        need("white", "14.90", tower="9.80", flush="1.10"),
                    ),
                ),
            ),
        ),
    ),
)

HOME_GOODS: Final = (_PLANTER, _LAMP, _BOOKENDS)
