"""The split of files: kept with them, and put into what was made of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, null, or_, select, update

from printshop.domain.catalog import GramSource, NewPlate
from printshop.errors import NotFoundError
from printshop.repo.plates import Plates, lock_plates, used_g
from printshop.repo.tables import filament_requirements as requirements
from printshop.repo.tables import files, plates
from printshop.repo.tables import model_variants as variants


class Splits:
    """The split of a file by its content, and the grams of its variant."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def of_content(self, sha256: str) -> dict[str, Any] | None:
        """The split of the file of these bytes, by whatever rules; None where there is none."""
        return self._connection.scalar(select(files.c.split).where(files.c.sha256 == sha256))

    def is_awaited(self, variant_id: UUID) -> bool:
        """Whether the variant's file was never told apart, and still can be."""
        query = (
            select(files.c.id)
            .join(variants, variants.c.source_file_id == files.c.id)
            .where(
                variants.c.id == variant_id,
                files.c.split_rules.is_(None),
                files.c.damaged_at.is_(None),
            )
        )
        return self._connection.scalar(query) is not None

    def lock(self, file_id: UUID) -> None:
        """Let nobody else write this file's split until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(files.c.id).where(files.c.id == file_id).with_for_update(key_share=True)
        if self._connection.scalar(query) is None:
            raise NotFoundError("file", file_id)

    def keep(self, file_id: UUID, split: Mapping[str, Any] | None, *, rules: int) -> None:
        """Keep a file's split, or None to say that these rules gave none."""
        values = {"split": null() if split is None else split, "split_rules": rules}
        self._connection.execute(update(files).where(files.c.id == file_id).values(values))

    def forget(self, file_id: UUID) -> None:
        """Drop a file's split, as if it had never been told apart."""
        values = {"split": null(), "split_rules": null()}
        self._connection.execute(update(files).where(files.c.id == file_id).values(values))

    def apply(self, variant_id: UUID, proposed: Sequence[NewPlate]) -> None:
        """Tell the grams of a variant's plates apart as its file does.

        What a person said stays: only grams that are the file's own, in sum, or that
        nobody said, are told apart. Layers and filament changes are taken where
        nothing is known of them.

        Args:
            variant_id: whose plates.
            proposed: the same plates, by index, as the file proposes them.

        """
        lock_plates(self._connection, plates.c.variant_id == variant_id)
        of_file = {plate.index: plate for plate in proposed}
        stored = Plates(self._connection, self._user_id).of_variants([variant_id])
        for plate in stored.get(variant_id, ()):
            if plate.index in of_file:
                self._apply(plate.id, of_file[plate.index])

    def _apply(self, plate_id: UUID, proposed: NewPlate) -> None:
        for need in proposed.requirements:
            if need.used_g is None:
                continue
            self._connection.execute(
                update(requirements)
                .where(
                    requirements.c.plate_id == plate_id,
                    requirements.c.filament_index == need.filament_index,
                    or_(
                        and_(requirements.c.source != GramSource.MANUAL, used_g == need.used_g),
                        requirements.c.usage_model_g.is_(None),
                    ),
                )
                .values(
                    usage_model_g=need.model_g,
                    usage_waste_g=need.waste_g,
                    usage_purge_g=need.purge_g,
                    usage_support_g=need.support_g,
                    split_known=need.split_known,
                    source=need.source,
                )
            )
        self._connection.execute(
            update(plates)
            .where(plates.c.id == plate_id)
            .values(
                layers=func.coalesce(plates.c.layers, proposed.layers),
                filament_changes=func.coalesce(
                    plates.c.filament_changes, proposed.filament_changes
                ),
            )
        )
