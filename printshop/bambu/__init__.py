"""The reader and writer of .3mf files of Bambu Studio, OrcaSlicer and their kin.

Start at `read_3mf` (reader.py); what it returns is in results.py. Knows no
database, no Streamlit and no clock.
"""

from printshop.bambu.limits import Limits
from printshop.bambu.reader import read_3mf
from printshop.bambu.reports.bambu_metadata import as_bambu_metadata
from printshop.bambu.reports.provenance import source_of, sources
from printshop.bambu.reports.report import as_json
from printshop.bambu.reports.report_text import as_text
from printshop.bambu.reports.settings_diff import SettingDifference, diff_settings, setting_text
from printshop.bambu.reports.settings_search import matching_settings
from printshop.bambu.results import (
    Brim,
    ChangedSettings,
    Kind,
    Picture,
    Plate,
    PlateFilament,
    Producer,
    SettingValue,
    SplitSource,
    ThreeMF,
    TimeSplit,
)
from printshop.bambu.writing.file_spec import FilamentSpec, FileSpec, PlateSpec
from printshop.bambu.writing.writer import write_project_3mf, write_sliced_3mf

__all__ = [
    "Brim",
    "ChangedSettings",
    "FilamentSpec",
    "FileSpec",
    "Kind",
    "Limits",
    "Picture",
    "Plate",
    "PlateFilament",
    "PlateSpec",
    "Producer",
    "SettingDifference",
    "SettingValue",
    "SplitSource",
    "ThreeMF",
    "TimeSplit",
    "as_bambu_metadata",
    "as_json",
    "as_text",
    "diff_settings",
    "matching_settings",
    "read_3mf",
    "setting_text",
    "source_of",
    "sources",
    "write_project_3mf",
    "write_sliced_3mf",
]
