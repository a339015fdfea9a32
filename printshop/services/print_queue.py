"""Moved to `services.planning`; kept until every page asks there."""

from printshop.services.planning import list_finished, list_queue, staffed_hours

__all__ = ["list_finished", "list_queue", "staffed_hours"]
