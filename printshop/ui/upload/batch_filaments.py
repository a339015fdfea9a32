"""Which filaments the waiting files take, each asked about once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import NewFilament
from printshop.domain.incoming import FilamentWords
from printshop.services import matching
from printshop.services.incoming import saying
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown, grams, joined
from printshop.ui.swatches import swatch
from printshop.ui.upload import fields, filaments, new_filament
from printshop.ui.upload.opened import Stock

_AT_ONCE: Final = 12
_PAGE: Final = "upload.filaments_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filament by the words of the files; used_g is None while one file does not say."""

    words: FilamentWords
    new: NewFilament
    used_g: Decimal | None
    n_files: int
    is_left_open: bool

    @property
    def place(self) -> str:
        """Prefix of its widget keys."""
        said = "\n".join(map(str, self.words.model_dump().values()))
        return f"upload.batch.{sha256(said.encode()).hexdigest()[:16]}"


def asked(items: Sequence[Item]) -> tuple[Asked, ...]:
    """Every filament of these files once, those of most files first."""
    found: dict[FilamentWords, Asked] = {}
    for item in items:
        for of in item.summary.filaments if item.summary else ():
            is_open = any(
                choice.words == of.words and choice.filament_id is None and choice.new is None
                for choice in item.incoming.form_values.filaments
            )
            known = found.get(of.words)
            if known is None:
                found[of.words] = Asked(
                    words=of.words, new=of.new, used_g=of.used_g, n_files=1, is_left_open=is_open
                )
                continue
            together = (known.used_g, of.used_g)
            found[of.words] = Asked(
                words=of.words,
                new=known.new,
                used_g=None if None in together else sum(filter(None, together), Decimal(0)),
                n_files=known.n_files + 1,
                is_left_open=known.is_left_open and is_open,
            )
    return tuple(sorted(found.values(), key=lambda of: -of.n_files))


def draw(shop: Shop, items: Sequence[Item], stock: Stock) -> None:
    """Draw the filaments of all files that wait, closed at first."""
    wanted = asked([item for item in items if item.has_form])
    if not wanted:
        return
    section = st.expander(
        f"Filaments of these files · {count(len(wanted), 'filament')}",
        icon=":material/palette:",
        key="upload.batch_filaments",
        on_change="rerun",
    )
    if not section.open:
        return
    with shop.snapshot() as uow:
        learnt = uow.filament_choices.all()
    with section:
        st.markdown("What you choose here counts for all files that wait, and for files to come.")
        start = 0
        if len(wanted) > _AT_ONCE:
            number = st.pagination(-(-len(wanted) // _AT_ONCE), key=_PAGE)
            start = (number - 1) * _AT_ONCE
        for of in wanted[start : start + _AT_ONCE]:
            _draw(shop, of, stock, learnt)


def _draw(shop: Shop, of: Asked, stock: Stock, learnt: dict[FilamentWords, UUID]) -> None:
    found = matching.of_words(of.words, [row.filament for row in stock.by_id.values()], learnt)
    kept = str(matching.preselected(matching.need_of(of.words), found))
    kept = filaments.OPEN if of.is_left_open else kept
    texts = filaments.options(found, of.new, stock)
    key = f"{of.place}.match"
    is_said = fields.is_said(key) and st.session_state[key] in texts
    chosen = st.session_state[key] if is_said else kept
    fields.offer(key, kept)
    st.session_state[key] = chosen
    with st.container(border=True, key=of.place.replace(".", "_"), gap="small"):
        left, right = st.columns([1, 2], vertical_alignment="center")
        left.markdown(_line(of))
        right.selectbox(
            f"{_name(of)} in your shop",
            list(texts),
            format_func=lambda option: texts.get(option, "A filament that is gone"),
            key=key,
            on_change=partial(_choose, shop, of),
        )
        if chosen == filaments.CREATE:
            new_filament.draw(of.new, of.place, stock.currency)
            st.button(
                "Create it now",
                key=f"{of.place}.create",
                icon=":material/add:",
                help="The files then take it as one of your shop's.",
                on_click=_create,
                args=(shop, of),
            )
        problems.draw(of.place)


def _choose(shop: Shop, of: Asked) -> None:
    chosen = str(st.session_state[f"{of.place}.match"])
    with problems.beside(of.place):
        if chosen == filaments.OPEN:
            saying.leave_filament_open(shop, of.words)
        elif filaments.is_id(chosen):
            saying.choose_filament(shop, of.words, UUID(chosen))


def _create(shop: Shop, of: Asked) -> None:
    with problems.beside(of.place):
        new = new_filament.wanted(of.new, of.place, 1)
        made = saying.create_filament(shop, of.words, new)
        fields.forget(f"{of.place}.")
        notices.say(f"{escape_markdown(made.label)} is in your shop.")


def _line(of: Asked) -> str:
    told = joined(
        f"**{grams(of.used_g)}**" if of.used_g is not None else "grams unknown",
        count(of.n_files, "file"),
    )
    return f"{swatch(of.words.color_hex, of.new.color_name)} **{_name(of)}**  \n{told}"


def _name(of: Asked) -> str:
    """What the files call it; their words are nobody's markup."""
    return escape_markdown(of.words.slicer_name or of.words.slicer_type or "Filament")
