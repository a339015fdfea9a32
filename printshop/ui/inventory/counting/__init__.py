"""Counting a shelf: scan or pick, type the weight, review, book at once."""
