"""Live changes: what the database says was changed, heard once for each web process."""

from printshop.platform.live.hub import ChangeHub, Subscription, Versions
from printshop.platform.live.listening import TOPICS

__all__ = ["TOPICS", "ChangeHub", "Subscription", "Versions"]
