"""Warm `printshop run` to healthy: seconds, against the limit of 5 s on 2 cores."""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.product import Product, free_port

LIMIT_S = 5.0
RUNS = 5


def main() -> None:
    """Start once cold, then several times warm, and print both."""
    with TemporaryDirectory(prefix="printshop-bench-") as folder:
        Path(folder).chmod(0o755)
        cold_s = _start_s(Path(folder))
        warm_s = [_start_s(Path(folder)) for _ in range(RUNS)]
    median_s = statistics.median(warm_s)
    print(f"cold start (makes the database)  {cold_s:6.2f} s")
    print(
        f"warm start, median of {RUNS}        {median_s:6.2f} s"
        f"   {median_s / LIMIT_S:.2f} of the limit of {LIMIT_S:.0f} s"
        f"   (from {min(warm_s):.2f} to {max(warm_s):.2f} s)"
    )


def _start_s(folder: Path) -> float:
    product = Product(data_dir=folder, port=free_port())
    began = time.perf_counter()
    product.start(poll_s=0.02)
    seconds = time.perf_counter() - began
    product.stop()
    return seconds


if __name__ == "__main__":
    main()
