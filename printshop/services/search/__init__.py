"""One search over models, versions, filaments, spools and jobs."""

from printshop.services.search.searching import job_by_number, search

__all__ = ["job_by_number", "search"]
