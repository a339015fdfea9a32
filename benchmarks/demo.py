"""How long it takes to load the demo shop, and to remove it.

Run with `python benchmarks/demo.py`. A new embedded PostgreSQL and an empty folder of
files, both durable as in a shop: the time of planning,
drawing and storing together. Best and worst of three rounds.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from printshop.services.demo import load_demo, remove_demo
from printshop.services.shop import Premises

ROUNDS: Final = 3
LIMIT_S: Final = 15.0


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with LocalPostgres(home / "postgres") as local:
            ensure_roles(local.superuser_url)
            upgrade(local.urls.owner)
            premises = Premises.open(local.urls.app, home / "files")
            measure(premises)
            premises.close()


def measure(premises: Premises) -> None:
    """Load and remove the demo a few times."""
    shop = premises.sign_in(LOCAL_OWNER)
    loads, removals = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        load_demo(shop)
        loaded = time.perf_counter()
        remove_demo(shop)
        loads.append(loaded - begun)
        removals.append(time.perf_counter() - loaded)
    print(
        f"load    best {min(loads):6.2f} s   worst {max(loads):6.2f} s   of {LIMIT_S:.0f} s allowed"
    )
    print(f"remove  best {min(removals):6.2f} s   worst {max(removals):6.2f} s")
    print(f"part of the allowed time: {min(loads) / LIMIT_S:.0%} to {max(loads) / LIMIT_S:.0%}")


if __name__ == "__main__":
    main()
