"""What the search says before anything is typed, and when nothing was found."""

from typing import Final

import streamlit as st

from printshop.domain.search import SearchQuery
from printshop.ui.formats import escape_markdown
from printshop.ui.search import filters

_EXAMPLES: Final = """
**Everything of the shop, in one box.** Names in part and with slips are found too.

| Type | to find |
|---|---|
| `dragon` `drag flex` `drgaon` | models, versions and jobs of that name |
| `orange` `#F4761C` `matte black` | filaments that look so |
| `GFA00` `10101` `4006381333931` | a filament by Bambu's code, the maker's, the barcode |
| `#12` `spool 12` `job 12` | a spool or a job by its number |
| `layer_height 0.28` `gyroid` `infill 15%` | versions whose file says so |
| `shelf 3` `adhesion` | spools by place, jobs by why they failed |

These are examples: yours are the names, codes and settings of your own shop.

Press `/` or `Ctrl K` on any page to get here, `↓` and `↑` to go through what was found, `Enter`
to open it.
"""


def draw_untyped() -> None:
    """Teach what can be typed."""
    with st.container(border=True, key="search_untyped"):
        st.markdown(_EXAMPLES)


def draw_nothing(query: SearchQuery) -> None:
    """Say that nothing was found, and what may help."""
    with st.container(border=True, key="search_nothing"):
        if filters.is_any_set(query):
            st.markdown(f"**Nothing with these filters bears “{escape_markdown(query.text)}”.**")
            st.button("Search without filters", key="search_clear", on_click=filters.clear)
        else:
            st.markdown(
                f"**Nothing bears “{escape_markdown(query.text)}”.** "
                "Try fewer words, or the beginning of one."
            )
