"""By what figures are told apart: how each value is called, and how an address says it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from printshop.analytics.dashboard import naming
from printshop.analytics.dashboard.naming import Named
from printshop.analytics.dashboard.narrowing import Value
from printshop.domain.failures import REASON_WORDS
from printshop.errors import InvalidInputError

# What a value of an address begins with where it is no name.
_SIGN: Final = "~"
_GONE: Final = "~gone"
_UNSAID: Final = "~unsaid"
# Names are of one line each.
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A column that figures are told apart by.

    field: what an address calls it; gone, unsaid: how a value is called that is not there any
    more, or that nobody said; names, ids: of the keys that need them.
    """

    field: str
    column: str
    gone: str = ""
    unsaid: str = ""
    names: Mapping[Value, str] = field(default_factory=dict)
    ids: Mapping[Value, str] = field(default_factory=dict)
    word: Callable[[str], str] = str

    def label(self, key: Value) -> str:
        """How a value is called in a chart."""
        if key is None or key == naming.GONE:
            return self.gone
        if key == "":
            return self.unsaid
        return self.names.get(key) or self.word(str(key))

    def said(self, key: Value) -> str:
        """How an address says a value."""
        if key is None or key == naming.GONE:
            return _GONE
        if key == "":
            return _UNSAID
        text = self.ids.get(key, str(key))
        return _SIGN + text if text.startswith(_SIGN) else text

    def said_all(self, keys: list[Value]) -> str:
        """How an address says several values."""
        return _BETWEEN.join(self.said(key) for key in keys)

    def meant(self, said: str) -> frozenset[Value]:
        """The values that an address says.

        Raises:
            InvalidInputError: there is no such value.

        """
        return frozenset(self._meant(one) for one in said.split(_BETWEEN))

    def _meant(self, said: str) -> Value:
        if said == _GONE:
            return naming.GONE if self.column == "material" else None
        if said == _UNSAID:
            return ""
        text = said.removeprefix(_SIGN)
        if self.column == "material" and text in naming.MATERIALS.categories:
            return text
        if self.column == "category" and text in naming.CATEGORIES.categories:
            return text
        if self.column in {"brand", "supplier", "status", "reason"}:
            return text
        for key, own in self.ids.items():
            if own == text:
                return key
        raise InvalidInputError(
            f"There is no {self.field} of this address in the shop.",
            hint="Open the list again from its figure on the dashboard.",
        )


def dimensions(known: Named) -> dict[str, Dimension]:
    """All that figures of a shop are told apart by, by what an address calls them."""
    gone = "Filaments that are gone"
    models = known.plates.unique("model_key", maintain_order=True)
    variants = known.plates.unique("variant_key", maintain_order=True).with_columns(
        name=pl.format("{} v{}", "model_name", "version")
    )
    printers, filaments = known.printers, known.filaments.unique("own_key", maintain_order=True)
    every = [
        Dimension(field="material", column="material", gone=gone),
        Dimension(field="brand", column="brand", gone=gone, unsaid="No brand said"),
        Dimension(field="supplier", column="supplier", unsaid="No supplier said"),
        Dimension(field="category", column="category", word=str.capitalize),
        Dimension(field="status", column="status", word=str.capitalize),
        Dimension(
            field="reason",
            column="reason",
            unsaid="No reason said",
            names={reason.value: said for reason, said in REASON_WORDS.items()},
        ),
        _of_ids(
            "printer",
            printers,
            ("printer_key", "printer_id", "name"),
            gone="Printers that are gone",
        ),
        _of_ids("model", models, ("model_key", "model_id", "model_name")),
        _of_ids("variant", variants, ("variant_key", "variant_id", "name")),
        _of_ids("filament", filaments, ("own_key", "filament_id", "name"), gone=gone),
    ]
    return {one.field: one for one in every}


def _of_ids(
    name: str, frame: pl.DataFrame, columns: tuple[str, str, str], *, gone: str = ""
) -> Dimension:
    key, own_id, title = columns
    keys, titles = frame[key].to_list(), frame[title].to_list()
    often, seen = Counter(titles), Counter[str]()
    names: dict[Value, str] = {}
    for one, text in zip(keys, titles, strict=True):
        seen[text] += 1
        # Two models may have one name: the chart must not take them for one.
        names[one] = text if often[text] == 1 else f"{text} ({seen[text]})"
    return Dimension(
        field=name,
        column="filament_key" if name == "filament" else key,
        gone=gone,
        names=names,
        ids=dict(zip(keys, frame[own_id].to_list(), strict=True)),
    )
