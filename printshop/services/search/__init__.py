"""One search over models, versions, filaments, spools and jobs."""

from printshop.services.search.searching import search

__all__ = ["search"]
