"""Files on their way into the catalog, from the first word of them to the saved version.

receiving (the browser sends one), arrival (its bytes are stored), processing (the worker
reads it, in stages, by the functions of reading), drafts (what a form shows of it), answers
(what a person said of it, put into that), saving (it becomes a version), tending (it is tried
again, left out, forgotten), inbox (all that wait, together).
"""
