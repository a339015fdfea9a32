"""The shop's words: frozen pydantic models and the rules that need no database.

catalog (models, variants, plates), filament (filaments, spools, ledger),
print_queue (jobs and their legal steps), printers, users, units.
"""
