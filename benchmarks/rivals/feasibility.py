"""Feasibility in Polars, pandas and DuckDB, for `benchmarks.feasibility` to compare with.

Each gives the variants' verdicts in the codes of `STATES`, from the same frames with integer
keys. pandas and DuckDB are no dependencies of the shop: they are imported when asked for.
"""

from importlib import import_module
from typing import Final

import numpy as np
import polars as pl

from printshop.analytics.feasibility import STATES

_READY, _SWAP, _UNVERIFIED, _SHORT = (
    STATES.index(state) for state in ("ready", "ready_swap", "unverified", "short")
)
_VERDICT: Final = f"""
    SELECT n.variant, max(CASE WHEN n.needed_cg <= coalesce(s.largest, 0) THEN {_READY}
                               WHEN n.needed_cg <= coalesce(s.weighed, 0) THEN {_SWAP}
                               WHEN n.needed_cg <= coalesce(s.covered, 0) THEN {_UNVERIFIED}
                               ELSE {_SHORT} END)::utinyint AS state
      FROM needs n
      LEFT JOIN (
          SELECT filament, sum(usable_cg)::bigint AS covered,
                 (sum(usable_cg) FILTER (WHERE is_weighed))::bigint AS weighed,
                 max(usable_cg) FILTER (WHERE is_weighed) AS largest
            FROM spools GROUP BY filament
      ) s USING (filament)
     {{where}}
     GROUP BY n.variant ORDER BY n.variant
"""  # noqa: S608 - numbers of STATES
_OF_FILAMENT: Final = "WHERE n.variant IN (SELECT variant FROM needs WHERE filament = ?)"


class Rivals:
    """The frames as each of them has them best, prepared once."""

    def __init__(self, needs: pl.DataFrame, spools: pl.DataFrame) -> None:
        """Take (variant, filament, needed_cg) and SPOOL_CODES.

        Raises:
            ImportError: pandas or DuckDB is not installed.

        """
        self._pd, duckdb = import_module("pandas"), import_module("duckdb")
        self._needs, self._spools = needs, spools
        columns = {name: needs[name].to_numpy() for name in needs.columns}
        self._pandas_needs = self._pd.DataFrame(columns)
        self._pandas_spools = self._pd.DataFrame(
            {name: spools[name].to_numpy() for name in spools.columns}
        )
        self._by_filament = self._pandas_needs.groupby("filament").indices
        self._duckdb = duckdb.connect()
        self._duckdb.execute("SET threads = 2")
        for name, frame in (("needs", needs), ("spools", spools)):
            self._duckdb.register("given", frame.to_arrow())
            self._duckdb.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 - a name from the line above
        self._duckdb.execute("CREATE INDEX by_filament ON needs (filament)")

    def polars(self) -> pl.Series:
        """A lazy join and two groupings."""
        usable, is_weighed = pl.col("usable_cg"), pl.col("is_weighed")
        stocks = (
            self._spools.lazy()
            .group_by("filament")
            .agg(
                usable.sum().alias("covered"),
                usable.filter(is_weighed).sum().alias("weighed"),
                usable.filter(is_weighed).max().alias("largest"),
            )
        )
        needed = pl.col("needed_cg")
        code = (
            pl.when(needed <= pl.col("largest").fill_null(0))
            .then(_READY)
            .when(needed <= pl.col("weighed").fill_null(0))
            .then(_SWAP)
            .when(needed <= pl.col("covered").fill_null(0))
            .then(_UNVERIFIED)
            .otherwise(_SHORT)
            .cast(pl.UInt8)
        )
        return (
            self._needs.lazy()
            .join(stocks, on="filament", how="left")
            .select("variant", code.alias("state"))
            .group_by("variant")
            .agg(pl.col("state").max())
            .sort("variant")
            .collect()["state"]
        )

    def pandas(self, filament: int | None = None) -> pl.Series:
        """A map and a groupby, of all variants or of those that use a filament."""
        spools, needs = self._pandas_spools, self._pandas_needs
        if filament is not None:
            using = needs["variant"].to_numpy()[self._by_filament[filament]]
            needs = needs[needs["variant"].isin(using)]
        weighed = spools[spools["is_weighed"]].groupby("filament")["usable_cg"]
        covered = spools.groupby("filament")["usable_cg"].sum()
        grams = needs["needed_cg"].to_numpy()
        codes = np.select(
            [
                grams <= needs["filament"].map(of_filament).fillna(0).to_numpy()
                for of_filament in (weighed.max(), weighed.sum(), covered)
            ],
            [_READY, _SWAP, _UNVERIFIED],
            _SHORT,
        ).astype(np.uint8)
        worst = self._pd.Series(codes).groupby(needs["variant"].to_numpy()).max()
        return pl.Series("state", worst.to_numpy())

    def duckdb(self, filament: int | None = None) -> pl.Series:
        """A join and two groupings in SQL, of all variants or of those that use a filament."""
        where, values = ("", []) if filament is None else (_OF_FILAMENT, [filament])
        found = self._duckdb.execute(_VERDICT.format(where=where), values)
        return pl.Series("state", found.fetchnumpy()["state"])
