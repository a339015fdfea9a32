from printshop.ui import text_table


def test_rows_stand_under_their_group_and_each_cell_names_its_column() -> None:
    found = text_table.as_html(
        ("What", "Value"), {"File": [("Title", "Vase")], "": [("Layers", "12")]}, alt="2 values"
    )

    assert 'aria-label="2 values"' in found
    assert found.count('class="text-group"') == 1
    assert '<td role="cell" data-of="Value">Vase</td>' in found


def test_texts_of_a_file_stay_text_and_long_ones_show_their_beginning() -> None:
    evil = '"><img src=x onerror=alert(1)>\u202e'
    found = text_table.as_html(("What", evil), {evil: [(evil, "G1 X1\n" * 1000)]}, alt=evil)

    assert "<img" not in found
    assert "\u202e" not in found
    assert "… (6,000 characters)" in found
