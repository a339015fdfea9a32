"""The letters that labels can be printed with.

Printshop brings a typeface for Latin, Greek and Cyrillic. What it does not have, Chinese for
example, is taken from the fonts of the machine where it has any.
"""

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont, TTLibError
from fpdf import FPDF
from fpdf.errors import FPDFException
from fpdf.fonts import TTFFont

from printshop.errors import Finding
from printshop.services.labels.contents import SpoolLabel

_FOLDER: Final = Path(__file__).parent / "fonts"
REGULAR: Final = _FOLDER / "PrintshopLabel-Regular.ttf"
BOLD: Final = _FOLDER / "PrintshopLabel-Bold.ttf"
_UNKNOWN: Final = "?"
_MOST_SHOWN: Final = 12
# Without the letters B and I: in fpdf2 these mean bold and italic in the name of a fallback.
_MACHINE: Final = "machine"
# By how much of the world's writing they have; the first that has all that is missing is taken.
_MACHINE_FONTS: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "Arial Unicode.ttf",
    "PingFang.ttc",
    "msyh.ttc",
    "YuGothM.ttc",
    "malgun.ttf",
    "DejaVuSans.ttf",
)
_FONT_FOLDERS: Final = {
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
_LINUX_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What can be printed: our own letters, and those of a font of the machine."""

    known: frozenset[int]
    machine_font: Path | None = None

    def printable(self, text: str) -> str:
        """The text in letters that can be printed, `?` for those that cannot."""
        said: list[str] = []
        for sign in _plain(text):
            letters = self._as_known(sign) or _UNKNOWN
            if letters != _UNKNOWN or said[-1:] != [_UNKNOWN]:
                said.append(letters)
        return " ".join("".join(said).split())

    def unknown(self, text: str) -> frozenset[str]:
        """The signs of a text that cannot be printed, nor anything that stands for them."""
        return frozenset(sign for sign in set(_plain(text)) if not self._as_known(sign))

    def _as_known(self, sign: str) -> str:
        if self._has(sign):
            return sign
        # What can be taken apart: a circled or wide letter is better as a plain one than as `?`.
        parts = unicodedata.normalize("NFKD", sign)
        return "".join(part for part in parts if self._has(part)).strip()

    def _has(self, sign: str) -> bool:
        # Right-to-left writing would come out in the wrong order, its letters not joined.
        return ord(sign) in self.known and unicodedata.bidirectional(sign) not in {"R", "AL"}


def letters_for(labels: Iterable[SpoolLabel], folders: tuple[str, ...] | None = None) -> Letters:
    """The letters to print these labels with; folders as in `letters_of`."""
    return letters_of(_texts(labels), folders)


def letters_of(texts: Iterable[str], folders: tuple[str, ...] | None = None) -> Letters:
    """The letters to print these texts with.

    Args:
        texts: what is to be printed.
        folders: where the machine has its fonts; None where such a system has them.

    """
    own = Letters(known=_signs_of(REGULAR))
    missing = {sign for text in texts for sign in own.unknown(text)}
    if not missing:
        return own
    wanted = {ord(sign) for sign in missing}
    best: Path | None = None
    for path in _machine_fonts(_folders() if folders is None else folders):
        found = len(wanted & _signs_of(path))
        if found > (len(wanted & _signs_of(best)) if best else 0) and _is_usable(
            path, min(missing)
        ):
            best = path
        if best and wanted <= _signs_of(best):
            break
    if best is None:
        return own
    return Letters(known=own.known | _signs_of(best), machine_font=best)


def add_to(pdf: FPDF, family: str, letters: Letters) -> None:
    """Let a document write with these letters, plain and bold, under the name of this family."""
    pdf.add_font(family, "", REGULAR)
    pdf.add_font(family, "B", BOLD)
    if letters.machine_font is not None:
        pdf.add_font(_MACHINE, "", letters.machine_font)
        pdf.set_fallback_fonts([_MACHINE], exact_match=False)


def findings(labels: Iterable[SpoolLabel]) -> tuple[Finding, ...]:
    """What will not be printed as it is written."""
    labels = tuple(labels)
    letters = letters_for(labels)
    missing = sorted({sign for text in _texts(labels) for sign in letters.unknown(text)})
    if not missing:
        return ()
    shown = " ".join(missing[:_MOST_SHOWN]) + (" …" if len(missing) > _MOST_SHOWN else "")
    message = f"No font of this machine has these signs: {shown}. The labels show ? instead."
    return (Finding(where="labels", message=message),)


def _texts(labels: Iterable[SpoolLabel]) -> Iterable[str]:
    return (text for label in labels for text in label.texts)


def _plain(text: str) -> str:
    """A text in one line, without signs that nobody sees."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        sign for sign in line if unicodedata.category(sign)[0] != "C" and not _joins(sign)
    )


def _joins(sign: str) -> bool:
    """Whether a sign only says how the one before it looks."""
    return "VARIATION SELECTOR" in unicodedata.name(sign, "")


@lru_cache(maxsize=16)
def _signs_of(font: Path) -> frozenset[int]:
    try:
        with font.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (OSError, TTLibError, AssertionError, KeyError, ValueError):
        # A damaged font of the machine is as good as none.
        return frozenset()


@lru_cache(maxsize=64)
def _is_usable(font: Path, sign: str) -> bool:
    """Whether a PDF can be written with a font: some forbid it, some are of a kind of their own."""
    pdf = FPDF()
    try:
        pdf.add_font("tried", "", font)
        pdf.set_font("tried")
        pdf.add_page()
        pdf.cell(text=sign)
        pdf.output()
    except (FPDFException, TTLibError, OSError, AttributeError, KeyError, ValueError):
        return False
    finally:
        for tried in pdf.fonts.values():
            if isinstance(tried, TTFFont):
                tried.close()
    return True


@cache
def _machine_fonts(folders: tuple[str, ...]) -> tuple[Path, ...]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in Path(folder).expanduser().rglob("*.[to]t[cf]"):
            found.setdefault(path.name, path)
    return tuple(found[name] for name in _MACHINE_FONTS if name in found)


def _folders() -> tuple[str, ...]:
    return _FONT_FOLDERS.get(sys.platform, _LINUX_FOLDERS)
