"""What a .3mf file says, for the upload form and the catalog: facts, sources, settings.

Both have the file's JSON report (docs/3mf.md); what an older report lacks is not shown.
"""
