"""The browser and Python give the same bytes the same hash."""

import hashlib

import pytest
from playwright.sync_api import Page

from tests.ui.components.upload.conftest import ADDRESS, SECURE_ADDRESS

_HASH = """async (size) => {
  const { sha256Of } = await import("./sha256.js");
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
  const done = [];
  const sha256 = await sha256Of(new File([bytes], "x"), { onProgress: (n) => done.push(n) });
  return { sha256, done };
}"""


def content(size: int) -> bytes:
    return bytes((at * 31 + (at >> 8)) & 0xFF for at in range(size))


# Around the ends of a block (64), of its padding (56), and of the slices that are read (4 MiB).
@pytest.mark.parametrize(
    "size", [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 4_194_303, 4_194_304, 4_194_305, 5_000_000]
)
def test_the_hash_is_that_of_the_standard(scripts: Page, size: int) -> None:
    answer = scripts.evaluate(_HASH, size)

    assert answer["sha256"] == hashlib.sha256(content(size)).hexdigest()
    assert answer["done"][-1] == size


def test_where_the_browser_hashes_itself_the_hash_is_the_same(scripts: Page) -> None:
    scripts.goto(SECURE_ADDRESS)
    assert scripts.evaluate("() => crypto.subtle !== undefined")

    answer = scripts.evaluate(_HASH, 5_000_000)
    scripts.goto(ADDRESS)

    assert answer == {"sha256": hashlib.sha256(content(5_000_000)).hexdigest(), "done": [5_000_000]}
    assert scripts.evaluate("() => crypto.subtle === undefined")


def test_hashing_stops_at_once_when_it_is_cancelled(scripts: Page) -> None:
    reason = scripts.evaluate(
        """async () => {
          const { sha256Of } = await import("./sha256.js");
          const abort = new AbortController();
          const file = new File([new Uint8Array(50_000_000)], "x");
          const hashing = sha256Of(file, { signal: abort.signal });
          setTimeout(() => abort.abort(new Error("cancelled")), 20);
          return hashing.then(() => "finished", (fault) => fault.message);
        }"""
    )

    assert reason == "cancelled"
