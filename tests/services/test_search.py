"""One search over all that a shop has: what is found by what, and that it stays true."""

from collections.abc import Sequence
from threading import Barrier, Thread
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from printshop.domain.catalog import Category, NewModel, NewPlate, NewVariant, VariantUpdate
from printshop.domain.filament import Material, NewFilament
from printshop.domain.search import (
    FoundBy,
    SearchGroup,
    SearchKind,
    SearchQuery,
    SearchResults,
    setting_value,
)
from printshop.domain.users import ShopSettings
from printshop.platform.postgres import LocalPostgres
from printshop.services import accounts, catalog, demo, stock
from printshop.services.search import search
from printshop.services.shop import Shop
from tests import builders

MODEL, VERSION, FILAMENT, SPOOL, JOB = SearchKind
_BOXES = """
INSERT INTO models (user_id, name, category, created_at)
SELECT current_user_id(), 'Box ' || n, 'functional', now() - n * interval '1 h'
  FROM generate_series(1, 1300) n
"""
_VERSIONS_OF_BOXES = """
INSERT INTO model_variants (user_id, model_id, name, version, print_duration_s)
SELECT user_id, id, 'Standard', 1,
       CASE WHEN name IN ('Box 7', 'Box 1299') THEN 600 ELSE 9000 END FROM models
"""


def test_a_model_is_found_by_the_beginnings_of_its_words_in_any_order(shop: Shop) -> None:
    a_model(shop, "Flexi Dragon")
    a_model(shop, "Plant pot")

    assert titles(asked(shop, "drag flex"), MODEL) == ["Flexi Dragon"]


def test_the_exact_name_comes_before_names_that_begin_so_and_those_that_hold_it(
    shop: Shop,
) -> None:
    for name in ("Vase", "Small vase", "Vase of waves"):
        a_model(shop, name)

    assert titles(asked(shop, "vase"), MODEL) == ["Vase", "Vase of waves", "Small vase"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("drgaon", "dragon"), ("dragn", "dragon"), ("dragoon", "dragon"), ("vsae", "vase")],
)
def test_a_slip_of_the_fingers_finds_what_was_meant_and_says_so(
    shop: Shop, typed: str, meant: str
) -> None:
    a_model(shop, "Flexi Dragon")
    a_model(shop, "Vase")

    results = asked(shop, typed)

    assert results.corrections == ((typed, meant),)
    assert len(titles(results, MODEL)) == 1


def test_two_words_that_the_shop_writes_as_one_are_found(shop: Shop) -> None:
    a_model(shop, "Keychain")

    assert titles(asked(shop, "key chain"), MODEL) == ["Keychain"]


def test_what_nothing_is_like_finds_nothing(shop: Shop) -> None:
    a_model(shop, "Vase")

    results = asked(shop, "qqqxyz")

    assert (results.groups, results.corrections, results.total) == ((), (), 0)


def test_marks_over_letters_make_no_difference(shop: Shop) -> None:
    a_model(shop, "Blütenvase für Café")

    assert titles(asked(shop, "blutenvase cafe"), MODEL) == ["Blütenvase für Café"]
    assert titles(asked(shop, "BLÜTENVASE"), MODEL) == ["Blütenvase für Café"]


def test_filaments_are_found_by_codes_and_barcodes(shop: Shop) -> None:
    builders.a_filament(
        shop,
        bambu_id="GFA00",
        maker_code="A00-K0-10101",
        gtin="4006381333931",
        color_name="Jet black",
    )

    for code in ("GFA00", "a00-k0", "a00k0", "10101", "4006381333931"):
        assert len(titles(asked(shop, code), FILAMENT)) == 1, code


def test_filaments_are_found_by_the_look_of_their_colour(shop: Shop) -> None:
    builders.a_filament(shop, color_hex="#F4761C", color_name="Sunset", slicer_name="PLA Matte")
    builders.a_filament(shop, color_hex="#1F4FC4", color_name="Deep sea")

    by_word = group(asked(shop, "orange"), FILAMENT).hits
    by_code = group(asked(shop, "#f5771d"), FILAMENT).hits

    assert [hit.color_hexes for hit in by_word] == [("#F4761C",)]
    assert by_word[0].found_by is FoundBy.COLOR
    assert by_word[0].why == "looks like orange, ΔE 0"
    assert [hit.id for hit in by_code] == [hit.id for hit in by_word]
    assert titles(asked(shop, "matte orange"), FILAMENT)
    assert not titles(asked(shop, "silk orange"), FILAMENT)


def test_versions_are_found_by_what_their_files_say(shop: Shop) -> None:
    for name, height, infill in (("Vase", "0.28", "gyroid"), ("Box", "0.2", "grid")):
        a_version(
            shop,
            a_model(shop, name),
            {"layer_height": height, "sparse_infill_pattern": infill, "wall_loops": ["3", "4"]},
        )

    for typed in ("layer_height 0.28", "layer height 0,28", "layer_height=0.280", "gyroid",
                  "infill gyroid", "vase gyroid"):  # fmt: skip
        found = group(asked(shop, typed), VERSION).hits
        assert [hit.title for hit in found] == ["Vase"], typed
    assert group(asked(shop, "gyroid"), VERSION).hits[0].why == "sparse_infill_pattern = gyroid"
    assert len(titles(asked(shop, "wall loops 4"), VERSION)) == 2
    assert not asked(shop, "box gyroid").groups


def test_spools_and_jobs_are_found_by_number_and_by_the_names_of_what_they_are_of(
    shop: Shop,
) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament, batch_identifier="B7", location="Shelf 3")
    job = builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "10.00"}))

    by_number = asked(shop, "#1")
    assert [g.hits[0].found_by for g in by_number.groups if g.kind in (SPOOL, JOB)] == [
        FoundBy.NUMBER,
        FoundBy.NUMBER,
    ]
    assert [g.kind for g in asked(shop, f"job {job.number}").groups] == [JOB]
    label = f"http://192.168.1.20:8501/inventory?spool={spool.number}"
    assert group(asked(shop, label), SPOOL).hits[0].id == spool.id
    assert group(asked(shop, "black shelf 3"), SPOOL).hits[0].id == spool.id
    assert group(asked(shop, "b7"), SPOOL).hits[0].id == spool.id


def test_filters_leave_only_what_fits(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_filament(shop, material=Material.PETG, slicer_name="PETG HF")
    builders.a_spool(shop, black)
    variant = builders.a_variant(shop, {black.id: "10.00"}, minutes=60)
    name = catalog.model_by_id(shop, variant.model_id).model.name

    def found(typed: str, **filters: object) -> dict[SearchKind, int]:
        return {g.kind: g.total for g in asked(shop, typed, **filters).groups}

    assert found("black") == {FILAMENT: 2, SPOOL: 1}
    assert found("black", in_stock_only=True) == {FILAMENT: 1, SPOOL: 1}
    assert found("black", material=Material.PETG) == {FILAMENT: 1}
    assert found("black", kinds=frozenset({SPOOL})) == {SPOOL: 1}
    assert found(name) == {MODEL: 1, VERSION: 1}
    assert found(name, material=Material.PLA, in_stock_only=True) == {MODEL: 1, VERSION: 1}
    assert found(name, material=Material.PETG) == {}
    assert found(name, min_print_s=3_000, max_print_s=4_000) == {MODEL: 1, VERSION: 1}
    assert found(name, min_print_s=4_000) == {}
    category = catalog.model_by_id(shop, variant.model_id).model.category
    other = next(one for one in Category if one is not category)
    assert found(name, category=category) == {MODEL: 1, VERSION: 1}
    assert found(name, category=other) == {}


def test_the_search_follows_names_that_change_and_what_goes(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "10.00"})
    builders.a_queued_job(shop, variant)

    catalog.update_model(shop, variant.model_id, NewModel(name="Lighthouse"))
    catalog.update_variant(shop, variant.id, VariantUpdate(name="Tall"))
    stock.update_filament(
        shop, filament.id, NewFilament(brand="Sunlu", material=Material.PETG, color_name="Coal",
                                       color_hex="#202020")
    )  # fmt: skip

    kinds = [g.kind for g in asked(shop, "lighthouse").groups]
    assert kinds == [MODEL, VERSION, JOB]
    assert [g.kind for g in asked(shop, "lighthouse tall").groups] == [VERSION, JOB]
    assert [g.kind for g in asked(shop, "sunlu coal").groups] == [FILAMENT, SPOOL]
    assert not asked(shop, "bambu basic").groups


def test_a_merged_filament_is_found_as_the_one_it_went_into(shop: Shop) -> None:
    one, other = (
        builders.a_filament(shop, brand=brand, color_name="Ink") for brand in ("Prusa", "Sunlu")
    )
    builders.a_spool(shop, other)

    stock.merge_filaments(shop, keep_id=one.id, gone_id=other.id)

    assert not group_or_none(asked(shop, "sunlu"), FILAMENT)
    assert [hit.id for hit in group(asked(shop, "ink"), FILAMENT).hits] == [one.id]
    assert titles(asked(shop, "prusa ink"), SPOOL) == ["Prusa PLA Basic Ink"]


def test_nothing_of_the_demo_is_found_once_it_is_gone(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        model = uow.models.add(NewModel(name="Benchmark boat"), is_demo=True)
        uow.variants.add(model.id, NewVariant(name="Standard", plates=(NewPlate(index=1),)))
        uow.commit()
    assert asked(shop, "benchmark").total == 2

    demo.remove_demo(shop)

    assert not asked(shop, "benchmark").groups


def test_what_was_put_away_comes_last(shop: Shop) -> None:
    old = a_model(shop, "Vase")
    a_model(shop, "Vase of waves")
    with shop.unit_of_work() as uow:
        uow.connection.execute(
            text("UPDATE models SET archived_at = now() WHERE id = :id"), {"id": old}
        )
        uow.commit()

    hits = group(asked(shop, "vase"), MODEL).hits

    assert [(hit.title, hit.is_away) for hit in hits] == [("Vase of waves", False), ("Vase", True)]


def test_another_shop_is_never_seen(shop: Shop, other_shop: Shop) -> None:
    a_version(shop, a_model(shop, "Secret dragon"), {"sparse_infill_pattern": "gyroid"})
    filament = builders.a_filament(shop, color_hex="#F4761C", color_name="Secret orange")
    builders.a_spool(shop, filament)

    for typed in ("secret dragon", "secrt dragon", "gyroid", "orange", "#F4761C", "#1", "s"):
        assert not asked(other_shop, typed).groups, typed


def test_the_functions_give_no_row_of_another_shop_whatever_they_are_asked(
    shop: Shop, other_shop: Shop
) -> None:
    a_version(shop, a_model(shop, "Secret dragon"), {"layer_height": "0.28", "top": "secretive"})
    filament = builders.a_filament(shop)
    odd = [str(shop.user_id)[:6], str(shop.user_id)[:6] + "msecret", "' | 'secret", "secret:*",
           "%", "\\", "", "!!", "secret"]  # fmt: skip
    mine = str(shop.user_id)[:6]

    with other_shop.snapshot() as uow:
        for word in odd:
            for kinds in ("mvfsj", "", "m|v", "?"):
                rows = uow.connection.execute(
                    text("SELECT * FROM search_hits(:k, :w, :s, :n, :m, :m, false, NULL, NULL)"),
                    {"k": kinds, "w": [word], "m": word, "s": [f"{mine}=secretive", word], "n": -1},
                )
                assert rows.all() == []
            assert not uow.found_rows.kept(
                FILAMENT, [filament.id], SearchQuery(material=filament.material)
            )
            assert uow.search.known_words([word, "secret"]) == frozenset()
            assert uow.search.words_like("secrt", most=50) == ()
        assert uow.search.setting_names([]) == ()
        uow.connection.execute(text("SELECT set_config('app.current_user_id', '', true)"))
        assert uow.search.hits(SearchKind, ["secret"], SearchQuery(), most=10) == {}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60) | st.text("'\"\\%_:*&|!()<->=#.,0aé\x00\ud800 ", max_size=30))
def test_whatever_characters_are_typed_are_text(shop: Shop, typed: str) -> None:
    results = asked(shop, typed)

    assert results.took_ms > 0


def test_a_value_reads_the_same_here_and_in_the_index(shop: Shop) -> None:
    values = ["0.20", "0,2", "15%", "0", "-0.0", "1000", " Gyroid ", "1e5", "0.2mm", ".5", "100"]
    with shop.snapshot() as uow:
        rows = uow.connection.execute(
            text("SELECT search_value(v) FROM unnest(cast(:v AS text[])) v"), {"v": values}
        )
        assert [setting_value(value) for value in values] == list(rows.scalars())


def test_two_who_write_the_same_new_words_at_once_do_not_wait_for_each_other(shop: Shop) -> None:
    # In opposite orders, which would be a deadlock if a word were a row that both lock.
    barrier, failed = Barrier(2, timeout=20), []

    def work(names: Sequence[str]) -> None:
        try:
            with shop.unit_of_work() as uow:
                for name in names:
                    uow.models.add(NewModel(name=name))
                    barrier.wait()
                uow.commit()
        except Exception as error:  # noqa: BLE001 - of a thread: to be shown by the test
            failed.append(error)

    both = [
        Thread(target=work, args=(names,)) for names in (("Zebra", "Quagga"), ("Quagga", "Zebra"))
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert not failed
    assert asked(shop, "quagga").total == 2


def test_a_filter_finds_what_is_behind_a_thousand_others(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        uow.connection.execute(text(_BOXES))
        uow.connection.execute(text(_VERSIONS_OF_BOXES))
        uow.commit()

    found = group(asked(shop, "box", max_print_s=3600), MODEL)
    many = group(asked(shop, "box", min_print_s=3600), MODEL)

    assert [hit.title for hit in found.hits] == ["Box 7", "Box 1299"]
    assert found.count_text == "2"
    assert many.count_text == "199+"
    assert group(asked(shop, "box"), MODEL).count_text == "999+"


def test_a_booking_writes_nothing_into_the_index(shop: Shop, database: LocalPostgres) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "10.00"})
    job = builders.a_print_of_its_own(shop, variant)
    before = entries(database, shop)

    builders.complete(shop, job)

    assert builders.grams_on(shop, spool) < 1000
    assert entries(database, shop) == before


def entries(database: LocalPostgres, shop: Shop) -> list[tuple[object, ...]]:
    """Which writing each row of the index is of; only its owner may read it."""
    with psycopg.connect(database.urls.owner) as connection:
        return connection.execute(
            "SELECT subject_id, xmin::text FROM search_entries WHERE user_id = %s ORDER BY 1",
            [shop.user_id],
        ).fetchall()


def test_a_code_is_its_filaments_before_it_is_what_files_say(shop: Shop) -> None:
    builders.a_filament(shop, bambu_id="GFA00")
    a_version(shop, a_model(shop, "Vase"), {"filament_ids": "GFA00"})

    assert [one.kind for one in asked(shop, "GFA00").groups] == [FILAMENT, VERSION]


def test_the_day_of_a_print_is_the_shops_own(shop: Shop) -> None:
    accounts.update_settings(shop, ShopSettings(time_zone="Pacific/Auckland"))
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "50"})
    # At Monday noon by UTC it is an hour past midnight there.
    builders.past_runs(shop, variant, good=1)

    (hit,) = group(asked(shop, "vase"), JOB).hits

    assert "3 Mar 2026" in hit.facts


def a_model(shop: Shop, name: str) -> UUID:
    return catalog.create_model(shop, NewModel(name=name)).id


def a_version(shop: Shop, model_id: UUID, said: dict[str, object]) -> None:
    new = NewVariant(
        name="Standard", plates=(NewPlate(index=1),), bambu_metadata={"rawMetadata": said}
    )
    catalog.create_variant(shop, model_id, new)


def asked(shop: Shop, typed: str, **said: object) -> SearchResults:
    return search(shop, SearchQuery.model_validate({"text": typed, **said}))


def group(results: SearchResults, kind: SearchKind) -> SearchGroup:
    return next(one for one in results.groups if one.kind is kind)


def group_or_none(results: SearchResults, kind: SearchKind) -> SearchGroup | None:
    return next((one for one in results.groups if one.kind is kind), None)


def titles(results: SearchResults, kind: SearchKind) -> list[str]:
    found = group_or_none(results, kind)
    return [hit.title for hit in found.hits] if found else []
