"""The bins, hooks and combs that the demo shop sells."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel, VariantStatus
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import large_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need

_BY_SA: Final = "CC BY-SA 4.0"
_PUBLIC: Final = "CC0 1.0"
_OWN: Final = "All rights reserved"

_COMB: Final = DemoModel(
    key="comb",
    new=NewModel(
        name="Under-Desk Cable Comb",
        designer="Piet Lommerse",
        category=Category.FUNCTIONAL,
        license=_PUBLIC,
        description="Six slots for cables up to 9 mm; two screws of 4 mm or adhesive tape.",
        tags=("office", "cables"),
    ),
    popularity=7,
    failure_share=0.04,
    failures=(FailureReason.CLOG, FailureReason.POWER),
    variants=(
        DemoVariant(
            name="Three combs",
            uploaded_days_ago=190,
            plates=(
                DemoPlate(
                    picture=partial(shapes.cable_combs, count=3),
                    print_min=196,
                    units=3,
                    layers=165,
                    needs=(need("petg", "61.35"),),
                ),
            ),
        ),
        DemoVariant(
            name="Five narrow combs",
            uploaded_days_ago=101,
            plates=(
                DemoPlate(
                    picture=partial(shapes.cable_combs, count=5, teeth=4),
                    print_min=232,
                    units=5,
                    layers=165,
                    needs=(need("petg", "74.10"),),
                ),
            ),
        ),
    ),
)


_HOOK: Final = DemoModel(
    key="hook",
    new=NewModel(
        name="Heron Wall Hook",
        designer="Ines Valdair",
        category=Category.FUNCTIONAL,
        license=_OWN,
        description="Holds a coat (6 kg tried); printed lying, so that no layer can split.",
        tags=("wall", "hallway"),
    ),
    popularity=5,
    failure_share=0.1,
    failures=(FailureReason.ADHESION, FailureReason.SUPPORT),
    variants=(
        DemoVariant(
            name="Three, ice blue",
            uploaded_days_ago=184,
            plates=(
                DemoPlate(
                    picture=partial(shapes.heron_hooks, count=3),
                    print_min=284,
                    units=3,
                    layers=45,
                    needs=(need("ice", "87.30", support="2.20"),),
                ),
            ),
        ),
        DemoVariant(
            name="For outdoors, slate grey",
            uploaded_days_ago=110,
            printer="Bambu Lab X1 Carbon",
            notes="Door shut, chamber warm for ten minutes first.",
            plates=(
                DemoPlate(
                    picture=partial(shapes.heron_hooks, count=6),
                    print_min=540,
                    units=6,
                    layers=45,
                    needs=(need("slate", "147.40", support="4.10"),),
                ),
            ),
        ),
    ),
)


_BINS: Final = DemoModel(
    key="bins",
    new=NewModel(
        name="Modular Drawer Bins",
        designer="Piet Lommerse",
        category=Category.FUNCTIONAL,
        license=_BY_SA,
        description="Open bins on a grid of 50 mm. Any mix of sizes fills a drawer.",
        tags=("storage", "workshop"),
        source_url="https://example.org/drawer-bins",
    ),
    popularity=6,
    failure_share=0.06,
    failures=(FailureReason.RUN_OUT, FailureReason.SPAGHETTI),
    variants=(
        DemoVariant(
            name="Set of three sizes",
            uploaded_days_ago=189,
            plates=(
                DemoPlate(
                    name="1 x 1",
                    picture=partial(shapes.drawer_bins, count=9),
                    print_min=402,
                    units=9,
                    layers=190,
                    needs=(need("orange", "118.80"),),
                ),
                DemoPlate(
                    name="2 x 1",
                    picture=partial(shapes.drawer_bins, count=4, size=(92, 42, 38)),
                    print_min=276,
                    units=4,
                    layers=190,
                    needs=(need("orange", "88.40"),),
                ),
                DemoPlate(
                    name="2 x 2",
                    picture=partial(shapes.drawer_bins, count=2, size=(92, 92, 38)),
                    print_min=208,
                    units=2,
                    layers=190,
                    needs=(need("orange", "67.10"),),
                ),
            ),
        ),
        DemoVariant(
            name="Grey and white",
            uploaded_days_ago=92,
            plates=(
                DemoPlate(
                    picture=partial(shapes.drawer_bins, count=6),
                    print_min=305,
                    units=6,
                    layers=190,
                    changes=190,
                    needs=(
                        need("grey", "39.60", tower="8.40", flush="12.30"),
                        need("white", "39.60", tower="8.40", flush="15.10"),
                    ),
                ),
            ),
            status=VariantStatus.RETIRED,
            notes="Two colours side by side cost a change per layer. Never again.",
        ),
        DemoVariant(
            name="Deep, grey",
            uploaded_days_ago=70,
            plates=(
                DemoPlate(
                    picture=partial(shapes.drawer_bins, count=4, size=(42, 42, 76)),
                    print_min=334,
                    units=4,
                    layers=380,
                    needs=(need("grey", "96.20"),),
                ),
            ),
        ),
    ),
)

STORAGE_GOODS: Final = (_COMB, _HOOK, _BINS)
