"""Files that are still being sent: what has come of them, kept until the rest comes.

One file in a folder a shop, `incoming/<user>/<incoming file>.partial`. Only one writer at a
time: who writes holds a lock of the system on it, which ends with the process that has it.
Nothing here asks the database; what a partial belongs to is said by its name.
"""

from printshop.platform.partials.home import Partials, PartialsHome
from printshop.platform.partials.partial import Partial

__all__ = ["Partial", "Partials", "PartialsHome"]
