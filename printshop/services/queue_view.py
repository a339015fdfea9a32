"""Moved to `services.planning.view`; kept until every page asks there."""

from printshop.services.planning.view import *  # noqa: F403 - a bridge until all have moved
