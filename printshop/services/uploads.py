"""A dropped .3mf: read it, propose what to save, save it once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from printshop.bambu import ThreeMF, read_3mf
from printshop.bambu.gcode.size import gcode_bytes
from printshop.bambu.split.split_record import with_split
from printshop.domain.catalog import NewModel, NewPlate, NewVariant, Variant
from printshop.domain.filament import NewFilament
from printshop.domain.text import file_name
from printshop.errors import DuplicateError
from printshop.repo import UnitOfWork
from printshop.services import matching, splits, verification
from printshop.services.drafts import (
    Answer,
    Draft,
    Existing,
    ModelSuggestion,
    Position,
    SavedUpload,
)
from printshop.services.proposals import left_out, propose_model, propose_variant
from printshop.services.shop import Shop


def read(shop: Shop, name: str, data: bytes) -> Draft:
    """Read a dropped file and propose what to save.

    Nothing is saved, but for one thing: where the shop has these very bytes and found
    what it stored of them damaged, they are stored anew.

    Args:
        shop: whose filaments and models it is compared with.
        name: the file's name as dropped.
        data: its bytes.

    Raises:
        ThreeMFError: the file cannot be read; the message says what is wrong with it.
        StorageError: a damaged file could not be stored anew.

    """
    name = file_name(name)
    # Gcode is walked by `splits.split_draft`, or by the worker.
    read_now = read_3mf(BytesIO(data), name=name, split=False, pictures=True)
    digest = sha256(data).hexdigest()
    verification.mend(shop, digest, data)
    split = splits.known(shop, digest, read_now, data)
    content = with_split(read_now, split) or read_now
    draft = Draft(
        file_name=name,
        sha256=digest,
        size_bytes=len(data),
        gcode_bytes=gcode_bytes(BytesIO(data), content),
        split=split,
        content=content,
        existing=None,
        newer_of=None,
        model=propose_model(content, name),
        variant=propose_variant(content, name),
        thumbnails={p.index: p.thumbnail for p in content.plates if p.thumbnail},
        pictures=tuple(picture.image for picture in content.pictures),
        candidates={},
        new_filaments={},
        findings=(*content.findings, *left_out(content)),
    )
    return compare_again(shop, draft)


def compare_again(shop: Shop, draft: Draft) -> Draft:
    """The draft against the shop as it is now, without reading the file again.

    For drafts that wait while others are saved: a filament or a model of theirs may be
    in the shop by now.
    """
    variant = propose_variant(draft.content, draft.file_name, metadata=draft.variant.bambu_metadata)
    with shop.snapshot() as uow:
        candidates = matching.candidates(
            variant, uow.filaments.list(), learnt=uow.filament_choices.all()
        )
        existing = _existing(uow, draft.sha256)
        newer_of = None if existing else _newer_of(uow, draft.content, draft.file_name)
    return replace(
        draft,
        existing=existing,
        newer_of=newer_of,
        variant=matching.with_sure_matches(variant, candidates),
        candidates=candidates,
        new_filaments=matching.new_filaments(draft.content, variant),
    )


def save(
    shop: Shop,
    draft: Draft,
    data: bytes,
    *,
    model: NewModel,
    variant: NewVariant,
    model_id: UUID | None = None,
    new_filaments: Mapping[Position, NewFilament] | None = None,
    is_demo: bool = False,
) -> SavedUpload:
    """Save a read file as edited: file, model or next version, plates and requirements.

    The bytes are stored first and are found again by their hash, so a crash leaves at
    most a file that nothing refers to. The rows are one transaction. The same bytes
    saved twice, even from two browsers at once, are saved once.

    Args:
        shop: where to.
        draft: what `read` gave for these bytes.
        data: the file's bytes.
        model: the form's model; used only when `model_id` is None.
        variant: the form's variant.
        model_id: the model whose next version this is.
        new_filaments: filaments to create and match, by (plate index, filament index).
        is_demo: whether it belongs to the demo shop.

    Raises:
        DuplicateError: somebody created one of the new filaments at this very moment.
        NotFoundError: the model or a matched filament is gone.
        StorageError: the file could not be stored.

    """
    stored = shop.store.put(data)
    keys = {index: shop.store.put(picture).key for index, picture in draft.thumbnails.items()}
    of_design = [shop.store.put(picture).key for picture in draft.pictures]
    answer = Answer(
        model=model, variant=variant, model_id=model_id, new_filaments=new_filaments or {}
    )
    try:
        with shop.unit_of_work() as uow:
            file = uow.files.add(
                sha256=stored.sha256,
                size_bytes=stored.size_bytes,
                name=draft.file_name,
                storage_key=stored.key,
                is_demo=is_demo,
            )
            saved = record(
                uow,
                file.id,
                answer,
                thumbnail_keys=keys,
                picture_keys=of_design,
                is_demo=is_demo,
            )
            if not saved.already_there:
                splits.keep(uow, file.id, draft.split)
                uow.enqueue("verify_file", key=str(file.id), file_id=str(file.id))
                uow.commit()
    except DuplicateError:
        there = with_content(shop, stored.sha256)
        if there is None:
            raise
        return there
    return saved


def record(
    uow: UnitOfWork,
    file_id: UUID,
    answer: Answer,
    *,
    thumbnail_keys: Mapping[int, str],
    picture_keys: Sequence[str],
    is_demo: bool = False,
) -> SavedUpload:
    """Put what a stored file is into the catalog, in an open transaction; nothing twice.

    Args:
        uow: the transaction, which the caller commits.
        file_id: the file, recorded already.
        answer: what it becomes.
        thumbnail_keys: where the plates' pictures are stored, by plate index.
        picture_keys: where the design's pictures are stored.
        is_demo: whether it belongs to the demo shop.

    Raises:
        DuplicateError: somebody created the same at this very moment.
        NotFoundError: the model or a matched filament is gone.

    """
    there = uow.variants.of_file(file_id)
    if there is not None:
        return found_there(there)
    created = _create(uow, answer.new_filaments, is_demo=is_demo)
    complete = _completed(answer.variant, file_id, thumbnail_keys, created)
    parent = answer.model_id or uow.models.add(answer.model, is_demo=is_demo).id
    if picture_keys:
        uow.models.add_pictures(parent, picture_keys)
    return _saved(uow.variants.add(parent, complete), already_there=False)


def _create(
    uow: UnitOfWork, wanted: Mapping[Position, NewFilament], *, is_demo: bool
) -> dict[Position, UUID]:
    """Create each kind once; a kind that is there by now is used as it is.

    In one order everywhere: two saves that create the same kinds would wait for each other.
    """
    in_order = sorted(wanted.items(), key=lambda item: item[1].model_dump_json())
    return {
        position: (uow.filaments.find_kind(new) or uow.filaments.add(new, is_demo=is_demo)).id
        for position, new in in_order
    }


def _completed(
    variant: NewVariant,
    file_id: UUID,
    thumbnail_keys: Mapping[int, str],
    created: Mapping[Position, UUID],
) -> NewVariant:
    """The form's variant with what only saving could give it."""

    def plate(of: NewPlate) -> NewPlate:
        needs = tuple(
            need.model_copy(
                update={
                    "filament_id": created.get((of.index, need.filament_index), need.filament_id)
                }
            )
            for need in of.requirements
        )
        key = thumbnail_keys.get(of.index)
        return of.model_copy(update={"requirements": needs, "thumbnail_key": key})

    plates = tuple(plate(of) for of in variant.plates)
    return variant.model_copy(update={"source_file_id": file_id, "plates": plates})


def _existing(uow: UnitOfWork, digest: str) -> Existing | None:
    variant = uow.variants.of_content(digest)
    if variant is None:
        return None
    name = uow.models.get(variant.model_id).name
    return Existing(
        model_id=variant.model_id, variant_id=variant.id, label=f"{name}, version {variant.version}"
    )


def _newer_of(uow: UnitOfWork, content: ThreeMF, file_name: str) -> ModelSuggestion | None:
    """The model this is probably a new version of: its file or itself bears the same name."""
    reason = "a file of the same name"
    found = uow.variants.of_file_name(file_name)
    if found is not None:
        model = uow.models.get(found.model_id)
    else:
        reason = "a model of the same name"
        model = uow.models.named(propose_model(content, file_name).name)
    if model is None:
        return None
    versions = uow.variants.of_model(model.id)
    next_version = versions[0].version + 1 if versions else 1
    return ModelSuggestion(
        model_id=model.id, name=model.name, next_version=next_version, reason=reason
    )


def with_content(shop: Shop, digest: str) -> SavedUpload | None:
    """The version that the shop has of these very bytes; None where it has none."""
    with shop.unit_of_work() as uow:
        there = uow.variants.of_content(digest)
    return found_there(there) if there else None


def found_there(variant: Variant) -> SavedUpload:
    """What a save answers where its file is in the catalog already."""
    return _saved(variant, already_there=True)


def _saved(variant: Variant, *, already_there: bool) -> SavedUpload:
    return SavedUpload(
        model_id=variant.model_id,
        variant_id=variant.id,
        label=variant.label,
        already_there=already_there,
    )
