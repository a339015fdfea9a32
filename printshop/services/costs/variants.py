"""What versions cost, in the shop's words: the one answer that every page shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Final, Literal
from uuid import UUID

from printshop.domain.costing import (
    MILLIONTHS,
    RUN,
    CostKind,
    CostLine,
    Price,
    ProductionCost,
    VariantCost,
    price_of,
    summed,
)
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services.costs.gaps import Gap, sentences
from printshop.services.costs.of_plates import source_of_plates
from printshop.services.costs.reading import Reading, WorkedOut
from printshop.services.costs.words import Words
from printshop.services.shop import Shop

_ONCE: Final = (CostKind.FINISHING, CostKind.PACKAGING, CostKind.FAILURES)


@dataclass(frozen=True, slots=True)
class _Said:
    """A line of a plate's run, and the same of one piece; one may be none."""

    run: CostLine
    piece: CostLine
    plate: int
    gaps: tuple[Gap, ...]


def of_variants(shop: Shop, variant_ids: Sequence[UUID]) -> dict[UUID, VariantCost]:
    """What these versions cost now; ids that are none of the shop's are left out."""
    if not variant_ids:
        return {}
    with shop.snapshot() as uow:
        return within(uow, variant_ids)


def within(uow: UnitOfWork, variant_ids: Sequence[UUID]) -> dict[UUID, VariantCost]:
    """The same within a transaction, which should be a snapshot."""
    return in_words(Reading.of(uow, variant_ids).work_out())


def in_words(of: WorkedOut) -> dict[UUID, VariantCost]:
    """All versions that were worked out, with a source beside each line."""
    words = Words.about(of)
    lines: defaultdict[str, defaultdict[str, list[_Said]]]
    lines = defaultdict(lambda: defaultdict(list))
    for row in of.costs.lines.iter_rows(named=True):
        lines[row["variant_id"]][row["plate_id"]].append(_said(row, words))
    units = dict(of.costs.runs.select("plate_id", "units").iter_rows())
    return {
        UUID(variant_id): _of_variant(words, words.version(variant_id), plates, units)
        for variant_id, plates in lines.items()
    }


def _of_variant(
    words: Words,
    version: Mapping[str, Any],
    plates: Mapping[str, Sequence[_Said]],
    units: Mapping[str, int],
) -> VariantCost:
    runs = {plate: [said for said in lines if _in_run(said)] for plate, lines in plates.items()}
    pieces = {
        plate: [said for said in lines if _is_shown(said.piece)] for plate, lines in plates.items()
    }
    missing = {
        plate: sentences(gap for said in lines for gap in said.gaps)
        for plate, lines in plates.items()
    }
    variant_id = UUID(version["variant_id"])
    every = sentences(gap for lines in plates.values() for said in lines for gap in said.gaps)
    unit = _cost(variant_id, _together(pieces, "piece"), every)
    return VariantCost(
        variant_id=variant_id,
        plates=tuple(
            _cost(UUID(plate), [said.run for said in runs[plate]], missing[plate], units[plate])
            for plate in plates
        ),
        pieces=tuple(
            _cost(UUID(plate), [said.piece for said in pieces[plate]], missing[plate])
            for plate in plates
        ),
        run=_cost(variant_id, _together(runs, "run"), every),
        unit=unit,
        success=words.success[version["variant_id"]],
        price=_price(unit.total, version, words.of.settings),
    )


def _price(cost: Decimal | None, version: Mapping[str, Any], settings: ShopSettings) -> Price:
    """What the model's price leaves of this version's cost, where it is for such a unit."""
    plates = version["priced_plates"]
    price = price_of(
        cost,
        _money(version["unit_price_e6"]),
        settings,
        is_of_its_unit=plates == version["plate_count"],
    )
    return price.model_copy(update={"plates": plates})


def _said(row: Mapping[str, Any], words: Words) -> _Said:
    units = words.runs[row["plate_id"]]["units"]
    average = row["average_e6"]
    filament_id = row["filament_id"]
    shared: dict[str, Any] = {
        "kind": CostKind(row["kind"]),
        "filament_id": None if filament_id is None else UUID(filament_id),
        "is_of_spools": words.is_of_spools(row),
    }
    run = CostLine(
        **shared,
        source=words.source(row),
        quantity=words.quantity(row),
        amount=_money(row["run_e6"]),
        at_average=_money(average),
    )
    piece = CostLine(
        **shared,
        source=words.source(row, units),
        quantity=words.quantity(row, units),
        amount=_money(row["piece_e6"]),
        at_average=None if average is None else _money(average / units),
    )
    return _Said(run, piece, row["plate_index"], tuple(words.missing(row)))


def _money(amount_e6: float | None) -> Any:  # noqa: ANN401 - a Decimal, None for None
    return None if amount_e6 is None else Decimal(round(amount_e6)) / MILLIONTHS


def _in_run(said: _Said) -> bool:
    return said.run.kind in RUN


def _is_shown(line: CostLine) -> bool:
    """Whether a line says anything: what is done once is left out where it costs nothing."""
    return line.kind not in _ONCE or line.amount != 0


def _cost(
    subject_id: UUID, lines: Sequence[CostLine], missing: tuple[str, ...], units: int = 1
) -> ProductionCost:
    return ProductionCost(
        subject_id=subject_id,
        lines=tuple(lines),
        total=summed(line.amount for line in lines),
        known=sum((line.amount for line in lines if line.amount is not None), Decimal(0)),
        units=units,
        missing=missing,
    )


def _together(
    plates: Mapping[str, Sequence[_Said]], which: Literal["run", "piece"]
) -> list[CostLine]:
    """The lines of all plates, those for the same thing as one."""
    said = [(of.plate, of.run if which == "run" else of.piece) for of in chain(*plates.values())]
    if len(plates) == 1:
        return [line for _, line in said]
    alike: defaultdict[tuple[CostKind, UUID | None], list[tuple[int, CostLine]]]
    alike = defaultdict(list)
    for plate, line in said:
        alike[line.kind, line.filament_id].append((plate, line))
    order = list(CostKind)
    return [_one_of(alike[key]) for key in sorted(alike, key=lambda key: order.index(key[0]))]


def _one_of(of_plates: Sequence[tuple[int, CostLine]]) -> CostLine:
    """Lines of several plates for the same thing as one."""
    lines = [line for _, line in of_plates]
    return CostLine(
        kind=lines[0].kind,
        filament_id=lines[0].filament_id,
        quantity=_quantity(lines),
        amount=summed(line.amount for line in lines),
        at_average=summed(line.at_average for line in lines),
        source=source_of_plates([(plate, line.source) for plate, line in of_plates]),
        is_of_spools=any(line.is_of_spools for line in lines),
    )


def _quantity(lines: Sequence[CostLine]) -> str:
    """The sum of quantities that are said in the same unit."""
    said = [line.quantity.rsplit(" ", 1) for line in lines]
    if any(len(one) != 2 for one in said):  # noqa: PLR2004 - a number and its unit
        return ""
    total = sum((Decimal(number.replace(",", "")) for number, _ in said), Decimal(0))
    return f"{total.normalize():,f} {said[0][1]}"
