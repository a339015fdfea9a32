"""The reader and writer of .3mf files of Bambu Studio, OrcaSlicer and their kin.

Start at `read_3mf` (reader.py); what it returns is in results.py. Knows no
database, no Streamlit and no clock.
"""

from printshop.bambu.file_spec import FilamentSpec, FileSpec, PlateSpec
from printshop.bambu.limits import Limits
from printshop.bambu.reader import read_3mf
from printshop.bambu.report import as_json, as_text
from printshop.bambu.results import (
    Brim,
    Kind,
    Plate,
    PlateFilament,
    Producer,
    SettingValue,
    SplitSource,
    ThreeMF,
    TimeSplit,
)
from printshop.bambu.writer import write_project_3mf, write_sliced_3mf

__all__ = [
    "Brim",
    "FilamentSpec",
    "FileSpec",
    "Kind",
    "Limits",
    "Plate",
    "PlateFilament",
    "PlateSpec",
    "Producer",
    "SettingValue",
    "SplitSource",
    "ThreeMF",
    "TimeSplit",
    "as_json",
    "as_text",
    "read_3mf",
    "write_project_3mf",
    "write_sliced_3mf",
]
