"""The web server with the drop zone on a page, started by tests and by the benchmark."""

import os
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from printshop.database_urls import DatabaseUrls
from printshop.domain.users import LOCAL_OWNER
from printshop.services.shop import Premises, Shop
from tests.product import free_port, wait_for

_ROOT = Path(__file__).parents[3]
_GCODE_LINE = b"G1 X12.345 Y67.890 E0.01234 ; a wall of the part\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running web server, and the shop of its owner from the other side."""

    port: int
    pid: int
    shop: Shop
    data_dir: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def resident_mb(self) -> float:
        return psutil.Process(self.pid).memory_info().rss / 1e6

    def statuses(self) -> dict[str, str]:
        """The open files by name."""
        with self.shop.snapshot() as uow:
            return {row.name: row.status.value for row in uow.incoming.open()}

    def received_bytes(self) -> int:
        """What lies in the partials."""
        n_bytes = 0
        for path in self.data_dir.glob("incoming/*/*.partial"):
            # It may be stored, and gone, by now.
            with suppress(FileNotFoundError):
                n_bytes += path.stat().st_size
        return n_bytes


@contextmanager
def serving(urls: DatabaseUrls, data_dir: Path, **settings: str) -> Generator[Server]:
    """Run the web server on this database until the block ends; `settings` by variable."""
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PRINTSHOP_", "DATABASE_"))}
    told = {
        "PRINTSHOP_DATA_DIR": str(data_dir),
        "PRINTSHOP_MAX_UPLOAD_MB": "600",
        "DATABASE_URL": urls.app,
        "PRINTSHOP_DATABASE_OWNER_URL": urls.owner,
        "PRINTSHOP_DATABASE_WORKER_URL": urls.worker,
        "PRINTSHOP_PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-m", "tests.e2e.sending.app"]
    process = subprocess.Popen(command, cwd=_ROOT, env=kept | told)
    house = Premises.open(urls.app, data_dir / "files")
    try:
        wait_for(lambda: _listens(process, port), seconds=60)
        yield Server(port=port, pid=process.pid, shop=house.sign_in(LOCAL_OWNER), data_dir=data_dir)
    finally:
        process.terminate()
        process.wait(15)
        house.close()


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    assert process.poll() is None
    return any(c.laddr.port == port for c in psutil.Process(process.pid).net_connections("inet"))


def write_sliced_file(path: Path, *, megabytes: int, title: str = "Star") -> Path:
    """Write a sliced file of about so many megabytes, unlike any other; quickly, so unpacked."""
    model = (
        '<?xml version="1.0"?><model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/'
        f'2015/02"><metadata name="Title">{title}</metadata><resources/><build/></model>'
    )
    head = (
        "; HEADER_BLOCK_START\n; BambuStudio 02.05.00.66\n"
        f"; total layer number: 7\n; {secrets.token_hex(8)}\n; HEADER_BLOCK_END\n"
    )
    block = _GCODE_LINE * (1_000_000 // len(_GCODE_LINE))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("3D/3dmodel.model", model)
        with archive.open("Metadata/plate_1.gcode", "w") as gcode:
            gcode.write(head.encode())
            for _ in range(megabytes):
                gcode.write(block)
    return path
