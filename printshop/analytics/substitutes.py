"""Which filament can stand in for another: same material, same finish, near in colour."""

import threading
from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.analytics.color_space import distances, lab
from printshop.frames import STOCK, conform

# CIEDE2000: up to 5 only a comparison shows it, up to 10 it is still the same word for the colour.
CLOSE: Final = 5.0
SIMILAR: Final = 10.0
# Shades further apart in lightness are further apart than SIMILAR whatever their hue is:
# CIEDE2000 divides lightness by at most 1.75, and nothing makes up for it.
_REACH: Final = SIMILAR * 1.75
# Shades held against others at once: numbers that the processor keeps near.
_BLOCK: Final = 64

# Filaments change rarely, and every look at the queue or the stock asks for them: kept are those
# of the shops that asked last. Their ids are no other shop's.
_MOST_KNOWN: Final = 8
_KNOWN: Final[deque[tuple[pl.DataFrame, pl.DataFrame]]] = deque(maxlen=_MOST_KNOWN)
_LOCK: Final = threading.Lock()

# One row per (filament_id, substitute_id): what may stand in for a filament, nearest first.
# distance is CIEDE2000; is_close says that only a comparison shows the difference.
SUBSTITUTES: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "substitute_id": pl.String,
        "distance": pl.Float64,
        "is_close": pl.Boolean,
    }
)


def substitutes(stock: pl.DataFrame) -> pl.DataFrame:
    """Say which filaments may stand in for each other.

    Never across materials: PLA in a profile for PETG is printed 30 degrees too hot, and what
    was sliced for one sticks, shrinks and bends like no other. Never across finishes: silk
    among matte parts is seen across the room, however near its colour; fibre wants another
    nozzle. Filaments of several colours only for those with as many, laid in the same pattern,
    compared colour by colour; the one furthest apart counts.

    A filament that was put away stands in for none, but others stand in for it: files still
    ask for it, and nobody buys it any more.

    Args:
        stock: STOCK.

    Returns:
        SUBSTITUTES by filament_id, then distance, then substitute_id.

    Raises:
        FrameContractError: `stock` does not match its contract.

    """
    stock = conform(stock, STOCK, "stock")
    if stock.is_empty():
        return SUBSTITUTES.to_frame()
    # By their ids, so that what only moved in a list is the same.
    rows = stock.sort("filament_id").select(
        "filament_id",
        "is_archived",
        "material",
        "finish",
        "color_pattern",
        pl.concat_str(
            "color_hex",
            pl.col("other_color_hexes").replace("", None),
            separator="|",
            ignore_nulls=True,
        ).alias("colors"),
    )
    with _LOCK:
        known = next((found for asked, found in _KNOWN if asked.equals(rows)), None)
    if known is None:
        known = _among(rows)
        with _LOCK:
            _KNOWN.appendleft((rows, known))
    return known


def _among(rows: pl.DataFrame) -> pl.DataFrame:
    """SUBSTITUTES among these filaments: what they are made of, and their colors as one text."""
    kind = ["material", "finish", "color_pattern", pl.col("colors").str.count_matches("\\|")]
    members = rows.select(
        "filament_id", "colors", "is_archived", kind=pl.struct(kind).rank("dense")
    )
    shades = members.select("kind", "colors").unique().sort("kind", "colors")
    pairs = _pairs(shades)
    return (
        members.drop("is_archived")
        .join(pairs, on=["kind", "colors"])
        .join(
            members.filter(~pl.col("is_archived")).rename({"filament_id": "substitute_id"}),
            left_on=["kind", "other"],
            right_on=["kind", "colors"],
        )
        .filter(pl.col("filament_id") != pl.col("substitute_id"))
        .with_columns((pl.col("distance") <= CLOSE).alias("is_close"))
        .select(SUBSTITUTES.names())
        .sort("filament_id", "distance", "substitute_id")
        .pipe(conform, SUBSTITUTES, "substitutes")
    )


def _pairs(shades: pl.DataFrame) -> pl.DataFrame:
    """Pair the shades of one kind that are near, each with itself too: kind, colors, other."""
    ones, others, apart = [], [], []
    for first, count in (
        shades.with_row_index()
        .group_by("kind")
        .agg(pl.col("index").min(), pl.len())
        .select("index", "len")
        .iter_rows()
    ):
        one, other, distance = _near_pairs(shades["colors"][first : first + count])
        ones.append(one + first)
        others.append(other + first)
        apart.append(distance)
    return shades[np.concatenate(ones)].with_columns(
        shades["colors"][np.concatenate(others)].alias("other"),
        pl.Series("distance", np.concatenate(apart)),
    )


def _near_pairs(
    shades: pl.Series,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Find the pairs of shades within SIMILAR, both ways round and each with itself.

    Sorted by lightness, a shade is only held against those within reach of its own.
    """
    by_position = [lab(colors) for colors in zip(*shades.str.split("|").to_list(), strict=True)]
    order = np.argsort(by_position[0][:, 0], kind="stable")
    sorted_labs = [of_position[order] for of_position in by_position]
    lightness = sorted_labs[0][:, 0]
    ends = np.searchsorted(lightness, lightness + _REACH, side="right")
    firsts, seconds = [np.arange(len(order))], [np.arange(len(order))]
    found = [np.zeros(len(order))]
    for start in range(0, len(order), _BLOCK):
        block = slice(start, start + _BLOCK)
        others = slice(start, ends[block][-1])
        apart = np.max(
            [distances(at[block].T[:, :, None], at[others]) for at in sorted_labs], axis=0
        )
        # Above the diagonal each pair once.
        one, other = np.nonzero(np.triu(apart <= SIMILAR, k=1))
        firsts += [one + start, other + start]
        seconds += [other + start, one + start]
        found += [apart[one, other]] * 2
    return order[np.concatenate(firsts)], order[np.concatenate(seconds)], np.concatenate(found)
