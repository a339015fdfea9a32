"""What the theme cannot say: contrast of chosen options, a visible focus, sizes for wet hands.

Streamlit writes chosen options in the primary colour, which cannot be both light enough for
text on dark and dark enough under white text. The rules name only attributes and keys, and
where one is not found any more the page looks as Streamlit draws it.
"""

from typing import Final

import streamlit as st

from printshop.ui import gram_bars, rate_bars, text_table
from printshop.ui.queue import bench_rules

_RULES: Final = """
[data-testid="stButtonGroup"] [data-selected]:not([data-disabled]),
[data-testid="stSliderThumbValue"],
button[kind^="tertiary"]:not(:disabled):is(:hover, :focus-visible, :active,
  [aria-expanded="true"]) { color: inherit !important; }
button[kind^="tertiary"]:not(:disabled):hover { text-decoration: underline; }
/* Two colours: one of them is seen on any ground. */
:is(a, button, summary, [role="menuitem"]):focus-visible {
  outline: 2px solid #fff !important; outline-offset: 1px;
  box-shadow: 0 0 0 5px #1b1c1a !important; }
/* By the printers and at the shelf: fingers, not a mouse. */
:is([class*="st-key-print_queue"], [class*="st-key-print_now"],
  [class*="st-key-notices"], [class*="st-key-alerts"],
  [class*="st-key-inventory_count"], [class*="st-key-finder"],
  [class*="st-key-settings-notifications"])
  button:is([kind^="primary"], [kind^="secondary"], [kind^="tertiary"]) { min-height: 2.75rem; }
[class*="st-key-inventory_count"] :is([data-testid="stButtonGroup"] button,
  [data-testid="stTextInputRootElement"], [data-testid="stTextInputRootElement"] input,
  div:has(> input[role="combobox"])) {
  min-height: 2.75rem; }
[class*="st-key-print_queue_printers"] :is([data-testid="stNumberInputContainer"],
  [data-testid="stTextInputRootElement"], [data-testid="stSelectbox"] [role="group"],
  [data-testid="stMultiSelect"] [role="group"], label:has(input[role="switch"]), summary, input) {
  min-height: 2.75rem; align-items: center; }
[class*="st-key-alerts"] [data-testid="stPageLink-NavLink"] { min-height: 2.75rem; }
/* The steps of an alert stay together: beside its words, or under them where it is narrow. */
[class*="st-key-alerts_row"] { flex-wrap: nowrap !important; }
[class*="st-key-alerts_row"] > * { min-width: 0 !important; }
[class*="st-key-alerts_row"] p { overflow-wrap: anywhere; }
[class*="st-key-alerts_steps"] { flex-wrap: nowrap !important; flex-shrink: 0 !important; }
@media (max-width: 640px) { [class*="st-key-alerts_row"] { flex-wrap: wrap !important; }
  [class*="st-key-alerts_row"] > :has(> [data-testid="stMarkdown"]) { flex: 1 1 100% !important; }
}
[class*="st-key-finder"] [data-testid^="stBaseLinkButton"] { min-height: 2.75rem; }
/* The way back stays in sight, however far down the page the step was taken. Last of the page
  and sticking to its lower edge, it is as wide as the page, and covers nothing at its end. */
:is([data-testid="stLayoutWrapper"], [data-testid="stElementContainer"]):has(
  > [class*="st-key-notices_undo_place"]) { order: 999; position: sticky; bottom: 1rem;
  z-index: 1000; max-width: 46rem; margin-inline: auto; }
[class*="st-key-notices_undo_row"] { background: light-dark(#fdfcfa, #1b1c1a);
  flex-wrap: nowrap !important; gap: 0.5rem; padding: 0.25rem 0.5rem 0.25rem 0.75rem; }
[class*="st-key-notices_undo_row"] > * { min-width: 0 !important; }
/* What is reached by Tab does not end up under that bar. */
[data-testid="stMain"] { scroll-padding-block: 4.5rem; }
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-decimal_comma_place, .st-key-search_keys_place,
  [class*="st-key-live_place"])) { display: none; }
/* A long name breaks within its cell, rather than the row around it. */
[class*="st-key-upload_line"] { flex-wrap: nowrap !important; }
[class*="st-key-upload_line"] > * { min-width: 0 !important; }
[class*="st-key-upload_line"] p { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  [class*="st-key-inventory"] button:is([kind^="primary"], [kind^="secondary"],
    [kind^="tertiary"]) { min-height: 2.75rem; }
  [class*="st-key-upload_line"] { flex-wrap: wrap !important; }
  [class*="st-key-upload_line"] > :has([data-testid="stMarkdown"]) { flex: 1 1 11rem !important; }
}
/* Hits: long names break, and a finger finds each of them. */
[class*="st-key-search_hit"] { flex-wrap: nowrap !important; }
[class*="st-key-search_hit"] > * { min-width: 0 !important; }
[class*="st-key-search_hit"] [data-testid="stElementToolbar"] { display: none; }
[class*="st-key-search_hit"] [data-testid="stPageLink-NavLink"] { min-height: 2.75rem; }
[class*="st-key-search_hit"] [data-testid="stPageLink-NavLink"] p {
  white-space: normal; overflow-wrap: anywhere; line-height: 1.4; }
[class*="st-key-search_"] :is([data-testid="stTextInputRootElement"],
  [data-testid="stTextInputRootElement"] input, [data-testid="stButtonGroup"] button,
  button:is([kind^="secondary"], [kind^="tertiary"]), label:has(input[role="switch"])) {
  min-height: 2.75rem; }
/* At a market stall: one thumb, and no time. */
.st-key-catalog_sales :is(button[kind], summary, [data-testid="stButtonGroup"] button,
  [data-testid="stNumberInputContainer"], [data-testid="stNumberInputContainer"] :is(button, input),
  [data-testid="stTextInputRootElement"], [data-testid="stDateInput"] [role="group"]) {
  min-height: 2.75rem; }
.st-key-catalog_sales [data-testid="stNumberInputContainer"] button { min-width: 2.75rem; }
/* By the shelf too, with a phone that read a label. */
.st-key-inventory_spool :is(button[kind], [data-testid="stButtonGroup"] button, summary,
  [data-testid="stNumberInputContainer"], [data-testid="stTextInputRootElement"],
  [data-testid="stDateInput"] [role="group"], [data-testid="stSelectbox"] [role="group"], input) {
  min-height: 2.75rem; }
@media (max-width: 640px) {
  [class*="st-key-inventory_filament"] :is(button[kind], summary,
    [data-testid="stButtonGroup"] button,
    [data-testid="stNumberInputContainer"], [data-testid="stTextInputRootElement"],
    [data-testid="stDateInput"] [role="group"], [data-testid="stSelectbox"] [role="group"], input) {
    min-height: 2.75rem; }
}
/* The dialogs of the queue: by the printers, with a finger. */
[class*="st-key-print_queue"]:is(.stElementContainer, [data-testid="stElementContainer"]) :is(
  [data-testid="stButtonGroup"] button, [data-testid="stNumberInputContainer"],
  [data-testid="stTextInputRootElement"], [data-testid="stSelectbox"] [role="group"],
  [data-testid="stMultiSelect"] [role="group"], [data-testid="stDateInput"] [role="group"],
  [data-testid="stTimeInput"] [role="group"], [data-testid="stCheckbox"] label,
  input[role="combobox"]), [class*="st-key-print_queue"] [data-testid="stPageLink-NavLink"] {
  min-height: 2.75rem; }
/* Where it is narrow: the title alone, its links in one row close under it. */
@media (max-width: 640px) {
  [class*="st-key-print_queue_head"] { row-gap: 0.25rem; }
  [class*="st-key-print_queue_head"] > :has(h1) { flex: 1 1 100% !important; }
  [class*="st-key-print_queue_run_outs"] > * { flex-shrink: 0 !important; }
}
/* Small pictures: a full screen shows no more of them, and is a stop for every Tab. */
:is([class*="st-key-print_queue"], [class*="st-key-print_now"], [class*="st-key-catalog_card"])
  [data-testid="stElementToolbar"] { display: none; }
[class*="st-key-catalog_card"] button[kind^="tertiary"] {
  justify-content: start; text-align: start; }
@media (min-width: 641px) { [class*="st-key-inventory_care_"] { flex-wrap: nowrap !important; }
  [class*="st-key-inventory_care_"] > * { min-width: 0 !important; flex-shrink: 0; }
  [class*="st-key-inventory_care_"] > :has([data-testid="stMarkdown"]) { flex-shrink: 1; } }
@media (max-width: 640px) { [class*="st-key-inventory_care_"]
    [data-testid="stPageLink-NavLink"] { min-height: 2.75rem; }
  [class*="st-key-print_queue_run_outs"] [data-testid="stHorizontalBlock"] {
    flex-wrap: wrap !important; row-gap: 0; }
  [class*="st-key-print_queue_run_outs"] [data-testid="stHorizontalBlock"]
    > :has([data-testid="stMarkdown"]):not(:has(a)) { flex: 1 1 100% !important; } }
/* The list in a shop: fingers, and what is chosen stays in sight. */
[class*="st-key-shopping"] :is(button[kind], summary, [data-testid="stButtonGroup"] button,
  [data-testid="stPageLink-NavLink"], [data-testid^="stBaseLinkButton"],
  [data-testid="stNumberInputContainer"], [data-testid="stTextInputRootElement"],
  [data-testid="stSelectbox"] [role="group"], [data-testid="stDateInput"] [role="group"]) {
  min-height: 2.75rem; align-items: center; }
@media (max-width: 640px) { [class*="st-key-shopping"] [data-testid="stCheckbox"] label {
  min-height: 2.75rem; align-items: center; } }
[data-testid="stLayoutWrapper"]:has(> .st-key-shopping_chosen) { position: sticky; top: 3.75rem;
  z-index: 900; }
.st-key-shopping_chosen { background: light-dark(#fdfcfa, #1b1c1a); padding: 0.4rem 0.75rem; }
[class*="st-key-shopping_way"], [class*="st-key-shopping_wish"] { min-width: 0; }
@media (min-width: 641px) { [class*="st-key-shopping_way"] { flex-wrap: nowrap !important; } }
@media (max-width: 640px) { .st-key-shopping_chosen { row-gap: 0.25rem; }
  .st-key-shopping_chosen > :has(> [data-testid="stMarkdown"]) { flex: 1 1 100% !important; } }
[class*="st-key-shopping_line"] > * { min-width: 0 !important; }
[class*="st-key-shopping"] p { overflow-wrap: anywhere; }
/* On a phone: fingers here too. */
@media (max-width: 640px) {
  [data-testid="stMain"] :is([data-testid="stButton"], [data-testid="stFormSubmitButton"],
    [data-testid="stDownloadButton"], [data-testid="stLinkButton"], [data-testid="stPageLink"],
    [data-testid="stPopover"], [data-testid="stButtonGroup"]) :is(button, a) {
    min-height: 2.75rem; }
  :is([class*="st-key-catalog_filters"], [class*="st-key-catalog_more"],
    [class*="st-key-catalog_costs"], [class*="st-key-settings_costs"],
    [class*="st-key-settings_hours"]) :is(
    [data-testid="stButtonGroup"] button, button[kind], [data-testid="stPopoverButton"], summary,
    [data-testid="stRadio"] label:has(input), [data-testid="stTimeInput"] [role="group"],
    [data-testid="stTextInputRootElement"], [data-testid="stNumberInputContainer"],
    [data-testid="stSelectbox"] [role="group"], [data-testid="stPageLink-NavLink"]) {
    min-height: 2.75rem; }
  [class*="st-key-print_now"] :is([data-testid="stButtonGroup"] button,
    [data-testid="stPagination"] *, [data-testid="stPageLink-NavLink"],
    [data-testid="stTextInputRootElement"], [data-testid="stNumberInputContainer"]) {
    min-height: 2.75rem; }
  [class*="st-key-catalog_success"] :is(button[kind], summary,
    [data-testid="stPageLink-NavLink"], [data-testid="stTextInputRootElement"], input) {
    min-height: 2.75rem; }
  [class*="st-key-exchange"] :is(
    button:is([kind^="primary"], [kind^="secondary"]),
    [data-testid="stButtonGroup"] button, summary, label:has(input[type="checkbox"])
  ) { min-height: 2.75rem; }
  [class*="st-key-analytics"] :is(button[kind], [data-testid="stButtonGroup"] button, summary,
    [data-testid="stPagination"] *, [data-testid="stPageLink-NavLink"],
    [data-testid="stSelectbox"] [role="group"], [data-testid="stDateInput"] [role="group"]) {
    min-height: 2.75rem; }
  [class*="st-key-analytics"] [data-testid="stPagination"] button { min-width: 2.75rem; }
}
/* A sentence that leads to what is behind it begins where the others do. */
[class*="st-key-analytics_said"] button[kind^="tertiary"] {
  justify-content: start; text-align: start; }
[class*="st-key-analytics_said"] [data-testid="stPageLink-NavLink"] :is(span, p) {
  white-space: normal; overflow: visible; text-overflow: clip; }
"""


def draw() -> None:
    """Give the page its last touches; takes no place on it."""
    rules = (_RULES, gram_bars.RULES, rate_bars.RULES, text_table.RULES, bench_rules.RULES)
    st.html(f"<style>{''.join(rules)}</style>")
