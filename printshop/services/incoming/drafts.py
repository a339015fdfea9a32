"""What a form shows of an incoming file: its outline, read like the file itself."""

from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from uuid import UUID

from printshop.bambu import Picture, ThreeMF, read_3mf
from printshop.bambu.split.split_record import with_split
from printshop.domain.incoming import IncomingFile
from printshop.errors import Finding, StorageError, ThreeMFError
from printshop.services import uploads
from printshop.services.drafts import Draft
from printshop.services.incoming import kinship
from printshop.services.incoming.summary import Summary
from printshop.services.proposals import left_out, propose_model, propose_variant
from printshop.services.shop import Shop


def draft_of(shop: Shop, incoming_id: UUID, *, with_pictures: bool = True) -> Draft:
    """The draft of an incoming file, against the shop as it is now.

    Before the file has arrived, and was read here, it is what the sender's outline says.

    Args:
        shop: whose.
        incoming_id: the file.
        with_pictures: whether the pictures are fetched too, which saving does without.

    Raises:
        NotFoundError: there is no such incoming file.
        ThreeMFError: neither outline nor file can be read; the message says why.
        StorageError: the file has no outline, and could not be read from the store.

    """
    with shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
        outline = uow.incoming.outline(incoming_id)
        split = uow.splits.of_content(incoming.sha256) if incoming.sha256 else None
        proposal = kinship.proposals(uow, [incoming])[incoming_id]
    # The server draws pictures of its own from the file; a sender's are drawn from the outline.
    are_drawn_here = with_pictures and not incoming.outline_is_checked
    content = _content(shop, incoming, outline, with_pictures=are_drawn_here)
    told_apart = with_split(content, split) if incoming.outline_is_checked else None
    summary = Summary.model_validate(incoming.summary) if incoming.summary else None
    pictures = tuple(_stored(shop, incoming.picture_keys).values()) if with_pictures else ()
    content = _as_found(told_apart or content, summary)
    noted = (
        tuple(Finding(where=note.where, message=note.message) for note in summary.findings)
        if summary and incoming.outline_is_checked
        else (*content.findings, *left_out(content))
    )
    draft = Draft(
        file_name=incoming.name,
        sha256=incoming.sha256 or "",
        size_bytes=incoming.size_bytes,
        gcode_bytes=summary.gcode_bytes if summary else 0,
        split=split if told_apart else None,
        content=content,
        existing=None,
        newer_of=None,
        model=propose_model(content, incoming.name),
        variant=propose_variant(content, incoming.name),
        thumbnails=_thumbnails(shop, incoming, content) if with_pictures else {},
        pictures=pictures,
        candidates={},
        new_filaments={},
        findings=noted,
    )
    compared = uploads.compare_again(shop, draft)
    return replace(compared, newer_of=None if compared.existing else proposal.newer_of)


def _content(
    shop: Shop, incoming: IncomingFile, outline: bytes | None, *, with_pictures: bool
) -> ThreeMF:
    if outline is not None:
        return read_3mf(BytesIO(outline), name=incoming.name, split=False, pictures=with_pictures)
    if incoming.file_id is None:
        raise ThreeMFError(f"{incoming.name} has not arrived yet, and nothing is known of it.")
    with shop.unit_of_work() as uow:
        file = uow.files.get(incoming.file_id)
    with shop.store.open(file.storage_key) as stream:
        return read_3mf(stream, name=incoming.name, split=False, pictures=with_pictures)


def _as_found(content: ThreeMF, summary: Summary | None) -> ThreeMF:
    """What was read of an outline, with what only the whole file could tell."""
    if summary is None:
        return content
    note = (summary.split_note,) if summary.split_note else None
    members = summary.thumbnail_members
    plates = tuple(
        replace(
            plate,
            split_notes=note or plate.split_notes,
            thumbnail_member=members.get(plate.index) or plate.thumbnail_member,
        )
        for plate in content.plates
    )
    drawn = tuple(Picture(member=member, image=b"") for member in summary.picture_members)
    return replace(content, plates=plates, pictures=drawn or content.pictures)


def _thumbnails(shop: Shop, incoming: IncomingFile, content: ThreeMF) -> dict[int, bytes]:
    if not incoming.thumbnail_keys:
        return {plate.index: plate.thumbnail for plate in content.plates if plate.thumbnail}
    by_key = _stored(shop, tuple(incoming.thumbnail_keys.values()))
    return {index: by_key[key] for index, key in incoming.thumbnail_keys.items() if key in by_key}


def _stored(shop: Shop, keys: tuple[str, ...]) -> dict[str, bytes]:
    """Pictures by key; a form does without those that cannot be had."""
    found = {}
    for key in keys:
        with suppress(StorageError), shop.store.open(key) as stream:
            found[key] = stream.read()
    return found
