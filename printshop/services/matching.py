"""Which filament of the shop does a file mean?

A file names a filament by the slicer's words: Bambu id, vendor, type, colour. A
match is *sure* when the material is the same, the Bambu id or the maker and its
product are too, and the colour is the nearest of these and hardly to be told
apart; everything else is only proposed, nearest first. A colour is never asked
to be equal: files hold what somebody picked on a screen, or what an AMS was told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from printshop.bambu import PlateFilament, ThreeMF
from printshop.domain.catalog import NewRequirement, NewVariant
from printshop.domain.filament import Filament, Material, NewFilament, is_generic_id
from printshop.domain.incoming import FilamentWords
from printshop.domain.units import GRAMS_PER_KILOGRAM, to_cost_per_gram
from printshop.services.colors import distance, name_of

_MAX_CANDIDATES: Final = 8
# CIEDE2000. Up to here two colours of one product are one colour, told twice.
_SAME_COLOR: Final = 3.0
# From here on a colour is another one, and the person would buy another spool.
_SIMILAR: Final = 8.0
_GENERIC: Final = "Generic"
CLEAR: Final = "Clear"
_MAX_DENSITY_G_CM3: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentMatch:
    """A filament of the shop that a position of a file may mean, and why.

    color_distance is CIEDE2000; 0 is the same colour.
    """

    filament: Filament
    is_sure: bool
    color_distance: float
    reason: str


def candidates(
    variant: NewVariant,
    filaments: Sequence[Filament],
    *,
    learnt: Mapping[FilamentWords, UUID] | None = None,
) -> dict[tuple[int, int], tuple[FilamentMatch, ...]]:
    """The filaments of the same material for each (plate index, filament index).

    Best first: sure ones, then by distance of colour; at most eight. What a person chose
    for these very words before is sure, whatever its material and colour.

    Args:
        variant: as the file proposes it.
        filaments: of the shop.
        learnt: what people chose before, by the words of the file.

    """
    chosen = learnt or {}
    return {
        (plate.index, need.filament_index): _of_position(need, filaments, chosen)
        for plate in variant.plates
        for need in plate.requirements
    }


def with_sure_matches(
    variant: NewVariant, found: Mapping[tuple[int, int], Sequence[FilamentMatch]]
) -> NewVariant:
    """The variant with those positions matched that leave no doubt."""
    plates = []
    for plate in variant.plates:
        needs = []
        for need in plate.requirements:
            sure = [m for m in found[plate.index, need.filament_index] if m.is_sure]
            match = {"filament_id": sure[0].filament.id} if sure else {}
            needs.append(need.model_copy(update=match))
        plates.append(plate.model_copy(update={"requirements": tuple(needs)}))
    return variant.model_copy(update={"plates": tuple(plates)})


def new_filaments(content: ThreeMF, variant: NewVariant) -> dict[tuple[int, int], NewFilament]:
    """What "create this filament" would create, by (plate index, filament index)."""
    of_file = {f.index: f for f in content.filaments}
    of_file |= {f.index: f for plate in content.plates for f in plate.filaments}
    return {
        (plate.index, need.filament_index): _new(need, of_file.get(need.filament_index))
        for plate in variant.plates
        for need in plate.requirements
    }


def product_name(name: str, vendor: str) -> str:
    """The product's name without its maker: "Bambu PLA Basic" of Bambu Lab is "PLA Basic"."""
    for prefix in (vendor, vendor.split(" ", maxsplit=1)[0]):
        if prefix and name.lower().startswith(f"{prefix.lower()} "):
            return name[len(prefix) + 1 :].strip()
    return name


def words_of(need: NewRequirement) -> FilamentWords:
    """By which words a file names the filament of a requirement."""
    return FilamentWords(**{name: getattr(need, name) for name in FilamentWords.model_fields})


def of_words(
    words: FilamentWords, filaments: Sequence[Filament], learnt: Mapping[FilamentWords, UUID]
) -> tuple[FilamentMatch, ...]:
    """The filaments that these words of a file may mean, as `candidates` finds them.

    Args:
        words: of the file.
        filaments: of the shop.
        learnt: what people chose before, by the words of the file.

    """
    return _of_position(need_of(words), filaments, learnt)


def need_of(words: FilamentWords) -> NewRequirement:
    """A requirement that names a filament by these words, and says nothing else."""
    return NewRequirement(filament_index=1, **words.model_dump())


def preselected(
    need: NewRequirement, found: Sequence[FilamentMatch]
) -> Literal["create", "open"] | UUID:
    """What a filament of a file is taken for before anybody says anything.

    The sure match; to be created where the shop has nothing like it; left open where a person
    has to decide: the shop has a similar one, or the file does not even name the material.

    Args:
        need: of the file.
        found: its candidates, best first.

    """
    sure = next((match for match in found if match.is_sure), None)
    if sure is not None:
        return sure.filament.id
    is_similar = any(match.color_distance <= _SIMILAR for match in found)
    return "open" if is_similar or not need.slicer_type else "create"


def _of_position(
    need: NewRequirement, filaments: Sequence[Filament], learnt: Mapping[FilamentWords, UUID]
) -> tuple[FilamentMatch, ...]:
    material = Material.from_slicer(need.slicer_type)
    usable = [one for one in filaments if one.archived_at is None]
    chosen = learnt.get(words_of(need)) if need.is_named and learnt else None
    if all(filament.id != chosen for filament in usable):
        # What was chosen is put away: somebody has to be asked anew.
        chosen = None
    matches = [
        _learnt(need, filament) if filament.id == chosen else _match(need, filament)
        for filament in usable
        if filament.material is material or filament.id == chosen
    ]
    if chosen is not None:
        # One answer is given; what only looks sure must not stand beside it as another.
        matches = [
            match if match.filament.id == chosen else replace(match, is_sure=False)
            for match in matches
        ]
    matches.sort(key=lambda m: (not m.is_sure, m.color_distance, m.filament.label))
    return (*matches[:1], *(replace(m, is_sure=False) for m in matches[1:_MAX_CANDIDATES]))


def _learnt(need: NewRequirement, filament: Filament) -> FilamentMatch:
    return FilamentMatch(
        filament=filament,
        is_sure=True,
        color_distance=_away(need, filament),
        reason="chosen before",
    )


def _match(need: NewRequirement, filament: Filament) -> FilamentMatch:
    away = _away(need, filament)
    is_generic = is_generic_id(need.bambu_id)
    same_id = bool(need.bambu_id) and not is_generic and need.bambu_id == filament.bambu_id
    same_vendor = bool(need.slicer_vendor) and (
        need.slicer_vendor.lower() == filament.brand.lower()
    )
    words = [
        "same Bambu id" if same_id else "",
        "same maker" if same_vendor else "",
        _color_words(need, filament, away),
    ]
    return FilamentMatch(
        filament=filament,
        # By its first colour: a red-and-gold one is not the gold one of its maker.
        is_sure=distance(need.color_hex, filament.color_hex) <= _SAME_COLOR
        and (same_id or (same_vendor and _same_product(need, filament))),
        color_distance=away,
        reason=", ".join(filter(None, words)),
    )


def _away(need: NewRequirement, filament: Filament) -> float:
    """How far the colours are apart: of several colours of a filament the nearest counts."""
    return round(min(distance(need.color_hex, color) for color in filament.color_hexes), 1)


def _color_words(need: NewRequirement, filament: Filament, away: float) -> str:
    if need.color_hex in filament.color_hexes:
        return "same colour"
    if away <= _SAME_COLOR:
        return "nearly the same colour"
    return "close colour" if away <= _SIMILAR else "other colour"


def _same_product(need: NewRequirement, filament: Filament) -> bool:
    """PLA Silk is not PLA Basic, even of one maker and one colour."""
    named = product_name(need.slicer_name, need.slicer_vendor).lower()
    kinds = {"", filament.material.lower()}
    return not filament.slicer_name or named in kinds or named == filament.slicer_name.lower()


def _new(need: NewRequirement, of_file: PlateFilament | None) -> NewFilament:
    per_kg = of_file.cost_per_kg if of_file else None
    brand = need.slicer_vendor or _GENERIC
    material = Material.from_slicer(need.slicer_type)
    product = product_name(need.slicer_name, brand)[:100]
    return NewFilament(
        brand=brand,
        material=material,
        # "PLA" beside the material PLA says nothing, and would make a twin of the filament
        # that a person added without it.
        slicer_name="" if product.upper() == material else product,
        color_name=CLEAR if of_file and of_file.is_clear else name_of(need.color_hex),
        color_hex=need.color_hex,
        cost_per_gram_base=_per_gram(per_kg),
        density_g_cm3=_density(of_file.density_g_cm3 if of_file else None),
        bambu_id=need.bambu_id,
    )


def _density(g_cm3: Decimal | None) -> Decimal | None:
    rounded = round(g_cm3 or Decimal(0), 3)
    return rounded if 0 < rounded < _MAX_DENSITY_G_CM3 else None


def _per_gram(per_kg: Decimal | None) -> Decimal:
    """A price the file does not know is 0, which means unknown."""
    if per_kg is None or not 0 < per_kg < GRAMS_PER_KILOGRAM * GRAMS_PER_KILOGRAM:
        return Decimal(0)
    return to_cost_per_gram(per_kg / GRAMS_PER_KILOGRAM)
