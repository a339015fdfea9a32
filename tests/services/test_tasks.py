"""What the worker does for a shop."""

from pathlib import Path
from uuid import uuid4

from printshop.services import catalog, uploads
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import build_tasks


def test_a_verification_runs_in_the_shop_that_the_job_names(
    premises: Premises, shop: Shop, real_3mf: Path
) -> None:
    data = (real_3mf / "maziggy__bambuddy__5f74f452__Cube.3mf").read_bytes()
    draft = uploads.read(shop, "cube.3mf", data)
    saved = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id

    build_tasks(premises)["verify_file"](user_id=str(shop.user_id), file_id=str(file_id))

    with shop.unit_of_work() as uow:
        assert file_id is not None
        assert uow.files.get(file_id).verified_at is not None


def test_a_file_that_is_gone_needs_no_verification(premises: Premises, shop: Shop) -> None:
    verify_file = build_tasks(premises)["verify_file"]

    assert verify_file(user_id=str(shop.user_id), file_id=str(uuid4())) is None
