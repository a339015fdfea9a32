"""The use cases: each is one transaction that joins the rooms below.

shop (opening it), catalog, uploads, stock, printers, printing, print_queue, demo. A function
takes the `Shop` of one user first, and is the only place where that use case is written.
`drafts` holds what uploads answer with, `planning.view` what the plan of the queue does.
"""
