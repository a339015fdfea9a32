"""What a printer is and can do: the form of a new one and of a known one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.filament import Material
from printshop.domain.printers import KNOWN_BED_TYPES, KNOWN_MODELS, NewPrinter, Printer
from printshop.services import printers
from printshop.services.loadout import Loadout
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked

_KEY: Final = "print_queue_printers.form"
_LABELS: Final = {
    "name": "Name",
    "model": "Model",
    "nozzle_diameter_mm": "Nozzle in mm",
    "ams_slots": "AMS slots",
    "extruder_count": "Extruders",
    "watts": "Power in watts",
    "cost_per_hour": "Cost of an hour",
    "takes_any_model": "Prints files sliced for any model",
    "accepts_models": "Prints files sliced for",
    "materials": "Materials",
    "bed_types": "Plates",
    "turnaround_min": "Minutes between two prints",
}


def draw_new(shop: Shop, loadout: Loadout) -> None:
    """Ask for a new printer."""
    st.markdown("**Add a printer**")
    said = _fields(loadout, None, f"{_KEY}.new")
    is_sent = st.button(
        "Add the printer",
        key=f"{_KEY}.new.send",
        type="primary",
        icon=":material/add:",
        width="stretch",
    )
    if is_sent:
        with problems.beside(_KEY):
            printer = printers.create_printer(shop, checked(NewPrinter, _LABELS, **said))
            notices.say(f"**{escape_markdown(printer.name)}** is in use.")
            st.rerun()
    problems.draw(_KEY)


def draw_change(shop: Shop, loadout: Loadout, printer: Printer) -> None:
    """Ask anew what a printer is and can do."""
    key = f"{_KEY}.{printer.id}"
    said = _fields(loadout, printer, key)
    is_sent = st.button(
        "Save", key=f"{key}.send", type="primary", icon=":material/save:", width="stretch"
    )
    if is_sent:
        with problems.beside(_KEY):
            changes = checked(NewPrinter, _LABELS, **said)
            changed = printers.update_printer(shop, printer.id, changes)
            notices.say(f"**{escape_markdown(changed.name)}** is saved.")
            st.rerun()
    problems.draw(_KEY)


# No st.form: within one the list of models could not follow the toggle above it.
def _fields(loadout: Loadout, printer: Printer | None, key: str) -> dict[str, object]:
    now = printer or NewPrinter(name="-")
    name = st.text_input(
        "Name",
        printer.name if printer else "",
        max_chars=100,
        placeholder="P1S by the window",
        key=f"{key}.name",
    )
    models = _offered((*loadout.models, *KNOWN_MODELS), [now.model] if now.model else [])
    model = st.selectbox(
        "Model",
        models,
        index=models.index(now.model) if now.model else None,
        placeholder="Choose it, or type another",
        accept_new_options=True,
        key=f"{key}.model",
    )
    return (
        {"name": name, "model": model or ""}
        | _machine(now, key)
        | _files(loadout, now, models, key)
        | _times(now, key)
    )


def _machine(now: NewPrinter, key: str) -> dict[str, object]:
    """The nozzle and the reels."""
    left, middle, right = st.columns(3)
    nozzle_mm = left.number_input(
        "Nozzle in mm",
        0.1,
        9.9,
        float(now.nozzle_diameter_mm),
        step=0.1,
        format="%.2f",
        key=f"{key}.nozzle",
    )
    slots = middle.number_input(
        "AMS slots",
        0,
        64,
        now.ams_slots,
        help="All trays of all its AMS together; 0 without one. The holder outside is not counted.",
        key=f"{key}.slots",
    )
    extruders = right.number_input(
        "Extruders",
        1,
        2,
        now.extruder_count,
        help="With two, the trays are shared out evenly between them.",
        key=f"{key}.extruders",
    )
    return {
        "nozzle_diameter_mm": Decimal(str(round(nozzle_mm, 2))),
        "ams_slots": slots,
        "extruder_count": extruders,
    }


def _files(loadout: Loadout, now: NewPrinter, models: Sequence[str], key: str) -> dict[str, object]:
    """Which files it prints."""
    takes_any = st.toggle(
        _LABELS["takes_any_model"],
        now.takes_any_model,
        help="Off: only those sliced for its own model and for the models named below.",
        key=f"{key}.any",
    )
    accepts = st.multiselect(
        "Prints files sliced for",
        _offered(models, now.accepts_models),
        default=list(now.accepts_models),
        placeholder="Files for any model" if takes_any else "Its own model, and no other",
        accept_new_options=True,
        disabled=takes_any,
        key=f"{key}.accepts",
    )
    materials = st.multiselect(
        "Materials",
        list(Material),
        default=list(now.materials),
        format_func=lambda material: material.value,
        placeholder="Any",
        key=f"{key}.materials",
    )
    beds = st.multiselect(
        "Plates",
        _offered((*loadout.bed_types, *KNOWN_BED_TYPES), now.bed_types),
        default=list(now.bed_types),
        placeholder="Any",
        accept_new_options=True,
        help="As the slicer calls them. A file that does not name its plate fits every printer.",
        key=f"{key}.beds",
    )
    return {
        "takes_any_model": takes_any,
        "accepts_models": tuple(accepts),
        "materials": tuple(materials),
        "bed_types": tuple(beds),
    }


def _times(now: NewPrinter, key: str) -> dict[str, object]:
    """How long its bed takes, what it draws, what an hour of it costs."""
    left, middle, right = st.columns(3)
    turnaround_min = left.number_input(
        _LABELS["turnaround_min"],
        0,
        1440,
        now.turnaround_min,
        placeholder="As the shop says",
        help="To clear its bed and start the next one.",
        key=f"{key}.turnaround",
    )
    watts = middle.number_input(
        "Power in watts",
        0,
        10_000,
        now.watts,
        help="On average while it prints: 100 to 160 for most. Its electricity is reckoned by it.",
        key=f"{key}.watts",
    )
    per_hour = right.number_input(
        _LABELS["cost_per_hour"],
        0.0,
        10_000.0,
        None if now.cost_per_hour is None else float(now.cost_per_hour),
        step=0.01,
        format="%.4f",
        placeholder="As the shop says",
        help="What an hour of it wears off, without electricity. Empty: the rate of the settings, "
        "under Costs and prices.",
        key=f"{key}.per_hour",
    )
    return {
        "turnaround_min": turnaround_min,
        "watts": watts,
        "cost_per_hour": None if per_hour is None else Decimal(str(round(per_hour, 4))),
    }


def _offered(known: Sequence[str], chosen: Sequence[str]) -> list[str]:
    return sorted({*known, *chosen}, key=str.casefold)
