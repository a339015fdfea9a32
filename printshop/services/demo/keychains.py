"""The keychains that the demo shop sells."""

from functools import partial
from typing import Final

from printshop.domain.catalog import Category, NewModel, VariantStatus
from printshop.domain.print_queue import FailureReason
from printshop.services.demo import small_shapes as shapes
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant, need

_BY_SA: Final = "CC BY-SA 4.0"
_BY_NC: Final = "CC BY-NC 4.0"
_OWN: Final = "All rights reserved"


def _letters(name: str, letters: str, minutes: int, grams: str, ink: str) -> DemoPlate:
    return DemoPlate(
        name=name,
        picture=partial(shapes.letter_tags, letters=letters),
        print_min=minutes,
        units=len(letters),
        layers=22,
        changes=1,
        needs=(need("red", grams), need("white", ink, flush="0.92")),
    )


_FOX: Final = DemoModel(
    key="fox",
    new=NewModel(
        name="Pocket Fox Keychain",
        designer="Mirela Oakhurst",
        category=Category.KEYCHAIN,
        license=_BY_NC,
        description="A fox's head for the key ring. Prints flat, three colours, no supports. "
        "Sells best in sets of three at the autumn market.",
        tags=("animals", "multicolour", "gift"),
    ),
    popularity=9,
    failure_share=0.07,
    failures=(FailureReason.ADHESION, FailureReason.TANGLE, FailureReason.QUALITY),
    variants=(
        DemoVariant(
            name="4 pieces, plain",
            uploaded_days_ago=190,
            status=VariantStatus.RETIRED,
            plates=(
                DemoPlate(
                    picture=partial(shapes.fox_keychains, count=4),
                    print_min=68,
                    units=4,
                    layers=24,
                    needs=(need("orange", "17.36"),),
                ),
            ),
        ),
        DemoVariant(
            name="9 pieces, three colours",
            uploaded_days_ago=171,
            notes="Purge into the prime tower: the white stays clean.",
            plates=(
                DemoPlate(
                    picture=partial(shapes.fox_keychains, count=9),
                    print_min=236,
                    units=9,
                    layers=24,
                    changes=11,
                    needs=(
                        need("orange", "33.40", tower="2.10", flush="3.62"),
                        need("white", "5.18", tower="1.86", flush="4.05"),
                        need("black", "1.74", tower="1.70", flush="3.38"),
                    ),
                ),
            ),
        ),
        DemoVariant(
            name="16 pieces, three colours",
            uploaded_days_ago=64,
            notes="Same tower as for nine: the waste per fox is nearly halved.",
            plates=(
                DemoPlate(
                    picture=partial(shapes.fox_keychains, count=16),
                    print_min=381,
                    units=16,
                    layers=24,
                    changes=11,
                    needs=(
                        need("orange", "59.40", tower="2.10", flush="3.62"),
                        need("white", "9.21", tower="1.86", flush="4.05"),
                        need("black", "3.09", tower="1.70", flush="3.38"),
                    ),
                ),
            ),
        ),
    ),
)


_LETTER_TAGS: Final = DemoModel(
    key="letters",
    new=NewModel(
        name="Letter Tag Keychain",
        designer="Tobias Renn",
        category=Category.KEYCHAIN,
        license=_OWN,
        description="A tag with a raised initial; one change of filament at a height. "
        "The alphabet is spread over three plates.",
        tags=("personal", "letters"),
    ),
    popularity=6,
    failure_share=0.05,
    failures=(FailureReason.ADHESION, FailureReason.OPERATOR),
    variants=(
        DemoVariant(
            name="Whole alphabet",
            uploaded_days_ago=188,
            plates=(
                _letters("A to I", "ABCDEFGHI", 142, "38.25", "4.11"),
                _letters("J to R", "JKLMNOPQR", 139, "38.25", "4.36"),
                _letters("S to Z", "STUVWXYZ", 124, "34.00", "3.98"),
            ),
        ),
        DemoVariant(
            name="Blue on pink",
            uploaded_days_ago=96,
            plates=(
                DemoPlate(
                    picture=partial(shapes.letter_tags, letters="EMILIA"),
                    print_min=104,
                    units=6,
                    layers=22,
                    changes=1,
                    needs=(need("pink", "25.50"), need("navy", "2.74", flush="1.08")),
                ),
            ),
        ),
        DemoVariant(
            name="Letters in gold",
            uploaded_days_ago=150,
            plates=(
                DemoPlate(
                    picture=partial(shapes.letter_tags, letters="ANTONJUNE"),
                    print_min=151,
                    units=9,
                    layers=22,
                    changes=1,
                    needs=(need("black", "38.25"), need("gold", "4.20", flush="1.15")),
                ),
            ),
        ),
    ),
)

KEYCHAINS: Final = (_FOX, _LETTER_TAGS)
