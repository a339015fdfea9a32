"""The search: the box beside every page, and the page of what was found."""
