"""Who truly wrote the file: forks of Bambu Studio sign with its name."""

import re
from collections.abc import Iterable, Mapping

from printshop.bambu.plain_text import one_line
from printshop.bambu.results import Producer

UNKNOWN = Producer(name="unknown")
_APPLICATION = re.compile(r"(.+?)[- ]v?(\d\S*)")
# Bambu Studio pads its numbers (02.05.00.66); OrcaSlicer signs with its own (2.3.1-beta).
_PADDED = re.compile(r"\d\d\.\d\d\.\d\d\.\d\d")
_FORKS = ("OrcaSlicer",)
_CLIENTS = {"X-BBL-Client-Version": "BambuStudio", "X-QDT-Client-Version": "QIDIStudio"}


def producer_of(
    *,
    generators: Iterable[Producer | None],
    header: Mapping[str, str],
    metadata: Mapping[str, str],
) -> Producer:
    """Name the producer by the most trustworthy sign that is there.

    Args:
        generators: of the gcode headers, the best sign.
        header: the items of slice_info.
        metadata: of the model part.
    """
    for generator in generators:
        if generator is not None:
            return _named(generator.name, generator.version)
    for fork in _FORKS:
        version = header.get(f"{fork}-Version") or metadata.get(fork)
        if version:
            return _named(fork, version)
    application = metadata.get("Application", "")[:200].strip()
    if application:
        match = _APPLICATION.fullmatch(application)
        return _named(match[1], match[2]) if match else _named(application, "")
    for key, client in _CLIENTS.items():
        if version := header.get(key):
            return _named(client, version)
    return UNKNOWN


def _named(name: str, version: str) -> Producer:
    if name == "BambuStudio" and version and not _PADDED.match(version):
        name = "OrcaSlicer"
    return Producer(
        name=one_line(name, at_most=100) or UNKNOWN.name,
        version=one_line(version, at_most=60) or "",
    )
