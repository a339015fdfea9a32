"""How the queue by the printers looks: read from two metres, tapped with gloves on."""

from typing import Final

RULES: Final = """
/* Nothing beside the cards: the tablet hangs by the printers and shows only this. */
:root:has(.st-key-print_queue_bench) :is([data-testid="stSidebar"],
  [data-testid="stExpandSidebarButton"]) { display: none; }
.st-key-print_queue_bench [data-testid="stMarkdownContainer"] p { font-size: 1.2rem; }
.st-key-print_queue_bench [class*="st-key-print_queue_bench_card"] h2 { font-size: 1.9rem;
  padding-top: 0; }
.st-key-print_queue_bench [class*="st-key-print_queue_bench_card"] h3 { font-size: 1.6rem;
  padding-top: 0; font-weight: 500; }
.st-key-print_queue_bench [class*="st-key-print_queue_bench_card"] button {
  min-height: 3.75rem !important; }
.st-key-print_queue_bench [data-testid="stProgress"] [role="progressbar"] > div {
  min-height: .9rem; }
.st-key-print_queue_to_bench [data-testid="stPageLink-NavLink"] { min-height: 2.75rem; }
.st-key-print_queue_bench [data-testid="stPageLink-NavLink"] { min-height: 3.5rem; }
"""
