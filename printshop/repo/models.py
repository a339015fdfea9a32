"""Models: the things the shop makes, as the catalog lists them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from printshop.domain.catalog import (
    MAX_PICTURES,
    Model,
    ModelCard,
    NewModel,
    Variant,
    VersionOfModel,
)
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.costing import ModelPricing
from printshop.domain.plate_weight import total_g
from printshop.errors import NotFoundError
from printshop.repo.catalog_listing import narrowed
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow
from printshop.repo.tables import model_variants, models
from printshop.repo.variants import Variants

_COLUMNS: Final = [
    models.c.image_urls.label(name) if name == "picture_keys" else models.c[name]
    for name in Model.model_fields
]


class Models:
    """Models by id, by words, by name."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def get(self, model_id: UUID) -> Model:
        """One model.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(models.c.id == model_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("model", model_id)
        return _model(row)

    def named(self, name: str) -> Model | None:
        """The newest unarchived model of this name, letters compared without case."""
        query = (
            select(*_COLUMNS)
            .where(func.lower(models.c.name) == name.lower(), models.c.archived_at.is_(None))
            .order_by(models.c.created_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return _model(row) if row else None

    def names(self, model_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Name by id."""
        query = select(models.c.id, models.c.name).where(models.c.id.in_(model_ids))
        return {row.id: row.name for row in self._connection.execute(query)}

    def cards(self, query: CatalogQuery) -> tuple[tuple[ModelCard, ...], int]:
        """One page of the catalog, and how many models fit in all."""
        found = narrowed(select(*_COLUMNS, func.count().over().label("total")), query)
        rows = self._connection.execute(found.limit(query.limit).offset(query.offset)).all()
        newest = Variants(self._connection, self._user_id).newest_of([row.id for row in rows])
        versions = self._versions([row.id for row in rows])
        cards = tuple(
            _card(_model(row), newest.get(row.id), versions.get(row.id, ())) for row in rows
        )
        return cards, self._total(rows, query)

    def count(self) -> int:
        """How many models the shop has."""
        return self._connection.scalar(select(func.count()).select_from(models)) or 0

    def add(self, new: NewModel, *, is_demo: bool = False) -> Model:
        """Add a model."""
        values = {**_values(new), "user_id": self._user_id, "is_demo": is_demo}
        with translated():
            row = self._connection.execute(insert(models).values(values).returning(*_COLUMNS))
        return _model(row.one())

    def update(self, model_id: UUID, changes: NewModel) -> Model:
        """Replace what a person says of a model.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        statement = update(models).where(models.c.id == model_id).values(_values(changes))
        with translated():
            row = self._connection.execute(statement.returning(*_COLUMNS)).one_or_none()
        if row is None:
            raise NotFoundError("model", model_id)
        return _model(row)

    def set_pricing(self, model_id: UUID, pricing: ModelPricing) -> Model:
        """Replace what a person says of a model's money.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        statement = update(models).where(models.c.id == model_id).values(pricing.model_dump())
        row = self._connection.execute(statement.returning(*_COLUMNS)).one_or_none()
        if row is None:
            raise NotFoundError("model", model_id)
        return _model(row)

    def add_pictures(self, model_id: UUID, keys: Sequence[str]) -> None:
        """Add pictures of the design to those a model has, each once, as far as there is room.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(models.c.image_urls).where(models.c.id == model_id).with_for_update()
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("model", model_id)
        together = list(dict.fromkeys((*row.image_urls, *keys)))[:MAX_PICTURES]
        if together != row.image_urls:
            statement = update(models).where(models.c.id == model_id)
            self._connection.execute(statement.values(image_urls=together))

    def _versions(self, model_ids: Sequence[UUID]) -> dict[UUID, tuple[VersionOfModel, ...]]:
        query = (
            select(model_variants.c.model_id, model_variants.c.id, model_variants.c.version)
            .where(model_variants.c.model_id.in_(model_ids))
            .order_by(model_variants.c.version.desc())
        )
        found: dict[UUID, tuple[VersionOfModel, ...]] = {}
        for row in self._connection.execute(query):
            version = VersionOfModel(variant_id=row.id, version=row.version)
            found[row.model_id] = (*found.get(row.model_id, ()), version)
        return found

    def _total(self, rows: Sequence[AnyRow], query: CatalogQuery) -> int:
        if rows:
            return rows[0].total
        if query.offset == 0:
            return 0
        # The page lies behind the end: only the first page can say how many there are.
        return self.cards(query.model_copy(update={"offset": 0, "limit": 1}))[1]


def _values(new: NewModel) -> dict[str, Any]:
    return {**new.model_dump(), "tags": list(new.tags)}


def _model(row: AnyRow) -> Model:
    return Model(**{name: getattr(row, name) for name in Model.model_fields})


def _card(model: Model, variant: Variant | None, versions: tuple[VersionOfModel, ...]) -> ModelCard:
    plates = variant.plates if variant else ()
    needs = [need for plate in plates for need in plate.requirements]
    grams = [total_g(plate) for plate in plates]
    known = [value_g for value_g in grams if value_g is not None]
    pictures = (*(plate.thumbnail_key for plate in plates), *model.picture_keys)
    return ModelCard(
        model=model,
        variant_id=variant.id if variant else None,
        variant_label=variant.label if variant else "",
        versions=versions,
        plate_count=len(plates),
        print_duration_s=variant.print_duration_s if variant else None,
        thumbnail_key=next(filter(None, pictures), None),
        colors=tuple(dict.fromkeys(need.color_hex for need in needs)),
        used_g=sum(known) if known and len(known) == len(grams) else None,
    )
