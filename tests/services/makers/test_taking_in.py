"""Taking in twice, adding to the shop, and updates that leave the shop's own words alone."""

import random
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from sqlalchemy import text

from printshop.domain.filament import Filament
from printshop.domain.known_filaments import KnownFilament, Wish
from printshop.errors import DuplicateError, InvalidInputError
from printshop.services import makers, stock
from printshop.services.colors import distance
from printshop.services.shop import Shop
from tests import builders
from tests.makers_data import flat_table, makers_file

ORANGE = {"size_uuid": "o", "color": "Orange", "hex": "#FF6A13"}
BLACK = {"size_uuid": "b", "color": "Black", "hex": "#000000", "gtin": ""}


def take_in(shop: Shop, *rows: dict[str, str]) -> makers.TakenIn:
    return makers.take_in(shop, flat_table(*rows))


def found(shop: Shop, words: str = "") -> list[KnownFilament]:
    return list(makers.search(shop, Wish(words=words)).filaments)


def added(shop: Shop, words: str) -> Filament:
    (known,) = found(shop, words)
    return makers.add_to_shop(shop, known.id)


def now(shop: Shop, filament: Filament) -> Filament:
    return stock.filament_by_id(shop, filament.id).filament


def test_what_is_new_changed_the_same_and_gone_is_counted(shop: Shop) -> None:
    take_in(shop, ORANGE, BLACK, {"size_uuid": "w", "color": "White", "hex": "#FFFFFF"})

    result = take_in(shop, ORANGE, BLACK | {"density": "1.31"}, {"size_uuid": "n", "color": "New"})

    assert (result.n_new, result.n_changed, result.n_unchanged, result.n_gone) == (1, 1, 1, 1)
    assert [row.color_name for row in found(shop)] == ["Black", "New", "Orange"]


def test_what_was_gone_and_is_back_is_found_again(shop: Shop) -> None:
    take_in(shop, ORANGE, BLACK)
    take_in(shop, ORANGE)

    result = take_in(shop, ORANGE, BLACK)

    assert (result.n_changed, result.n_gone) == (1, 0)
    assert len(found(shop)) == 2


def test_the_file_of_one_maker_makes_nothing_of_another_go(shop: Shop) -> None:
    makers.take_in(shop, makers_file("Prusament"))

    result = makers.take_in(shop, makers_file("eSun"))

    assert (result.n_new, result.n_gone) == (1, 0)
    assert len(found(shop)) == 2


def test_a_row_that_cannot_be_read_any_more_is_not_gone(shop: Shop) -> None:
    take_in(shop, ORANGE, BLACK)

    result = take_in(shop, ORANGE, BLACK | {"hex": "red"})

    assert (result.n_gone, result.n_left_out) == (0, 1)


def test_two_who_take_in_the_same_at_once_have_it_once(shop: Shop) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: take_in(shop, ORANGE, BLACK), range(2)))

    assert sorted(result.n_new for result in results) == [0, 2]
    assert len(found(shop)) == 2


def test_a_data_set_is_fetched_from_an_address_that_may_be_asked(shop: Shop) -> None:
    ((_, data),) = makers_file()
    with a_server(data) as address:
        result = makers.take_in_from(shop, f"{address}/maker.json", private_allowed=True)

        assert result.n_new == 1
        with pytest.raises(InvalidInputError, match="within a private network"):
            makers.take_in_from(shop, f"{address}/maker.json", private_allowed=False)


@contextmanager
def a_server(data: bytes) -> Generator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as httpd:
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()
        thread.join()


def test_what_one_shop_takes_in_another_does_not_see(shop: Shop, other_shop: Shop) -> None:
    take_in(shop, ORANGE)

    assert found(other_shop) == []


def test_a_barcode_is_found_with_or_without_zeros_in_front_and_only_whole(shop: Shop) -> None:
    take_in(
        shop,
        ORANGE | {"gtin": "0036000291452"},
        BLACK | {"gtin": "036000291453"},  # its check digit is wrong
    )

    assert [row.color_name for row in makers.of_barcode(shop, "036000291452\n")] == ["Orange"]
    assert makers.of_barcode(shop, "036000291453") == ()
    assert makers.of_barcode(shop, "3600029145") == ()
    assert [row.color_name for row in found(shop, "036000291453")] == ["Black"]


def test_near_colours_come_nearest_first(shop: Shop) -> None:
    take_in(shop, ORANGE, BLACK, {"size_uuid": "y", "color": "Amber", "hex": "#FF8C13"})

    near = makers.nearest(shop, Wish(), "#FF6B14")

    assert [row.color_name for row in near.filaments] == ["Orange", "Amber", "Black"]
    assert near.distances[0] < 1


def test_no_near_colour_is_missed_among_many_blues(shop: Shop) -> None:
    chance = random.Random(7)  # noqa: S311 - shades, not secrets
    blues = {f"#{chance.randrange(80):02X}{chance.randrange(120):02X}{b:02X}" for b in range(256)}
    blues |= {f"#{chance.randrange(80):02X}{chance.randrange(120):02X}{b:02X}" for b in range(256)}
    take_in(
        shop,
        *({"size_uuid": shade, "color": f"Blue {shade}", "hex": shade} for shade in sorted(blues)),
    )

    pages = [makers.nearest(shop, Wish(), "#1F4FC4", page=page) for page in range(6)]

    told = [filament.color_hex for page in pages for filament in page.filaments]
    by_eye = sorted(blues, key=lambda shade: distance("#1F4FC4", shade))
    assert told == by_eye[:300]
    assert pages[0].n_found == 300


def test_a_makers_filament_becomes_one_of_the_shop_once(shop: Shop) -> None:
    take_in(shop, ORANGE | {"empty_spool_g": "250", "min_nozzle": "190", "max_nozzle": "230"})

    filament = added(shop, "orange")

    assert filament.label == "Bambu Lab PLA Basic Orange"
    assert (filament.bambu_id, filament.maker_code) == ("GFA00", "10300")
    assert (filament.tare_g, filament.nozzle_max_c) == (Decimal(250), 230)
    (known,) = found(shop)
    there = makers.in_shop(shop, known)
    assert there is not None
    assert there.id == filament.id
    with pytest.raises(DuplicateError, match="is in your shop already"):
        makers.add_to_shop(shop, known.id)


def test_a_filament_of_the_same_kind_that_was_typed_is_the_same(shop: Shop) -> None:
    typed = builders.a_filament(
        shop, brand="bambu lab", slicer_name="pla basic", color_hex="#FF6A13"
    )
    take_in(shop, ORANGE)

    there = makers.in_shop(shop, found(shop)[0])

    assert there is not None
    assert there.id == typed.id


def test_an_update_takes_over_what_the_shop_did_not_change(shop: Shop) -> None:
    take_in(shop, ORANGE | {"density": "1.24", "empty_spool_g": "250"})
    filament = added(shop, "orange")
    stock.update_filament(
        shop, filament.id, filament.said.model_copy(update={"tare_g": Decimal(216)})
    )

    result = take_in(shop, ORANGE | {"density": "1.31", "empty_spool_g": "253"})

    (update,) = result.updates
    assert [(c.name, c.now) for c in update.taken_over] == [("density_g_cm3", Decimal("1.31"))]
    assert [(c.name, c.was, c.yours, c.now) for c in update.kept_back] == [
        ("tare_g", Decimal(250), Decimal(216), Decimal(253))
    ]
    assert now(shop, filament).density_g_cm3 == Decimal("1.31")
    assert now(shop, filament).tare_g == Decimal(216)


def test_what_was_kept_is_said_until_somebody_decides(shop: Shop) -> None:
    take_in(shop, ORANGE | {"empty_spool_g": "250"})
    filament = added(shop, "orange")
    own = filament.said.model_copy(update={"tare_g": Decimal(216), "color_name": "Sunset"})
    stock.update_filament(shop, filament.id, own)
    take_in(shop, ORANGE | {"empty_spool_g": "253", "color": "Deep Orange"})

    again = take_in(shop, ORANGE | {"empty_spool_g": "253", "color": "Deep Orange"})
    assert [c.name for c in again.updates[0].kept_back] == ["color_name", "tare_g"]
    assert again.updates == makers.kept_back(shop)

    makers.take_makers_value(shop, filament.id, "tare_g")
    makers.keep_own_value(shop, filament.id, "color_name")

    assert makers.kept_back(shop) == ()
    assert (now(shop, filament).tare_g, now(shop, filament).color_name) == (
        Decimal(253),
        "Sunset",
    )


def test_an_update_never_makes_two_filaments_the_same(shop: Shop) -> None:
    take_in(shop, ORANGE, BLACK)
    orange, black = added(shop, "orange"), added(shop, "black")

    result = take_in(shop, ORANGE | {"hex": "#000000", "density": "1.3"}, BLACK)

    (update,) = result.updates
    assert update.filament_id == orange.id
    assert [c.name for c in update.taken_over] == ["density_g_cm3"]
    assert [c.name for c in update.kept_back] == ["color_hex"]
    with pytest.raises(DuplicateError, match="is in your shop already"):
        makers.take_makers_value(shop, orange.id, "color_hex")
    assert now(shop, black).color_hex == "#000000"


def test_a_lowest_above_a_highest_is_kept_back_and_stops_nothing_else(shop: Shop) -> None:
    take_in(shop, ORANGE | {"min_nozzle": "190", "max_nozzle": "230"}, BLACK)
    orange, black = added(shop, "orange"), added(shop, "black")
    own = orange.said.model_copy(update={"nozzle_max_c": 210})
    stock.update_filament(shop, orange.id, own)

    hotter = {"min_nozzle": "220", "max_nozzle": "250", "density": "1.3"}
    result = take_in(shop, ORANGE | hotter, BLACK | {"density": "1.31"})

    update = next(one for one in result.updates if one.filament_id == orange.id)
    assert [c.name for c in update.taken_over] == ["density_g_cm3"]
    assert [c.name for c in update.kept_back] == ["nozzle_min_c", "nozzle_max_c"]
    assert now(shop, black).density_g_cm3 == Decimal("1.31")
    with pytest.raises(InvalidInputError, match="does not fit what else your shop says"):
        makers.take_makers_value(shop, orange.id, "nozzle_min_c")
    makers.take_makers_value(shop, orange.id, "nozzle_max_c")
    makers.take_makers_value(shop, orange.id, "nozzle_min_c")
    assert now(shop, orange).nozzle_min_c == 220


def test_what_was_put_away_is_not_updated(shop: Shop) -> None:
    take_in(shop, ORANGE)
    stock.archive_filament(shop, added(shop, "orange").id)

    assert take_in(shop, ORANGE | {"density": "1.3"}).updates == ()


def test_only_fields_of_makers_can_be_decided(shop: Shop) -> None:
    filament = builders.a_filament(shop)

    with pytest.raises(InvalidInputError, match="say nothing of a field 'user_id'"):
        makers.take_makers_value(shop, filament.id, "user_id")
    with pytest.raises(InvalidInputError, match="was made from no maker's filament"):
        makers.take_makers_value(shop, filament.id, "tare_g")


def test_an_update_does_not_hold_up_what_only_points_to_a_filament(shop: Shop) -> None:
    take_in(shop, ORANGE)
    added(shop, "orange")

    with shop.unit_of_work() as updating, shop.unit_of_work() as pointing:
        updating.known_filaments.made_filaments()
        # What a foreign key asks for.
        held = text("SELECT id FROM filaments FOR KEY SHARE NOWAIT")

        assert len(pointing.connection.execute(held).all()) == 1
