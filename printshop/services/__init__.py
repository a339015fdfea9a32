"""The use cases: each is one transaction that joins the rooms below.

shop (opening it), catalog, uploads, stock, printing, demo. A function takes the
`Shop` of one user first, and is the only place where that use case is written.
"""
