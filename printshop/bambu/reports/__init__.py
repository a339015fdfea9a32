"""A file's result for other eyes: JSON, text, sources, differences."""
