"""The first page of a running shop: what prints, what is short, what runs low."""
