"""Tables taken in: each row new, changed, unchanged or wrong, and what is booked of it."""

import csv
import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from sqlalchemy import Engine, event

from printshop.domain.filament import Filament, Material
from printshop.domain.spools import MovementReason, Spool
from printshop.errors import InvalidInputError, RuleError
from printshop.services import exchange, stock
from printshop.services.exchange import Format, Options, Plan, RowState, Table, TableKind, plans
from printshop.services.exchange.writing import as_xlsx
from printshop.services.shop import Shop
from tests import builders


def take_in(shop: Shop, table: Table, options: Options | None = None) -> Plan:
    return exchange.import_table(shop, table, exchange.look(shop, table, options), options)


def everything(shop: Shop) -> tuple[tuple[Filament, ...], tuple[Spool, ...]]:
    with shop.unit_of_work() as uow:
        return uow.filaments.list(), uow.spools.all(with_archived=True)


def exported(shop: Shop, kind: TableKind = TableKind.SPOOLS) -> list[dict[str, str]]:
    data = exchange.export(shop, kind, Format.CSV).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def as_table(rows: list[dict[str, str]]) -> Table:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return exchange.read_text(stream.getvalue())


def faults_of(plan: Plan) -> list[str]:
    return [row.fault for row in plan.of(RowState.WRONG)]


GERMAN = (
    "Marke;Material;Farbe;Gewicht (g);Anzahl;Preis;Kaufdatum;Lieferant\r\n"
    "Sünlu;PLA+;Schwarz;1.000,0;2;17,90 €;31.01.2026;Händler Müller\r\n"
    "Sünlu;PETG;#ff0000;1000,5;1;;1.2.2026;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_table_is_received_in_any_encoding(shop: Shop, encoding: str) -> None:
    table = exchange.read_table(GERMAN.encode(encoding), name="Bestand.csv")

    plan = take_in(shop, table)

    assert plan.counts == {RowState.NEW: 2}, faults_of(plan)
    (red, black), spools = everything(shop)[0], everything(shop)[1]
    if black.material is Material.PETG:
        red, black = black, red
    assert (black.brand, black.material, black.slicer_name) == ("Sünlu", Material.PLA, "PLA+")
    assert (black.color_name, black.color_hex) == ("Schwarz", "#101010")
    assert (red.color_name, red.color_hex) == ("Red", "#FF0000")
    assert [spool.quantity_g for spool in spools] == [1000, 1000, Decimal("1000.5")]
    assert [spool.price for spool in spools] == [Decimal("17.90"), Decimal("17.90"), None]
    assert spools[0].supplier == "Händler Müller"
    assert spools[2].purchased_on == date(2026, 2, 1)


def test_a_code_where_the_name_belongs_becomes_the_colours_word(shop: Shop) -> None:
    table = exchange.read_text(
        "brand;material;color_name;color_hex\r\nSünlu;PLA;#D0211C;\r\nSünlu;PETG;#D0211C;1F4FC4\r\n"
    )

    take_in(shop, table)

    said = {(one.color_name, one.color_hex) for one in everything(shop)[0]}
    assert said == {("Red", "#D0211C"), ("Blue", "#1F4FC4")}


def test_the_same_table_twice_is_received_once_and_again_only_when_said(shop: Shop) -> None:
    table = exchange.read_text(GERMAN)
    take_in(shop, table)

    again = take_in(shop, table)
    salted = take_in(shop, table, Options(salt="another order"))

    assert again.counts == {RowState.RECEIVED: 2}
    assert again.rows[0].what.startswith("#1, #2 ")
    assert salted.counts == {RowState.NEW: 2}
    assert len(everything(shop)[1]) == 6
    assert len(everything(shop)[0]) == 2


def statements_of_import(shop: Shop, n_rows: int) -> int:
    rows = "\n".join(
        f"A{n_rows},PLA,red,{900 + place},19.99,note {place}" for place in range(n_rows)
    )
    table = exchange.read_text(f"brand,material,color,grams,price,note\n{rows}\n")
    plan = exchange.look(shop, table)
    asked: list[object] = []

    def note(*told: object) -> None:
        asked.append(told)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        exchange.import_table(shop, table, plan)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(asked)


def test_more_rows_of_one_filament_ask_the_database_no_more_often(shop: Shop) -> None:
    assert statements_of_import(shop, 60) == statements_of_import(shop, 3)

    filaments, spools = everything(shop)
    assert [spool.number for spool in spools] == list(range(1, 64))
    assert [spool.quantity_g for spool in spools[:2]] == [900, 901]
    assert [spool.note for spool in spools[:2]] == ["note 0", "note 1"]
    assert all(f.average_cost_per_gram > Decimal("0.02") for f in filaments)


def test_what_is_too_much_for_one_import_is_left_for_the_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MAX_NEW_SPOOLS", 5)
    table = exchange.read_text(
        "brand,material,color,grams,count\nA,PLA,red,1000,3\nA,PLA,red,750,3\nA,PLA,red,500,1\n"
    )

    first, second = take_in(shop, table), take_in(shop, table)

    assert first.counts == {RowState.NEW: 1, RowState.WRONG: 2}
    assert faults_of(first)[0].startswith("One import receives up to 5,000 spools.")
    assert second.counts == {RowState.RECEIVED: 1, RowState.NEW: 2}
    assert len(everything(shop)[1]) == 7


def test_lines_pasted_from_a_spreadsheet_are_an_order(shop: Shop) -> None:
    black = builders.a_filament(shop)
    text = "brand\tkind\tcolor\tqty\tgrams\tprice\nbambu lab\tpla basic\tblack\t4\t1000\t19.99\n"

    plan = take_in(shop, exchange.read_text(text))

    assert plan.counts == {RowState.NEW: 1}, faults_of(plan)
    assert {spool.filament_id for spool in everything(shop)[1]} == {black.id}
    assert len(everything(shop)[1]) == 4


def test_grams_that_differ_are_shown_and_booked_as_counted(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "1000")
    (row,) = exported(shop)
    table = as_table([row | {"quantity_g": "640.25", "location": "Shelf B"}])

    plan = exchange.look(shop, table)
    take_in(shop, table)

    changes = {change.field: (change.was, change.becomes) for change in plan.rows[0].changes}
    assert changes == {"quantity_g": ("1000", "640.25"), "location": ("empty", "Shelf B")}
    assert plan.rows[0].note == "-359.75 g booked as counted"
    now = stock.spool_by_id(shop, spool.id)
    assert (now.quantity_g, now.location) == (Decimal("640.25"), "Shelf B")
    line = stock.ledger(shop, spool.id)[0]
    assert (line.reason, line.note) == (MovementReason.COUNTED, "Counted, from an imported table")
    assert line.booked_by == shop.actor
    assert take_in(shop, table).counts == {RowState.UNCHANGED: 1}


def test_grams_can_be_left_to_the_ledger(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "1000")
    (row,) = exported(shop)
    table = as_table([row | {"quantity_g": "640", "archived": "yes"}])

    take_in(shop, table, Options(with_grams=False))

    now = stock.spool_by_id(shop, spool.id)
    assert (now.quantity_g, now.archived_at is not None) == (1000, True)


def test_an_emptied_cell_takes_away_and_a_missing_column_leaves_alone(shop: Shop) -> None:
    spool = builders.a_spool(
        shop, builders.a_filament(shop), location="Shelf A", batch_identifier="7"
    )

    take_in(shop, exchange.read_text(f"number,location\n{spool.number},\n"))

    now = stock.spool_by_id(shop, spool.id)
    assert (now.location, now.batch_identifier) == ("", "7")


WRONG_ROWS = {
    "-5": "grams is -5.00. Write 0 or more.",
    "100001": "grams is 100001.00. Write 100000 or less.",
    "1e99": "grams is 1E+99. Write 100000 or less.",
    "full": "grams: “full” is not a number. Write it in digits, such as 1000 or 12.5.",
}


@pytest.mark.parametrize(("grams", "fault"), WRONG_ROWS.items())
def test_absurd_grams_are_refused_with_row_column_and_what_to_write(
    shop: Shop, grams: str, fault: str
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))

    plan = exchange.look(shop, exchange.read_text(f"number,grams\n{spool.number},{grams}\n"))

    assert plan.rows[0].where == "Row 2"
    assert faults_of(plan) == [fault]


def test_half_a_table_wrong_imports_the_good_half_and_gives_the_rest_back(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    text = (
        "number,brand,material,color,grams,purchased on,expires on,weighed,net\n"
        f"{spool.number},,,,900,,,,\n"
        f"{spool.number},,,,800,,,,\n"
        "99,,,,500,,,,\n"
        ",Prusa,PLA,red,1000,2026-03-01,2026-02-01,,\n"
        ",Prusa,PLA,Galaxy Night,1000,,,,\n"
        ",Prusa,PLA,red,1000,3/4/2026,,,\n"
        ",Prusa,,red,1000,,,,\n"
        ",Prusa,PETG,red,,,,,\n"
        ",Prusa,PETG,blue,250,,,no,1000\n"
        ",=Prusa,PLA,red,1,5,too,many,cells,here,and,there\n"
    )
    table = exchange.read_text(text)

    plan = take_in(shop, table)

    assert plan.counts == {RowState.CHANGED: 1, RowState.NEW: 1, RowState.WRONG: 8}
    assert faults_of(plan)[:7] == [
        "A row above is the same spool. Remove one of them.",
        (
            "number: there is no spool #99 in this shop. Leave spool_id and number empty for a new"
            " one."
        ),
        "It cannot expire before it was bought (2026-02-01 and 2026-03-01).",
        ("color: “Galaxy Night” is not a colour that is known. Write it as hex, such as 1A2B3C."),
        "purchased on: “3/4/2026” can be two days. Write it as year-month-day.",
        "material is missing. Write it, or the filament_id.",
        "grams is missing. Write the grams of filament on the spool.",
    ]
    assert "Put a text with the separator in it into quotation marks." in faults_of(plan)[7]
    assert stock.spool_by_id(shop, spool.id).quantity_g == 900
    opened = everything(shop)[1][1]
    assert (opened.initial_g, opened.quantity_g, opened.is_weighed) == (1000, 250, False)
    back = list(csv.reader(io.StringIO(exchange.wrong_rows(table, plan).decode("utf-8-sig"))))
    assert back[0][-1] == "error"
    assert [line[-1] for line in back[1:]] == faults_of(plan)
    assert back[1][:5] == [str(spool.number), "", "", "", "800"]
    assert back[-1][1] == "'=Prusa"


def test_a_corrected_file_adds_only_what_was_wrong_before(shop: Shop) -> None:
    text = "brand,material,color,grams\nA,PLA,red,1000\nA,PLA,red,1000\nA,PLA,Nebula,500\n"
    take_in(shop, exchange.read_text(text))

    plan = take_in(shop, exchange.read_text(text.replace("Nebula", "blue").replace(",", ";")))

    assert plan.counts == {RowState.RECEIVED: 2, RowState.NEW: 1}
    assert [spool.quantity_g for spool in everything(shop)[1]] == [1000, 1000, 500]


def test_corrected_rows_are_taken_in_from_the_file_that_came_back(shop: Shop) -> None:
    table = exchange.read_text("brand,material,color,grams\n'=A,PLA,Nebula,1000\n")
    back = exchange.wrong_rows(table, exchange.look(shop, table)).decode("utf-8-sig")

    plan = take_in(shop, exchange.read_text(back.replace("Nebula", "red")))

    assert plan.counts == {RowState.NEW: 1}, faults_of(plan)
    assert everything(shop)[0][0].brand == "=A"


def test_rows_come_back_without_formulas_and_with_their_numbers(shop: Shop) -> None:
    text = "brand,color,grams\n=cmd|' /C calc'!A0,@SUM(1),-5\n'=A,-1+2,'+5 g\n"
    table = exchange.read_text(text)

    back = exchange.wrong_rows(table, exchange.look(shop, table)).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(back)))[1:]
    assert [row[:3] for row in rows] == [
        ["'=cmd|' /C calc'!A0", "'@SUM(1)", "-5"],
        ["'=A", "'-1+2", "'+5 g"],
    ]


def test_what_a_table_cannot_change_is_refused(shop: Shop) -> None:
    builders.a_spool(shop, builders.a_filament(shop), total_price=Decimal(20))
    (row,) = exported(shop)

    def fault(**changed: str) -> str:
        (found,) = faults_of(exchange.look(shop, as_table([row | changed])))
        return found

    assert fault(price="25").startswith("price cannot be changed by a table: correct it on")
    assert fault(initial_g="750").startswith("initial_g cannot be changed by a table")
    assert fault(brand="Prusa") == (
        "brand is Prusa, and spool #1 is Bambu Lab PLA Basic Black. Change filaments in the table"
        " of filaments."
    )
    assert fault(spool_id="12").startswith("spool_id: “12” is not an id of Printshop.")
    assert fault(number="7").startswith("number: there is no spool #7")


def test_filaments_are_added_changed_and_told_from_doubles(shop: Shop) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    rows = exported(shop, TableKind.FILAMENTS)
    by_id = {row["filament_id"]: row for row in rows}
    changed = by_id[str(black.id)] | {"low_stock_g": "250", "nozzle_min_c": "210", "color_hex": "0"}
    double = by_id[str(white.id)] | {"color_hex": "#101010"}
    new = dict.fromkeys(changed, "") | {
        "brand": "Prusa",
        "material": "PETG",
        "color_name": "Orange",
        "nozzle_min_c": "250",
        "nozzle_max_c": "240",
    }
    good = new | {"nozzle_max_c": "260"}

    plan = take_in(shop, as_table([double, changed, new, good, good]))

    assert plan.counts == {RowState.CHANGED: 1, RowState.NEW: 1, RowState.WRONG: 3}
    assert faults_of(plan) == [
        (
            "Bambu Lab PLA Basic Black is in your shop already. Merge the two on the page of the"
            " filament."
        ),
        "The lowest nozzle temperature 250 is above the highest 240.",
        "A row above is the same filament. Remove one of them.",
    ]
    now = stock.filament_by_id(shop, black.id).filament
    assert (now.low_stock_g, now.nozzle_min_c, now.color_hex) == (250, 210, "#000000")
    assert {one.label for one in everything(shop)[0]} >= {"Prusa PETG Orange"}


def test_an_ambiguous_number_is_asked_about_unless_the_others_tell(shop: Shop) -> None:
    head = "brand,material,color,grams,price\n"

    alone = exchange.look(shop, exchange.read_text(head + 'A,PLA,red,"1,500",20\n'))
    told = exchange.look(shop, exchange.read_text(head + 'A,PLA,red,"1,500",19.99\n'))

    assert faults_of(alone) == ["grams: “1,500” can be 1500 or 1.5. Write it without the sign."]
    assert told.rows[0].note == "1 x 1500 g, 19.99 each, a new filament: PLA, red #D0211C"


def test_stock_that_changed_since_it_was_looked_at_is_not_booked(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    table = exchange.read_text(f"number,grams\n{spool.number},900\n")
    plan = exchange.look(shop, table)
    other = exchange.read_text(f"number,grams\n{spool.number},950\n")
    take_in(shop, other)

    with pytest.raises(RuleError, match="changed since"):
        exchange.import_table(shop, table, plan)

    assert stock.spool_by_id(shop, spool.id).quantity_g == 950


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "has no rows below"),
        (b"brand,material\n", "has no rows below"),
        (b"one,two\n1,2\n", "does not name the columns"),
        (b"brand,Marke\nA,B\n", "Two columns are read as brand"),
        (b"PK\x03\x04 nothing more", "damaged"),
        (b"\x00\x01\x02\x80\xff" * 400, "neither text nor an Excel file"),
        (b'brand,material\n"' + b"x" * 6000, "a cell of more than 5,000 characters"),
        (b"brand\n" + b"A\n" * 20_001, "more than 20,000 rows"),
        (b"x" * 10_000_001, "10.0 MB"),
    ],
)
def test_a_file_that_is_no_table_is_said_in_a_sentence(
    shop: Shop, data: bytes, sentence: str
) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        exchange.look(shop, exchange.read_table(data, name="Bestand.csv"))


def test_an_archive_that_unpacks_to_gigabytes_is_not_opened() -> None:
    small = as_xlsx(pl.DataFrame({"brand": ["A"]}), TableKind.SPOOLS)
    bomb = builders.a_file_with(small, {"xl/worksheets/sheet1.xml": b" " * 200_000_001})

    with pytest.raises(InvalidInputError, match="200 MB unpacked"):
        exchange.read_table(bomb, name="bomb.xlsx")


def a_sheet(*cells: str) -> bytes:
    """Write a small Excel file whose only sheet holds these cells."""
    small = as_xlsx(pl.DataFrame({"brand": ["A"]}), TableKind.SPOOLS)
    sheet = f"<worksheet><sheetData>{''.join(cells)}</sheetData></worksheet>"
    return builders.a_file_with(small, {"xl/worksheets/sheet1.xml": sheet.encode()})


def a_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((a_cell("A1", "brand"), a_cell("XFD1048576", "x")), "in line 1,048,576, column 16,384"),
        (('<row r="-4"><c><v>1</v></c></row>',), "is damaged"),
        ((a_cell("A1", "x" * 50_001),), "a cell of more than 50,000 characters"),
        (("<c " + "x" * 2_000_000,), "is damaged"),
        (('<c t="s"><v>999</v></c>',), "is damaged"),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_before_it_takes_memory(
    cells: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        exchange.read_table(a_sheet(*cells), name="bomb.xlsx")


def test_a_sheet_is_read_as_it_is_shown_and_empty_cells_far_away_do_not_count() -> None:
    small = as_xlsx(
        pl.DataFrame(
            {
                "brand": ["Sünlu <&>", "_x0041_"],
                "grams": [1000.0, 0.1],
                "on": [date(2026, 1, 31), None],
                "gtin": [4006381333931, None],
            }
        ),
        TableKind.SPOOLS,
    )
    far = a_sheet(a_cell("B3", "brand"), a_cell("A5", "A"), '<c r="XFD1048576" s="1"/>')

    table = exchange.read_table(small, name="a.xlsx")
    sparse = exchange.read_table(far, name="b.xlsx")

    assert table.rows == (
        ("Sünlu <&>", "1000", "2026-01-31", "4006381333931"),
        ("_x0041_", "0.1", "", ""),
    )
    assert (sparse.header, sparse.rows, sparse.numbers) == (("", "brand"), (("A", ""),), (5,))


def test_a_row_is_told_in_the_columns_of_its_file_and_how_it_was_understood(shop: Shop) -> None:
    head = "Marke,Material,Farbe,Gramm,Preis,Ort\n"

    plan = exchange.look(
        shop, exchange.read_text(head + "A,Holz,rot,1000,20,B\nA,PLA,Waldgeist,1000,20,B\n")
    )

    assert faults_of(plan)[0].startswith("Farbe: “Waldgeist” is not a colour")
    assert plan.rows[0].note == (
        "1 x 1000 g, 20 each, at B, a new filament: OTHER (no material is called “Holz”), "
        "rot #D0211C"
    )
