"""The demo's files, saved the way a person's upload is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from printshop.domain.catalog import NewPlate, NewVariant, Variant
from printshop.domain.filament import Filament
from printshop.errors import RuleError
from printshop.repo import UnitOfWork
from printshop.services import splits, uploads
from printshop.services.demo.assortment import DemoModel, DemoVariant
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.content import DRAWN, Place, Progress, filament_keys, file_name
from printshop.services.drafts import SavedUpload
from printshop.services.shop import Shop

SAVED: Final = 0.85


class Saving:
    """Uploads into the catalog, with their own dates."""

    def __init__(
        self,
        uow: UnitOfWork,
        shop: Shop,
        filaments: Mapping[str, Filament],
        calendar: Calendar,
    ) -> None:
        """Take the transaction, and a shop whose services work within it."""
        self._uow = uow
        self._shop = shop
        self._filaments = filaments
        self._calendar = calendar

    def save_all(
        self, models: Sequence[DemoModel], files: Mapping[Place, bytes], progress: Progress
    ) -> dict[Place, Variant]:
        """Save every file as its version, oldest first; tells progress from 0.4 to 0.85."""
        model_ids: dict[str, UUID] = {}
        saved: dict[Place, UUID] = {}
        for model in models:
            for version, variant in enumerate(model.variants, start=1):
                done = len(saved) / len(files)
                progress(DRAWN + (SAVED - DRAWN) * done, f"Saving {model.new.name}…")
                place = (model.key, version)
                upload = self._save(model, variant, files[place], model_ids.get(model.key))
                model_ids[model.key], saved[place] = upload.model_id, upload.variant_id
        by_id = self._uow.variants.by_ids(list(saved.values()))
        self._backdate(models, model_ids, saved)
        return {place: by_id[variant_id] for place, variant_id in saved.items()}

    def _save(
        self, model: DemoModel, variant: DemoVariant, data: bytes, model_id: UUID | None
    ) -> SavedUpload:
        draft = uploads.read(self._shop, file_name(model, variant), data)
        draft = splits.split_draft(draft, data)
        upload = uploads.save(
            self._shop,
            draft,
            data,
            model=model.new,
            variant=self._as_edited(draft.variant, variant),
            model_id=model_id,
            is_demo=True,
        )
        if upload.already_there:
            raise RuleError(
                f"The demo's file of {model.new.name} is among the shop's own files.",
                hint="The demo cannot be loaded beside a copy of itself.",
            )
        return upload

    def _as_edited(self, read: NewVariant, variant: DemoVariant) -> NewVariant:
        """What a person would have changed in the form: names, pieces, which filament is meant."""
        keys = filament_keys(variant)

        def plate(of: NewPlate) -> NewPlate:
            needs = tuple(
                need.model_copy(
                    update={"filament_id": self._filaments[keys[need.filament_index - 1]].id}
                )
                for need in of.requirements
            )
            units = variant.plates[of.index - 1].units
            return of.model_copy(update={"requirements": needs, "units": units})

        return read.model_copy(
            update={
                "name": variant.name,
                "notes": variant.notes,
                "status": variant.status,
                "plates": tuple(plate(of) for of in read.plates),
            }
        )

    def _backdate(
        self,
        models: Sequence[DemoModel],
        model_ids: Mapping[str, UUID],
        variant_ids: Mapping[Place, UUID],
    ) -> None:
        uploaded_at = {
            # No two at once: the catalog's order must not hang on identifiers.
            (model.key, version): self._calendar.days_ago(variant.uploaded_days_ago)
            - timedelta(minutes=place)
            for place, model in enumerate(models)
            for version, variant in enumerate(model.variants, start=1)
        }
        self._uow.history.backdate_models(
            {model_id: uploaded_at[key, 1] for key, model_id in model_ids.items()}
        )
        self._uow.history.backdate_variants(
            {variant_ids[place]: at for place, at in uploaded_at.items()}
        )
