"""One spool: what is on it, what to do with it, where every gram went."""
