"""From what a data set holds to values that the shop may keep; what is odd becomes a finding."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from printshop.domain.filament import MAX_COLORS, ColorPattern, Finish, Material, is_generic_id
from printshop.domain.gtin import is_gtin
from printshop.domain.units import MAX_GRAMS, rounded

# A number or a word of a data set that is longer is none.
_LONGEST: Final = 1_000
# Python refuses to write integers beyond all measure.
_MOST_BITS: Final = 128
# The same words and numbers stand in thousands of rows.
_REMEMBERED: Final = 20_000
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})([0-9A-Fa-f]{2})?")
_NUMBER: Final = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?")
_GTIN: Final = re.compile(r"\d{8}|\d{12,14}")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x20]+")
_BAMBU_CODE: Final = re.compile(r"\d{5}")
_USUAL_DENSITIES: Final = (Decimal("0.8"), Decimal("2.0"))
_HOTTEST_C: Final = 600
_HEAVIEST_REEL_G: Final = 10_000


def text(value: object, at_most: int = 100) -> str:
    """A text in one line, without signs that nobody sees; "" for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return ""
    return _plain(str(value)[:_LONGEST])[:at_most].strip()


@lru_cache(maxsize=_REMEMBERED)
def _plain(written: str) -> str:
    visible = _CONTROLS.sub(" ", written).encode("utf-8", "ignore").decode("utf-8")
    return " ".join(visible.split())


def number(value: object) -> Decimal | None:
    """A finite number with a size that means something; None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value)) if abs(value) < 1e12 else None  # noqa: PLR2004 - no quantity
    return _number(value[:_LONGEST].strip()) if isinstance(value, str) else None


@lru_cache(maxsize=_REMEMBERED)
def _number(written: str) -> Decimal | None:
    return Decimal(written) if _NUMBER.fullmatch(written) else None


def within(
    value: object,
    what: str,
    findings: list[str],
    *,
    least: Decimal | int,
    most: Decimal | int,
    step: str = "0.01",
) -> Decimal | None:
    """A number within its limits; None, and a finding, for anything else that stands there."""
    if value is None or value == "":
        return None
    found = number(value)
    if found is None or not least <= found <= most:
        findings.append(f"{what}: {shown(value)} cannot be, and is left out.")
        return None
    return rounded(found, Decimal(step))


def celsius(value: object, what: str, findings: list[str]) -> int | None:
    """A temperature, whole degrees."""
    found = within(value, what, findings, least=0, most=_HOTTEST_C, step="1")
    return None if found is None else int(found)


def celsius_range(
    low: object, high: object, what: str, findings: list[str]
) -> tuple[int | None, int | None]:
    """The lowest and the highest of temperatures, put in order where they are not."""
    least, most = celsius(low, what, findings), celsius(high, what, findings)
    if least is not None and most is not None and least > most:
        findings.append(f"{what}: the lowest, {least} °C, is above the highest, {most} °C.")
        return most, least
    return least, most


def density(value: object, findings: list[str]) -> Decimal | None:
    """Grams per cubic centimetre; unusual ones are kept, as metal fills are heavy."""
    found = within(
        value, "Density", findings, least=Decimal("0.1"), most=Decimal("19.9"), step="0.001"
    )
    low, high = _USUAL_DENSITIES
    if found is not None and not low <= found <= high:
        findings.append(
            f"Density: {found.normalize():f} g/cm³ is outside the usual {low} to {high}."
        )
    return found


def net_g(value: object, findings: list[str]) -> Decimal | None:
    """Filament on a full reel, grams."""
    return within(value, "Weight", findings, least=Decimal("0.01"), most=MAX_GRAMS)


def tare_g(value: object, findings: list[str], *, is_refill: bool) -> Decimal | None:
    """The empty reel, grams; a refill has none."""
    if is_refill:
        return Decimal(0)
    return within(value, "Empty reel", findings, least=0, most=_HEAVIEST_REEL_G)


def color_hexes(values: Sequence[object], findings: list[str]) -> tuple[str, ...]:
    """The colours as #RRGGBB; those that are none are left out."""
    found = []
    for value in values[: 2 * MAX_COLORS]:
        match = _HEX.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            findings.append(f"Colour: {shown(value)} is none, and is left out.")
        else:
            found.append(f"#{_without_alpha(match[1], match[2] or '')}".upper())
    if len(values) > MAX_COLORS:
        findings.append(f"{len(values)} colours: the first {MAX_COLORS} are kept.")
    return tuple(found[:MAX_COLORS])


def _without_alpha(first: str, last: str) -> str:
    """Alpha comes last; a clear filament written with alpha first, 00FFFFFF, is white."""
    return "FFFFFF" if f"{first}{last}".upper() == "00FFFFFF" else first


def gtin(values: Sequence[object], findings: list[str]) -> tuple[str, bool]:
    """The number under the barcode, and whether its check digit is right; a right one first."""
    written = [re.sub(r"[\s-]", "", text(value)) for value in values[:20]]
    shaped = [digits for digits in written if _GTIN.fullmatch(digits)]
    findings.extend(
        f"Barcode: {shown(digits)} is none, and is left out."
        for digits in written
        if digits and digits not in shaped
    )
    if not shaped:
        return "", False
    right = [digits for digits in shaped if is_gtin(digits)]
    if len(shaped) > 1:
        findings.append(f"{len(shaped)} barcodes: one is kept.")
    if right:
        return right[0], True
    findings.append(
        f"Barcode: the check digit of {shaped[0]} is wrong. It is shown, and matches nothing."
    )
    return shaped[0], False


def maker_code(values: Sequence[object], brand: str, findings: list[str]) -> str:
    """The maker's own code; of Bambu Lab only those of five digits, the rest are shops' ids."""
    codes = [code for value in values[:50] if (code := text(value))]
    if brand.casefold().startswith("bambu"):
        own = [code for code in codes if _BAMBU_CODE.fullmatch(code)]
        if codes and not own:
            findings.append(f"Code: {shown(codes[0])} is no code of Bambu Lab, and is left out.")
        codes = own
    return codes[0] if codes else ""


def bambu_id(value: object, findings: list[str]) -> str:
    """The slicer's id of the product; one that stands for any brand is not taken."""
    found = text(value)
    if is_generic_id(found):
        findings.append(f"Bambu id: {found} stands for any brand, and is left out.")
        return ""
    return found


def web_address(value: object) -> str:
    """An address on the web; "" for anything else."""
    written = value.strip() if isinstance(value, str) else ""
    return written if len(written) <= 500 and _WEB_ADDRESS.fullmatch(written) else ""  # noqa: PLR2004


def material(written: str) -> Material:
    """The family: PLA+WOOD is PLA, PC+ABS is PC."""
    return Material.from_slicer(written.split("+", maxsplit=1)[0])


def line(kind: str, written_material: str) -> str:
    """What the box calls the kind: the material stands in it, in front where it does not."""
    if re.search(rf"(?<![A-Z0-9]){re.escape(written_material)}", kind, re.IGNORECASE):
        return kind[:100].strip()
    return f"{written_material} {kind}".strip()[:100].strip()


def pattern(direction: ColorPattern | None, n_colors: int) -> ColorPattern:
    """How several colours lie; several without a word about it lie side by side."""
    if n_colors < 2:  # noqa: PLR2004 - one colour has no pattern
        return ColorPattern.SINGLE
    return direction or ColorPattern.COEXTRUDED


def finish(said: Finish | None, words: str) -> Finish:
    """The surface that the data set says; else what the product's name speaks of."""
    return said or Finish.from_words(words)


def shown(value: object) -> str:
    """A value for a sentence, in one line and not too long."""
    return text(value, 40) or type(value).__name__
