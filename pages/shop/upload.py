"""Upload: from dropped .3mf files to models of the catalog."""

from collections.abc import Sequence

import streamlit as st

from printshop.domain.filament import FilamentSort
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import places, problems, wiring
from printshop.ui.filament_names import told_apart
from printshop.ui.formats import count
from printshop.ui.upload import drop as upload_drop
from printshop.ui.upload import form, telling_apart
from printshop.ui.upload.drop import Drop, Waiting
from printshop.ui.upload.filaments import Stock


def main() -> None:
    """Take in what was dropped, then draw what became of it and what waits."""
    shop = wiring.guard()
    drop = upload_drop.of_session(shop)
    st.title("Upload", anchor=False)
    st.markdown(
        "Drop the files you sliced. Plates, filaments, grams and print times are read from "
        "them; you check and save."
    )
    _take_in(shop, drop)
    on_hand = {row.filament.id: row for row in stock.list_filaments(shop, sort=FilamentSort.NAME)}
    upload_drop.compare_again(shop, drop, frozenset(on_hand))
    _draw_refused(drop.refused)
    _draw_outcomes(drop)
    if drop.waiting:
        known = Stock(
            by_id=on_hand,
            names=told_apart(row.filament for row in on_hand.values()),
            currency=shop.settings().currency,
        )
        _draw_waiting(shop, drop, list(drop.waiting.values()), known)
        telling_apart.go_on(shop, drop)


def _take_in(shop: Shop, drop: Drop) -> None:
    files = st.file_uploader(
        "3MF files",
        accept_multiple_files=True,
        key=f"upload.files.{drop.number}",
        help="Sliced files (.gcode.3mf or .3mf), projects and files of other programs, up to "
        f"{upload_drop.MAX_WAITING} at once.",
    )
    if files:
        upload_drop.take_in(shop, drop, files)
        st.rerun()


def _draw_refused(refused: Sequence[str]) -> None:
    for sentence in refused:
        st.error(sentence, icon=":material/error:")


def _draw_outcomes(drop: Drop) -> None:
    for position, outcome in enumerate(drop.outcomes):
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            key=f"upload_outcome_{position}",
        ):
            st.markdown(f":material/check_circle: {outcome.sentence}", width="stretch")
            places.CATALOG.link("Open in the catalog", model=str(outcome.model_id))
    if drop.outcomes:
        st.button(
            "Clear these lines",
            key="upload.clear",
            type="tertiary",
            icon=":material/clear_all:",
            on_click=drop.outcomes.clear,
        )


def _draw_waiting(shop: Shop, drop: Drop, files: Sequence[Waiting], known: Stock) -> None:
    if len(files) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(f"{count(len(files), 'file')} to check", anchor=False, width="stretch")
            st.button(
                "Save all that are ready",
                key="upload.save_all",
                type="primary",
                icon=":material/done_all:",
                on_click=form.save,
                args=(shop, drop, [waiting.key for waiting in files]),
            )
    for position, waiting in enumerate(files):
        place = upload_drop.place_of(waiting.key)
        section = st.expander(
            form.title(waiting),
            expanded=position == 0,
            key=f"{place}.section",
            on_change="rerun",
        )
        if section.open:
            with section:
                form.draw(shop, drop, waiting, known)
        else:
            problems.draw(place)


if __name__ == "__main__":
    main()
