"""The inventory page: all filaments at a glance, and one of them with its spools and ledger."""
