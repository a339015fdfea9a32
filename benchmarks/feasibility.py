"""How fast feasibility is, against the least that adding up the grams could cost, and others.

Run with `python -m benchmarks.feasibility`. The shop: 100,000 variants, 400,000
requirements, 2,000 filaments, 10,000 spools of which a tenth was never weighed.

The bound is NumPy on dense integer codes with nothing to look up: grams per filament
by bincount, what each requirement lacks, the worst per variant. It knows "enough" and
"not enough" only. The others give each variant one of four verdicts (one spool is enough,
several are, only with spools never weighed, short), all from the same frames with integer
keys, in turns within one run; that they agree is asserted. What only an edit of the catalogue
changes (codes, sorting, an index of DuckDB or pandas) is prepared before the clock runs.

Then one spool changes: only the variants that use its filament are judged again, for a
filament of median use and for the most used one. Last, for information, what pages call
on frames with texts as keys, with the AMS and substitutes on top. Ratios count; milliseconds
depend on the machine. DuckDB and pandas are in the dependency group `benchmarks`.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.rivals.feasibility import Rivals
from printshop.analytics.feasibility import Catalogue, by_filament, overall, variant_needs
from printshop.analytics.feasibility.kernel import SPOOL_CODES
from printshop.analytics.substitutes import substitutes
from printshop.frames import REQUIREMENTS, SPOOLS, STOCK

N_VARIANTS: Final = 100_000
N_REQUIREMENTS: Final = 400_000
N_FILAMENTS: Final = 2_000
N_SPOOLS: Final = 10_000
SHARE_WEIGHED: Final = 0.9
RUNS: Final = 15

Measured = dict[str, float]


def identifiers(prefix: int, count: int) -> pl.Series:
    """Return sorted texts of the length of a UUID."""
    return pl.Series([f"{prefix:08x}-0000-7000-8000-{number:012x}" for number in range(count)])


def in_turns(runs: dict[str, Callable[[], object]]) -> Measured:
    """Return the best of several rounds of all of them, milliseconds, after one unmeasured."""
    best = dict.fromkeys(runs, float("inf"))
    for round_number in range(RUNS + 1):
        for name, run in runs.items():
            start_s = time.perf_counter()
            run()
            taken_s = time.perf_counter() - start_s
            if round_number:
                best[name] = min(best[name], taken_s * 1000)
    return best


class Shop:
    """The made-up shop: dense codes for the bound, integer frames, and frames with texts."""

    def __init__(self, seed: int = 7) -> None:
        """Draw the same shop for the same seed; few filaments are used very often."""
        self._draw = np.random.default_rng(seed)
        popularity = 1 / np.arange(1, N_FILAMENTS + 1) ** 0.9
        variant = np.sort(self._draw.integers(0, N_VARIANTS, N_REQUIREMENTS))
        filament = self._draw.choice(N_FILAMENTS, N_REQUIREMENTS, p=popularity / popularity.sum())
        needed_cg = self._draw.integers(50, 400_00, N_REQUIREMENTS)
        self.filament_ids = identifiers(2, N_FILAMENTS)
        self.requirements = self._requirements(variant, filament, needed_cg)
        self.spools = self._spools()
        self.needs, self.coded = self._codes()

    def _requirements(
        self, variant: npt.NDArray[np.int64], filament: npt.NDArray[np.int64], needed_cg: object
    ) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "variant_id": identifiers(1, N_VARIANTS).gather(variant),
                "plate_id": identifiers(3, N_VARIANTS).gather(variant),
                "plate_index": np.ones(N_REQUIREMENTS, dtype=np.int32),
                "filament_index": np.arange(N_REQUIREMENTS, dtype=np.int32),
                "filament_id": self.filament_ids.gather(filament),
                "needed_cg": needed_cg,
                "material": pl.repeat("PLA", N_REQUIREMENTS, eager=True),
                "sliced_for": pl.repeat("", N_REQUIREMENTS, eager=True),
            },
            schema=REQUIREMENTS,
        )

    def _spools(self) -> pl.DataFrame:
        filament = self._draw.integers(0, N_FILAMENTS, N_SPOOLS)
        return pl.DataFrame(
            {
                "spool_id": identifiers(4, N_SPOOLS),
                "filament_id": self.filament_ids.gather(filament),
                "on_hand_cg": self._draw.integers(1, 1000_00, N_SPOOLS),
                "is_weighed": self._draw.random(N_SPOOLS) < SHARE_WEIGHED,
                "expires_on": pl.repeat(None, N_SPOOLS, eager=True, dtype=pl.Date),
            },
            schema=SPOOLS,
        )

    def _codes(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The same as integers: what each variant needs of each filament, and the spools."""
        codes = pl.Enum(self.filament_ids)
        needs = variant_needs(self.requirements).select(
            pl.col("subject_id").rle_id().alias("variant"),
            pl.col("filament_id").cast(codes).to_physical().cast(pl.UInt32).alias("filament"),
            "needed_cg",
        )
        spools = self.spools.select(
            pl.col("filament_id").cast(codes).to_physical().cast(pl.UInt32).alias("filament"),
            pl.col("on_hand_cg").alias("usable_cg"),
            "is_weighed",
        )
        return needs, spools.match_to_schema(SPOOL_CODES)

    def stock(self) -> pl.DataFrame:
        """The filaments in shades of all kinds, for substitutes."""
        shades = self._draw.integers(0, 1 << 24, N_FILAMENTS)
        rows = {
            "filament_id": self.filament_ids,
            "material": self._draw.choice(["PLA", "PETG", "ABS"], N_FILAMENTS),
            "finish": self._draw.choice(["plain", "matte", "silk"], N_FILAMENTS),
            "color_hex": [f"#{shade:06X}" for shade in shades],
        }
        missing = [
            pl.lit({pl.String: "", pl.Boolean: False}.get(dtype)).cast(dtype).alias(name)
            for name, dtype in STOCK.items()
            if name not in rows
        ]
        return pl.DataFrame(rows).with_columns(missing).select(STOCK.names())


def bound(needs: pl.DataFrame, spools: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Say per variant whether the grams suffice, on dense codes."""
    on_hand = np.bincount(
        spools["filament"].to_numpy(), weights=spools["usable_cg"].to_numpy(), minlength=N_FILAMENTS
    )
    lacks = needs["needed_cg"].to_numpy() > on_hand[needs["filament"].to_numpy()]
    return np.bincount(needs["variant"].to_numpy(), weights=lacks) == 0


def whole_catalogue(shop: Shop, known: Catalogue, rivals: Rivals | None) -> Measured:
    """Judge all variants in every way; they must agree."""
    runs: dict[str, Callable[[], object]] = {
        "NumPy bincount on dense codes (bound)": lambda: bound(shop.needs, shop.coded),
        "Printshop's kernel": lambda: known.judge_codes(shop.coded),
    }
    if rivals is not None:
        ours = known.judge_codes(shop.coded)["state"]
        for verdict in (rivals.polars(), rivals.pandas(), rivals.duckdb()):
            assert verdict.equals(ours), "the verdicts differ"  # noqa: S101 - a wrong answer has no speed
        runs |= {
            "Polars, lazy join on integer keys": rivals.polars,
            "pandas, map and groupby": rivals.pandas,
            "DuckDB, join on integer keys": rivals.duckdb,
        }
    return in_turns(runs)


def one_spool(shop: Shop, known: Catalogue, rivals: Rivals | None) -> Measured:
    """Judge again what uses one filament: of median use, and the most used."""
    uses = np.bincount(shop.needs["filament"].to_numpy(), minlength=N_FILAMENTS)
    by_use = np.argsort(uses)
    runs: dict[str, Callable[[], object]] = {}
    for word, filament in (("median", by_use[N_FILAMENTS // 2]), ("most used", by_use[-1])):
        code, text = int(filament), shop.filament_ids[int(filament)]
        changed = pl.Series([code], dtype=pl.UInt32)
        count = len(known.changed_codes(changed, shop.coded))
        what = f"{word} filament, {count:,} variants"
        runs[f"{what}: kernel"] = partial(known.changed_codes, changed, shop.coded)
        runs[f"{what}: kernel, texts"] = partial(known.changed, [text], shop.spools)
        if rivals is not None:
            runs[f"{what}: pandas"] = partial(rivals.pandas, code)
            runs[f"{what}: DuckDB"] = partial(rivals.duckdb, code)
    return in_turns(runs)


def rivals_of(shop: Shop) -> Rivals | None:
    """The others on the same frames, where they are installed."""
    try:
        return Rivals(shop.needs, shop.coded)
    except ImportError:
        print("DuckDB and pandas are left out: `pip install --group benchmarks` installs them.")
        return None


def for_information(shop: Shop, known: Catalogue) -> Measured:
    """What pages call, with texts as keys."""
    needs, stock = variant_needs(shop.requirements), shop.stock()
    near = substitutes(stock)
    full = Catalogue(shop.requirements, refill_slots=4, substitutes=near)
    few = needs.filter(pl.col("subject_id") < needs["subject_id"][N_REQUIREMENTS // 20])
    return in_turns(
        {
            "kernel from texts to texts": lambda: known.judge(shop.spools),
            "the same with AMS and substitutes": lambda: full.judge(shop.spools),
            "by_filament and overall": lambda: overall(by_filament(needs, shop.spools)),
            "the same of 5,000 variants": lambda: overall(by_filament(few, shop.spools)),
            "laying the catalogue out": lambda: Catalogue(shop.requirements),
            "substitutes of 2,000 filaments": lambda: substitutes(stock),
        }
    )


def main() -> None:
    """Print the tables."""
    shop = Shop()
    known, rivals = Catalogue(shop.requirements), rivals_of(shop)
    tables = (
        ("whole catalogue", whole_catalogue(shop, known, rivals)),
        ("one spool changed", one_spool(shop, known, rivals)),
        ("for information", for_information(shop, known)),
    )
    bound_ms = next(iter(tables[0][1].values()))
    for title, measured in tables:
        print(f"{title:<58}{'ms':>9}{'ratio':>9}")
        for what, ms in measured.items():
            print(f"  {what:<56}{ms:>9.2f}{ms / bound_ms:>9.2f}")
    states = known.judge(shop.spools)["state"].value_counts(sort=True)
    print("states: " + ", ".join(f"{count} {state}" for state, count in states.iter_rows()))


if __name__ == "__main__":
    main()
