"""Which filament stands in for one that is not enough."""

import polars as pl


def stand_ins(rows: pl.DataFrame, stocks: pl.DataFrame, substitutes: pl.DataFrame) -> pl.DataFrame:
    """Choose for each row that is not enough the nearest filament that is.

    In a subject the rows choose one after the other, each the nearest that its own weighed
    spools make enough. What the subject asks for itself is none of them, nor what an
    earlier row chose: two colours of the print would become one.

    Args:
        rows: row, subject_id, filament_id, needed_cg, spools_needed (null where it is not
            enough).
        stocks: filament_id, available_cg and what `spools_needed` reads.
        substitutes: SUBSTITUTES.

    Returns:
        row, substitute_id, needed_cg, and the columns of the substitute's stock.

    """
    asked_for = rows.select("subject_id", "filament_id")
    left = (
        rows.filter(pl.col("spools_needed").is_null() & pl.col("needed_cg").is_not_null())
        .select("row", "subject_id", "filament_id", "needed_cg")
        .join(substitutes.select("filament_id", "substitute_id", "distance"), on="filament_id")
        .drop("filament_id")
        .join(stocks, left_on="substitute_id", right_on="filament_id")
        .filter(pl.col("needed_cg") <= pl.col("available_cg"))
        .join(
            asked_for,
            left_on=["subject_id", "substitute_id"],
            right_on=["subject_id", "filament_id"],
            how="anti",
        )
        .sort("row", "distance", "substitute_id")
    )
    chosen = [left.clear()]
    while not left.is_empty():
        turn = left.filter(pl.col("row") == pl.col("row").min().over("subject_id"))
        nearest = turn.unique("row", keep="first", maintain_order=True)
        chosen.append(nearest)
        left = left.filter(~pl.col("row").is_in(nearest["row"].implode())).join(
            nearest, on=["subject_id", "substitute_id"], how="anti", maintain_order="left"
        )
    return pl.concat(chosen).drop("subject_id", "distance")
