"""The waiting jobs as rows that are moved by mouse, finger or keyboard.

| file | what |
|---|---|
| queue_list.html, .css, .js | what is seen; the order as wanted, and as the shop has it |
| row.js | one job |
| dragging.js | moving a row with a mouse or a finger |
| queue_list.py | the component as a page draws it |
"""

from printshop.ui.components.queue_list.queue_list import (
    Chip,
    QueueRow,
    Verdict,
    packed,
    queue_list,
)

__all__ = ["Chip", "QueueRow", "Verdict", "packed", "queue_list"]
