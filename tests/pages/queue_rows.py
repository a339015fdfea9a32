"""What the component of the print queue was sent, which AppTest does not draw."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def sent_to_the_list(app: AppTest) -> dict[str, Any]:
    """All of it; empty where no job waits."""
    for element in app.get("bidi_component"):
        if element.proto.component_name.endswith("printshop_queue_list"):
            sent = json.loads(element.proto.json)
            return sent | json.loads(sent["shown"])
    return {}


def rows_of(app: AppTest) -> list[dict[str, Any]]:
    """The waiting jobs."""
    return sent_to_the_list(app).get("rows", [])
